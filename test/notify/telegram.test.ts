import { describe, expect, it } from "vitest";
import * as z from "zod/mini";
import type { Outcome } from "../../src/notify/contract.ts";
import { telegram } from "../../src/notify/telegram.ts";
import type { Update } from "../../src/updates.ts";
import { testChannel } from "./contract.suite.ts";
import { attempt, commitOf, commits, names, runOf } from "./sample.ts";

const secrets = { "": "https://api.telegram.org/bot123:canary/sendMessage?chat_id=-1001" };

const place = { offset: z.number(), length: z.number().check(z.gte(1)) };
const Payload = z.strictObject({
  text: z.string().check(z.minLength(1), z.maxLength(4096)),
  entities: z.exactOptional(
    z
      .array(
        z.discriminatedUnion("type", [
          z.strictObject({ type: z.literal("bold"), ...place }),
          z.strictObject({
            type: z.literal("text_link"),
            ...place,
            url: z.string().check(z.regex(/^https?:\/\/[\x21-\x7e]+$/)),
          }),
        ]),
      )
      .check(z.maxLength(100)),
  ),
  link_preview_options: z.strictObject({ is_disabled: z.literal(true) }),
});
type Payload = z.infer<typeof Payload>;

/** A mention as Telegram finds it in a text. */
const mention = /(?<!\w)@\w{2,}/;

function problems(body: string): string[] {
  const parsed = Payload.safeParse(JSON.parse(body));
  if (!parsed.success) return parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  const { text, entities = [] } = parsed.data;
  return [
    ...(text === text.trim() ? [] : ["white space around, which moves the places"]),
    ...(text.isWellFormed() ? [] : ["a lone surrogate"]),
    ...(mention.test(text) ? ["a mention"] : []),
    ...entities
      .map(({ offset, length }) => text.slice(offset, offset + length))
      .filter((piece) => piece.trim() === "" || piece.includes("\n") || !piece.isWellFormed())
      .map((piece) => `an entity of ${JSON.stringify(piece)}`),
  ];
}

testChannel({
  channel: telegram,
  secrets,
  wrongSecrets: [
    {},
    { "": "canary" },
    { "": "123:canary" },
    { "": "https://api.telegram.org/bot123:canary/sendMessage" },
    { "": "https://api.telegram.org/bot123:canary/sendMessage?chat_id=" },
    { "": "https://api.telegram.org/bot123:canary/sendDocument?chat_id=1" },
    { "": "https://api.telegram.org/123:canary/sendMessage?chat_id=1" },
    { "": "https://t.me/canary" },
  ],
  problems,
  // A word joiner cannot be seen.
  text: (body) => Payload.parse(JSON.parse(body)).text.replaceAll("\u2060", ""),
  answers: {
    taken: '{"ok":true,"result":{}}',
    refused: {
      status: 403,
      body: '{"ok":false,"error_code":403,"description":"Forbidden: bot was kicked from the supergroup chat"}',
      reason: "removed",
    },
  },
});

function payload(...updates: Update[]): Payload {
  return Payload.parse(JSON.parse(telegram.compose(runOf(updates), secrets, attempt).request.body));
}

