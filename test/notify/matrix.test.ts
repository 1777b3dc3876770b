import { Parser } from "htmlparser2";
import { describe, expect, it } from "vitest";
import * as z from "zod/mini";
import type { Outcome, Run } from "../../src/notify/contract.ts";
import { matrix } from "../../src/notify/matrix.ts";
import { DAY } from "../../src/time.ts";
import { testChannel } from "./contract.suite.ts";
import { about, alerts, attempt, bare, commitOf, commits, runOf } from "./sample.ts";

const secrets = { "": "https://matrix.example/!canary:example.org", TOKEN: "syt_canary" };

const Content = z.strictObject({
  msgtype: z.enum(["m.notice", "m.text"]),
  body: z.string().check(z.minLength(1)),
  format: z.exactOptional(z.literal("org.matrix.custom.html")),
  formatted_body: z.exactOptional(z.string()),
  "m.mentions": z.strictObject({}),
});
type Content = z.infer<typeof Content>;

/** Elements and attributes that Treewatch uses of those that clients show (Matrix 1.16, 11.2.1.1 m.room.message). */
const allowed: Readonly<Record<string, readonly string[]>> = {
  p: [],
  br: [],
  ul: [],
  li: [],
  strong: [],
  a: ["href"],
};

/** What a client would show of a message, and what it would not let pass. */
function readHtml(html: string): { text: string; problems: string[] } {
  let text = "";
  const wrong: string[] = [];
  const parser = new Parser({
    onopentag(name, attributes) {
      if (allowed[name] === undefined) wrong.push(`<${name}>`);
      for (const [attribute, value] of Object.entries(attributes)) {
        if (!allowed[name]?.includes(attribute)) wrong.push(`<${name} ${attribute}>`);
        if (attribute === "href" && !/^https?:\/\//.test(value)) wrong.push(`a link to ${value}`);
      }
    },
    ontext: (piece) => (text += piece),
    onclosetag: (name) => (text += /^(?:br|li|p)$/.test(name) ? "\n" : ""),
    oncomment: () => wrong.push("a comment"),
  });
  parser.end(html);
  return { text, problems: wrong };
}

function problems(body: string): string[] {
  const parsed = Content.safeParse(JSON.parse(body));
  if (!parsed.success) return parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  const bytes = new TextEncoder().encode(body).length;
  const { formatted_body = "", format } = parsed.data;
  return [
    ...(bytes > 64_000 ? [`${bytes} bytes, which leave no room for the homeserver's`] : []),
    ...((format === undefined) === (formatted_body === "") ? [] : ["a format without its body"]),
    ...(body.isWellFormed() ? [] : ["a lone surrogate"]),
    ...readHtml(formatted_body).problems,
  ];
}

testChannel({
  channel: matrix,
  secrets,
  wrongSecrets: [
    {},
    { ...secrets, "": "canary" },
    { ...secrets, "": "https://canary.example/" },
    { ...secrets, "": "https://canary.example/#canary:example" },
    { ...secrets, "": "https://app.canary.example/#/room/!canary:example" },
    { ...secrets, "": "https://matrix.example/!canary:example?via=other" },
    { ...secrets, "": "!canary:example" },
    { "": secrets[""] },
    { ...secrets, TOKEN: "" },
    { ...secrets, TOKEN: "syt_canary\nx" },
  ],
  problems,
  text: (body) => {
    const { body: text, formatted_body } = Content.parse(JSON.parse(body));
    return formatted_body === undefined ? text : readHtml(formatted_body).text;
  },
  answers: {
    taken: '{"event_id":"$x"}',
    refused: { status: 403, body: '{"errcode":"M_FORBIDDEN","error":"canary"}', reason: "M_FORBIDDEN" },
  },
});

const request = (run: Run, using: Record<string, string> = secrets) =>
  matrix.compose(run, using, attempt).request;
const content = (run: Run): Content => Content.parse(JSON.parse(request(run).body));

describe("a message to Matrix", () => {
  it("is put under the delivery's id, so that the homeserver leaves a repeat out", () => {
    expect(request(runOf(commits(1)))).toMatchObject({
      url: "https://matrix.example/_matrix/client/v3/rooms/!canary%3Aexample.org/send/m.room.message/msg_sample",
      method: "PUT",
      headers: { authorization: "Bearer syt_canary" },
    });
  });

  it.each([
    ["https://example.org/matrix/!canary:example.org", "https://example.org/matrix/_matrix/"],
    ["http://127.0.0.1:8008/!31hneApxJ_1o-63DmFrpeqnkFfWppnzWso1JvH3ogLM", "http://127.0.0.1:8008/_matrix/"],
  ])("goes to the homeserver in the address %s", (address, begin) => {
    expect(matrix.check({ ...secrets, "": address })).toBeUndefined();
    expect(request(runOf(commits(1)), { ...secrets, "": address }).url).toContain(begin);
  });

  it("links its title to the page and each commit to its own, and has the same text without", () => {
    const links = commits(2).map(({ commit }) => `<a href="${commit?.url}">c38e591</a>`);
    const { body, formatted_body } = content(runOf(commits(2)));
    expect(formatted_body).toBe(
      '<p><strong><a href="https://treewatch.example/spdk-lib">spdk/lib: 2 commits by 1 person</a></strong>' +
        "<br>lib0 1 · lib1 1</p>" +
        `<p><strong>lib0</strong></p><ul><li>${links[0]} change #000 — Jim Harris</li></ul>` +
        `<p><strong>lib1</strong></p><ul><li>${links[1]} change #001 — Jim Harris</li></ul>`,
    );
    expect(body).toContain("\nlib1\n c38e591 change #001 — Jim Harris");
  });

  it("is a notice, which rings at nobody's, but for alerts", () => {
    expect(content(runOf(commits(1))).msgtype).toBe("m.notice");
    expect(content({ ...about, tells: "alerts", items: alerts() }).msgtype).toBe("m.text");
  });

  it("mentions nobody, whatever name is in it", () => {
    expect(content(runOf([commitOf(1, ["nvmf"], { title: "@room @alice:example.org" })]))).toMatchObject({
      body: expect.stringContaining("@room @alice:example.org"),
      "m.mentions": {},
    });
  });

  it("has no markup in the plain form", () => {
    const { body } = matrix.compose(runOf(commits(1)), secrets, { ...attempt, plain: true }).request;
    expect(Object.keys(JSON.parse(body))).toEqual(["msgtype", "body", "m.mentions"]);
  });

  it("takes a hundred updates at once, and no more", () => {
    expect(
      matrix.compose(runOf(Array.from({ length: 150 }, (_, i) => bare(i + 1, ["a"]))), secrets, attempt)
        .taken,
    ).toBe(100);
  });
});

describe("an answer of a homeserver's", () => {
  const judge = (
    status: number,
    errcode: string,
    more: object = {},
    headers: Record<string, string> = {},
  ): Outcome =>
    matrix.judge({ status, headers: new Headers(headers), body: JSON.stringify({ errcode, ...more }) });

  it.each([
    [401, "M_UNKNOWN_TOKEN"],
    [401, "M_MISSING_TOKEN"],
    [403, "M_FORBIDDEN"],
    [403, "M_USER_DEACTIVATED"],
    [404, "M_NOT_FOUND"],
  ])("%i %s refuses for that reason", (status, errcode) => {
    expect(judge(status, errcode)).toEqual({ outcome: "refused", reason: errcode });
    expect(matrix.explain(errcode)).not.toBe(matrix.explain("http-404"));
  });

  it.each([
    [413, "M_TOO_LARGE"],
    [400, "M_BAD_JSON"],
    [400, "M_NOT_JSON"],
  ])("%i %s does not take the message", (status, errcode) => {
    expect(judge(status, errcode)).toEqual({ outcome: "not-taken", reason: errcode });
  });

  it.each<[object, Record<string, string>, number | undefined]>([
    [{ retry_after_ms: 2500 }, {}, 2500],
    [{ retry_after_ms: 2500 }, { "retry-after": "7" }, 7000],
    [{ retry_after_ms: DAY + 1 }, {}, undefined],
    [{ retry_after_ms: -1 }, {}, undefined],
    [{ retry_after_ms: "soon" }, {}, undefined],
  ])("429 %j with the headers %j asks for %s milliseconds", (more, headers, retryAfterMs) => {
    expect(judge(429, "M_LIMIT_EXCEEDED", more, headers)).toEqual({
      outcome: "later",
      reason: "rate-limited",
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    });
  });
});
