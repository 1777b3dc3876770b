import type { RichTextBlock } from "@slack/types";
import { describe, expect, it } from "vitest";
import { slackText } from "../../demo/slack-text.ts";
import type { Outcome } from "../../src/notify/contract.ts";
import { slack } from "../../src/notify/slack.ts";
import type { Update } from "../../src/updates.ts";
import { blockKitProblems, Payload } from "./block-kit.ts";
import { testChannel } from "./contract.suite.ts";
import { attempt, bare, commitOf, commits, names, runOf } from "./sample.ts";

const secrets = { "": "https://hooks.slack.com/services/T00/B00/canary" };

testChannel({
  channel: slack,
  secrets,
  wrongSecrets: [
    {},
    { "": "" },
    { "": "canary" },
    { "": "hooks.slack.com/services/canary" },
    { "": "ftp://canary.example/" },
    { "": '"https://hooks.slack.com/services/canary"' },
  ],
  problems: blockKitProblems,
  text: slackText,
  answers: { taken: "ok", refused: { status: 404, body: "no_service", reason: "no_service" } },
});

function payload(...updates: Update[]): Payload {
  return Payload.parse(JSON.parse(slack.compose(runOf(updates), secrets, attempt).request.body));
}

describe("a message to Slack", () => {
  it("is posted as JSON to the address that is the secret", () => {
    expect(slack.compose(runOf(commits(1)), secrets, attempt).request).toMatchObject({
      url: secrets[""],
      method: "POST",
      headers: { "content-type": "application/json; charset=utf-8" },
    });
  });

  it("links its title to the page and each commit to its own, in text that is never markup", () => {
    const title = { text: "spdk/lib: 2 commits by 1 person", url: "https://treewatch.example/spdk-lib" };
    expect(payload(...commits(2)).blocks).toEqual([
      {
        type: "rich_text",
        elements: [
          {
            type: "rich_text_section",
            elements: [
              { type: "link", ...title, style: { bold: true } },
              { type: "text", text: "\n" },
              { type: "text", text: "lib0 1 · lib1 1" },
            ],
          },
        ],
      },
      ...commits(2).map((update, i) => ({
        type: "rich_text",
        elements: [
          {
            type: "rich_text_section",
            elements: [{ type: "text", text: `lib${i}`, style: { bold: true } }],
          },
          {
            type: "rich_text_list",
            style: "bullet",
            elements: [
              {
                type: "rich_text_section",
                elements: [
                  { type: "link", url: update.commit?.url, text: "c38e591" },
                  { type: "text", text: ` change #00${i} — Jim Harris` },
                ],
              },
            ],
          },
        ],
      })),
    ]);
  });

  it("has blocks as Slack's own types have them", () => {
    const { blocks }: { blocks: RichTextBlock[] } = payload(...commits(2));
    expect(blocks.map(({ type }) => type)).toEqual(["rich_text", "rich_text", "rich_text"]);
  });

  it("cannot mention or link anything in its notice", () => {
    const { text } = payload(
      commitOf(1, ["nvmf"], { title: "<!channel> <https://evil.example|here> &amp;" }),
    );
    expect(text).toContain("&lt;!channel&gt; &lt;https://evil.example|here&gt; &amp;amp;");
  });

  it("keeps the text of a link that may not be one", () => {
    const { blocks } = payload(commitOf(1, ["nvmf"], { url: "javascript:alert(1)" }));
    expect(blocks[0]?.elements[0]?.elements).toContainEqual({ type: "text", text: "c38e591" });
  });

  it("tells 20 commits of usual length in one message", () => {
    const title = "nvmf/vfio-user: a title as long as they usually are, of some words";
    const updates = names(20).map((_, i) => commitOf(i + 1, ["nvmf"], { title, author: "Changpeng Liu" }));
    expect(slack.compose(runOf(updates), secrets, attempt).taken).toBe(20);
  });

  it("takes as many updates as fit: one more would not", () => {
    const updates = commits(400);
    const { taken, request } = slack.compose(runOf(updates), secrets, attempt);
    const next = slack.compose(runOf(updates.slice(0, taken + 1)), secrets, attempt);
    expect(next.taken).toBe(taken);
    expect(next.request.body).toBe(request.body);
    expect(JSON.stringify(payload(...updates.slice(0, taken)).blocks).length).toBeGreaterThan(9_500);
  });

  it("takes no more than 45 groups, however short they are", () => {
    const updates = names(100).map((name, i) => ({ ...commitOf(i + 1, [name], { title: "x" }) }));
    const short = updates.map((update) => ({
      ...update,
      commit: { id: update.commit?.id ?? "", title: "x" },
    }));
    expect(slack.compose(runOf(short), secrets, attempt).taken).toBeLessThan(45);
  });

  it("takes a hundred changes without a commit at once", () => {
    const updates = names(150).map((name, i) => bare(i + 1, [{ kind: "removed", entry: name }]));
    expect(slack.compose(runOf(updates), secrets, attempt).taken).toBe(100);
  });
});

describe("an answer of Slack's", () => {
  const judge = (status: number, body: string, headers: Record<string, string> = {}): Outcome =>
    slack.judge({ status, headers: new Headers(headers), body });

  it.each([
    [400, "user_not_found"],
    [403, "action_prohibited"],
    [403, "invalid_token"],
    [403, "team_disabled"],
    [404, "channel_not_found"],
    [404, "no_service"],
    [404, "no_active_hooks"],
    [410, "channel_is_archived"],
  ])("%i %s refuses for that reason", (status, code) => {
    expect(judge(status, `${code}\n`)).toEqual({ outcome: "refused", reason: code });
    expect(slack.explain(code)).not.toBe(slack.explain("http-404"));
  });

  it.each(["invalid_payload", "invalid_blocks", "no_text"])("400 %s does not take the message", (code) => {
    expect(judge(400, code)).toEqual({ outcome: "not-taken", reason: code });
  });

  it.each(["ok", '{"success":true}', "", "<html>"])(
    "200 %j is taken as delivered, as Slack advises",
    (body) => {
      expect(judge(200, body)).toEqual({ outcome: "delivered" });
    },
  );

  it("500 rollup_error asks to try again, after its Retry-After", () => {
    expect(judge(500, "rollup_error", { "retry-after": "30" })).toEqual({
      outcome: "later",
      reason: "server-error",
      retryAfterMs: 30_000,
    });
  });

  it("429 may name a date, which counts from the answer's own", () => {
    const headers = { date: "Mon, 23 Nov 2026 06:00:00 GMT", "retry-after": "Mon, 23 Nov 2026 06:00:45 GMT" };
    expect(judge(429, "rate_limited", headers)).toMatchObject({
      reason: "rate-limited",
      retryAfterMs: 45_000,
    });
  });
});

describe("a secret for Slack", () => {
  it.each([
    "http://127.0.0.1:8789/slack",
    "https://mattermost.example/hooks/x",
    " https://hooks.slack.com/services/x\n",
    "https://hooks.slack.com/triggers/T0/1/x",
  ])("may be any http(s) address: %j", (address) => {
    expect(slack.check({ "": address })).toBeUndefined();
  });
});