describe("a message to Telegram", () => {
  it("is posted to the address that names the bot and the chat", () => {
    expect(telegram.compose(runOf(commits(1)), secrets, attempt).request).toMatchObject({
      url: secrets[""],
      method: "POST",
      headers: { "content-type": "application/json" },
    });
  });

  it("has beside its text what is bold and what is linked, by place", () => {
    const { text, entities = [] } = payload(...commits(2));
    expect(text).toBe(`spdk/lib: 2 commits by 1 person
lib0 1 · lib1 1
lib0
• c38e591 change #000 — Jim Harris
lib1
• c38e591 change #001 — Jim Harris`);
    const [one, two] = commits(2).map(({ commit }) => commit?.url);
    expect(
      entities.map(({ offset, length, ...entity }) => [text.slice(offset, offset + length), entity]),
    ).toEqual([
      ["spdk/lib: 2 commits by 1 person", { type: "bold" }],
      ["spdk/lib: 2 commits by 1 person", { type: "text_link", url: "https://treewatch.example/spdk-lib" }],
      ["lib0", { type: "bold" }],
      ["c38e591", { type: "text_link", url: one }],
      ["lib1", { type: "bold" }],
      ["c38e591", { type: "text_link", url: two }],
    ]);
  });

  it("counts places in UTF-16 units, as Telegram does", () => {
    const { text, entities = [] } = payload(commitOf(1, ["🦀@crab"], { title: "🦀 @crab" }));
    expect(entities.map(({ offset, length }) => text.slice(offset, offset + length))).toEqual([
      "🦀@\u2060crab",
      "c38e591",
      "spdk/lib",
    ]);
  });

  it("mentions nobody: a name has a character after its @ that cannot be seen", () => {
    expect(mention.test("x @alice")).toBe(true);
    const { text } = payload(commitOf(1, ["nvmf"], { title: "thanks @alice", author: "@bob" }));
    expect(text).toContain("thanks @\u2060alice · @\u2060bob");
  });

  it("takes as many updates as fit 4,096 characters: one more would not", () => {
    const title = "a title as long as they usually are, of some words and a name";
    const updates = names(100).map((_, i) => commitOf(i + 1, ["nvmf"], { title }));
    const { taken } = telegram.compose(runOf(updates), secrets, attempt);
    const { text, entities = [] } = payload(...updates.slice(0, taken));
    expect(text.length).toBeGreaterThan(4000);
    expect(entities.length).toBeLessThan(100);
    expect(telegram.compose(runOf(updates.slice(0, taken + 1)), secrets, attempt).taken).toBe(taken);
  });

  it("takes no more than 100 entities, however short they are", () => {
    const updates = names(100).map((name, i) => commitOf(i + 1, [name], { title: "x" }));
    const { taken } = telegram.compose(runOf(updates), secrets, attempt);
    expect(taken).toBe(49);
    expect(payload(...updates.slice(0, taken)).entities).toHaveLength(100);
  });

  it("has nothing but its text in the plain form", () => {
    const { body } = telegram.compose(runOf(commits(1)), secrets, { ...attempt, plain: true }).request;
    expect(JSON.parse(body)).not.toHaveProperty("entities");
  });
});

describe("an answer of Telegram's", () => {
  const judge = (status: number, description: string, parameters?: object): Outcome =>
    telegram.judge({
      status,
      headers: new Headers(),
      body: JSON.stringify({ ok: false, error_code: status, description, parameters }),
    });

  it.each([
    [400, "Bad Request: chat not found", "chat-not-found"],
    [400, "Bad Request: group chat was upgraded to a supergroup chat", "chat-upgraded"],
    [400, "Bad Request: have no rights to send a message", "no-rights"],
    [400, "Bad Request: not enough rights to send text messages to the chat", "no-rights"],
    [400, "Bad Request: CHAT_WRITE_FORBIDDEN", "no-rights"],
    [400, "Bad Request: message thread not found", "topic-closed"],
    [400, "Bad Request: TOPIC_CLOSED", "topic-closed"],
    [403, "Forbidden: bot was kicked from the group chat", "removed"],
    [403, "Forbidden: bot is not a member of the channel chat", "removed"],
    [403, "Forbidden: bot was blocked by the user", "blocked"],
    [403, "Forbidden: user is deactivated", "blocked"],
    [403, "Forbidden: bot can't initiate conversation with a user", "blocked"],
  ])("%i %j refuses, as %s", (status, description, reason) => {
    expect(judge(status, description)).toEqual({ outcome: "refused", reason });
    expect(telegram.explain(reason)).toMatch(/^[A-Z][^.]+\. [A-Z].+\.$/);
    expect(telegram.explain(reason)).not.toBe(telegram.explain("http-400"));
  });

  it.each([
    [401, "Unauthorized"],
    [404, "Not Found"],
  ])("%i %j refuses, as the token is wrong", (status, description) => {
    expect(judge(status, description)).toEqual({ outcome: "refused", reason: `http-${status}` });
    expect(telegram.explain(`http-${status}`)).toContain("token");
  });

  it.each([
    "Bad Request: can't parse entities: unsupported start tag",
    "Bad Request: message is too long",
    "Bad Request: message text is empty",
    "Bad Request: ENTITY_BOUNDS_INVALID",
  ])("400 %j does not take the message", (description) => {
    expect(judge(400, description)).toEqual({ outcome: "not-taken", reason: "http-400" });
  });

  it.each([
    [{ retry_after: 34 }, 34_000],
    [{ retry_after: 100_000 }, undefined],
    [{ retry_after: -1 }, undefined],
    [undefined, undefined],
  ])("429 with %j asks for %s milliseconds", (parameters, retryAfterMs) => {
    expect(judge(429, "Too Many Requests: retry after 34", parameters)).toEqual({
      outcome: "later",
      reason: "rate-limited",
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    });
  });
});
