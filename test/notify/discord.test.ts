import { describe, expect, it } from "vitest";
import { discord } from "../../src/notify/discord.ts";
import type { Outcome, Run } from "../../src/notify/contract.ts";
import type { Update } from "../../src/updates.ts";
import { testChannel } from "./contract.suite.ts";
import { discordProblems, discordText, Payload } from "./discord-limits.ts";
import { about, alerts, attempt, bare, commitOf, commits, names, runOf } from "./sample.ts";

const secrets = { "": "https://discord.com/api/webhooks/1/canary" };

testChannel({
  channel: discord,
  secrets,
  wrongSecrets: [
    {},
    { "": "" },
    { "": "canary" },
    { "": "discord.com/api/webhooks/1/canary" },
    { "": "https://discord.com/channels/1/canary" },
    { "": "https://discord.com/api/webhooks/1" },
    { "": "https://discord.com/api/webhooks/1/canary/slack" },
    { "": "https://discord.com/api/webhooks/1/canary/github" },
  ],
  problems: discordProblems,
  text: discordText,
  answers: {
    taken: '{"id":"1"}',
    refused: {
      status: 404,
      body: '{"message": "Unknown Webhook", "code": 10015}',
      reason: "unknown-webhook",
    },
  },
});

const payloadOf = (run: Run, plain = false): Payload =>
  Payload.parse(JSON.parse(discord.compose(run, secrets, { ...attempt, plain }).request.body));
const payload = (...updates: Update[]) => payloadOf(runOf(updates));
const titled = (title: string) => payload(commitOf(1, ["nvmf"], { title })).content;

describe("a message to Discord", () => {
  it("has its first line as content, and the rest in an embed", () => {
    expect(payload(...commits(2))).toEqual({
      content: "**[spdk/lib: 2 commits by 1 person](<https://treewatch.example/spdk-lib>)**",
      embeds: [
        {
          description: [
            "lib0 1 · lib1 1",
            "**lib0**",
            `- [c38e591](<${commits(2)[0]?.commit?.url}>) change #000 — Jim Harris`,
            "**lib1**",
            `- [c38e591](<${commits(2)[1]?.commit?.url}>) change #001 — Jim Harris`,
          ].join("\n"),
        },
      ],
      allowed_mentions: { parse: [] },
    });
  });

  it("is content alone in the plain form, and unfurls nothing", () => {
    expect(payloadOf(runOf([commitOf(1, ["nvmf"], { title: "see https://evil.example" })]), true)).toEqual({
      content: String.raw`nvmf · see https\://evil.example · c38e591` + "\nspdk/lib",
      flags: 4,
      allowed_mentions: { parse: [] },
    });
  });

  it.each([
    ["*bold* __init__ ~~no~~", String.raw`\*bold\* \_\_init\_\_ \~\~no\~\~`],
    ["||spoiler|| `code` ```", String.raw`\|\|spoiler\|\| \`code\` \`\`\``],
    ["@everyone <@1> <#2> <@&3> <t:4:R>", String.raw`\@everyone \<\@1> \<#2> \<\@&3> \<t\:4\:R>`],
    ["[here](https://evil.example)", String.raw`\[here](https\://evil.example)`],
    ["<https://evil.example>", String.raw`\<https\://evil.example>`],
    ["join discord.gg/evil", String.raw`join discord\.gg/evil`],
    [":tada: at 10:30, nvmf: add", String.raw`\:tada: at 10\:30, nvmf: add`],
    [String.raw`a \* b`, String.raw`a \\\* b`],
  ])("shows %j as it is", (title, escaped) => {
    expect(titled(title)).toContain(escaped);
  });

  it.each(["# heading", "-# small", "- item", "+ item", "> quotation", "1. item", "12. item"])(
    "shows %j as it is at the beginning of a line",
    (body) => {
      const update = commitOf(1, ["nvmf"], { body });
      const [description] = payload(update).embeds?.[0]?.description.split("\n") ?? [];
      expect(description).toBe(body.replace(/[-#+>.]/, String.raw`\$&`));
      expect(discordText(discord.compose(runOf([update]), secrets, attempt).request.body)).toContain(body);
    },
  );

  it.each([
    ["nvmf", "**[nvmf removed](<https://git.example/x>)**"],
    ["env_dpdk", "**[env_dpdk removed](<https://git.example/x>)**"],
    ["__init__.py", String.raw`**\_\_init\_\_.py removed [link](<https://git.example/x>)**`],
    ["[x](y)", String.raw`**\[x](y) removed [link](<https://git.example/x>)**`],
    ["crab 🦀", "**crab 🦀 removed [link](<https://git.example/x>)**"],
    ["evil.example/x", String.raw`**evil\.example/x removed [link](<https://git.example/x>)**`],
  ])("lays a link on %j only where the text can be shown as it is", (entry, content) => {
    const after = { name: entry, kind: "file", url: "https://git.example/x" } as const;
    expect(payload(bare(1, [{ kind: "removed", entry, after }])).content).toBe(content);
  });

  it("leaves out an address that is too long", () => {
    const url = `https://git.example/${"a".repeat(500)}`;
    expect(payload(commitOf(1, ["nvmf"], { url })).content).toBe("**nvmf** · change 1 · c38e591");
  });

  it("tells 20 commits of usual length in one message", () => {
    const title = "nvmf/vfio-user: a title as long as they usually are, of some words";
    const updates = names(20).map((_, i) => commitOf(i + 1, ["nvmf"], { title, author: "Changpeng Liu" }));
    expect(discord.compose(runOf(updates), secrets, attempt).taken).toBe(20);
  });

  it("takes as many updates as fit: one more would not", () => {
    const updates = commits(400);
    const { taken, request } = discord.compose(runOf(updates), secrets, attempt);
    expect(discord.compose(runOf(updates.slice(0, taken + 1)), secrets, attempt)).toEqual({ taken, request });
    expect(payload(...updates.slice(0, taken)).embeds?.[0]?.description.length).toBeGreaterThan(3_900);
  });

  it("counts code points, as Discord does", () => {
    const changes = (name: string) =>
      names(50).map((_, i) => bare(i + 1, [{ kind: "removed", entry: `${name.repeat(50)}${i}` }]));
    const taken = (name: string) => discord.compose(runOf(changes(name)), secrets, attempt).taken;
    expect(taken("🦀")).toBe(taken("x"));
  });

  it("puts an alert's headline first", () => {
    const [alert] = alerts();
    const run: Run = { ...about, tells: "alerts", items: alert === undefined ? [] : [alert] };
    expect(payloadOf(run).content).toMatch(/^\*\*\[spdk\/lib cannot be read since/);
  });
});

describe("the address of a webhook of Discord's", () => {
  const posted = (address: string) =>
    discord.compose(runOf(commits(1)), { "": address }, attempt).request.url;

  it.each([
    ["https://discord.com/api/webhooks/1/x", "https://discord.com/api/v10/webhooks/1/x?wait=true"],
    [
      "https://canary.discord.com/api/webhooks/1/x?thread_id=2",
      "https://canary.discord.com/api/v10/webhooks/1/x?thread_id=2&wait=true",
    ],
    [
      " https://discordapp.com/api/v9/webhooks/1/x?wait=false\n",
      "https://discordapp.com/api/v9/webhooks/1/x?wait=true",
    ],
    ["http://127.0.0.1:8789/api/webhooks/1/x", "http://127.0.0.1:8789/api/webhooks/1/x?wait=true"],
    ["https://notdiscord.com/x", "https://notdiscord.com/x?wait=true"],
  ])("%j is asked to tell errors, in a stated version", (address, url) => {
    expect(discord.check({ "": address })).toBeUndefined();
    expect(posted(address)).toBe(url);
  });
});

describe("an answer of Discord's", () => {
  const judge = (status: number, body: object, headers: Record<string, string> = {}): Outcome =>
    discord.judge({ status, headers: new Headers(headers), body: JSON.stringify(body) });

  it.each([
    [401, 50027, "invalid-token"],
    [404, 10015, "unknown-webhook"],
    [404, 10003, "unknown-thread"],
    [400, 220001, "thread-needed"],
  ])("%i %i refuses for that reason", (status, code, reason) => {
    expect(judge(status, { message: "x", code })).toEqual({ outcome: "refused", reason });
    expect(discord.explain(reason)).toMatch(/^[A-Z][^.]+\. [A-Z].+\.$/);
    expect(discord.explain(reason)).not.toBe(discord.explain("http-404"));
  });

  it.each([
    [400, { code: 50006 }, "empty-message"],
    [400, { code: 50035, errors: { content: {} } }, "invalid-form-body"],
    [413, {}, "http-413"],
  ])("%i %j does not take the message", (status, body, reason) => {
    expect(judge(status, body)).toEqual({ outcome: "not-taken", reason });
  });

  it.each([
    [{ retry_after: 0.3, global: false }, {}, 300],
    [{ retry_after: 64.57, global: true }, { "retry-after": "65" }, 65_000],
    [{ retry_after: 64.57 }, { "retry-after": "3" }, 64_570],
    [{ retry_after: 1e9 }, {}, 86_400_000],
    [{ retry_after: "soon" }, { "retry-after": "3" }, 3000],
  ])("429 with %j and %j asks for the longer pause of both, a day at most", (body, headers, retryAfterMs) => {
    expect(judge(429, body, headers)).toEqual({ outcome: "later", reason: "rate-limited", retryAfterMs });
  });
});
