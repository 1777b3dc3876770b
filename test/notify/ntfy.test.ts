import { describe, expect, it } from "vitest";
import type { Change } from "../../src/diff.ts";
import type { Outcome, Run } from "../../src/notify/contract.ts";
import { ntfy } from "../../src/notify/ntfy.ts";
import { testChannel } from "./contract.suite.ts";
import { about, alerts, attempt, bare, commitOf, commits, runOf } from "./sample.ts";

const secrets = { "": "https://ntfy.example/canary", TOKEN: "tk_canary" };

/** What ntfy would make an attachment of, or refuse. */
function problems(body: string): string[] {
  const bytes = new TextEncoder().encode(body).length;
  return [
    body.trim() === "" ? "no message, which ntfy shows as «triggered»" : undefined,
    bytes > 4096 ? `${bytes} bytes, more than 4096` : undefined,
    body.isWellFormed() ? undefined : "not UTF-8",
  ].filter((problem) => problem !== undefined);
}

const forbidden = '{"code":40301,"http":403,"error":"forbidden","link":"https://ntfy.sh/docs/publish/"}';

testChannel({
  channel: ntfy,
  secrets,
  wrongSecrets: [
    {},
    { "": "canary" },
    { "": "ntfy.sh/canary" },
    { "": "ntfy://ntfy.sh/canary" },
    { "": "https://canary.example" },
    { "": "https://ntfy.sh/canary/" },
    { "": "https://ntfy.sh/canary,other" },
    { "": `https://ntfy.sh/canary${"x".repeat(60)}` },
    { ...secrets, TOKEN: "tk_canary\nx" },
  ],
  problems,
  text: (body) => body,
  answers: {
    taken: '{"id":"x","event":"message"}',
    refused: { status: 403, body: forbidden, reason: "http-403" },
  },
});

const compose = (run: Run, using: Record<string, string> = secrets) => ntfy.compose(run, using, attempt);

/** A header as ntfy reads it: RFC 2047. */
function decoded(header = ""): string {
  return Buffer.from(header.replace(/^=\?UTF-8\?B\?(.*)\?=$/, "$1"), "base64").toString();
}

describe("a message to ntfy", () => {
  it("is the body as it is, posted to the topic", () => {
    const { request } = compose(runOf(commits(2)));
    expect(request).toMatchObject({
      url: secrets[""],
      method: "POST",
      headers: { "content-type": "text/plain; charset=utf-8", authorization: "Bearer tk_canary" },
    });
    expect(request.body).toBe(`spdk/lib: 2 commits by 1 person
lib0 1 · lib1 1
lib0
 c38e591 change #000 — Jim Harris
lib1
 c38e591 change #001 — Jim Harris`);
  });

  it("names the topic nowhere but in the address, as who knows it may read it", () => {
    const { body, headers } = compose(runOf(commits(2)), { "": secrets[""] }).request;
    expect(JSON.stringify([body, headers])).not.toContain("canary");
    expect(headers).not.toHaveProperty("authorization");
  });

  it("takes at a repeat the place of what it repeats", () => {
    expect(compose(runOf(commits(1))).request.headers["x-sequence-id"]).toBe(attempt.id);
  });

  it("is titled with the watch, in ASCII whatever its letters", () => {
    const { title } = compose(runOf(commits(1), { watch: { id: "x", title: "größe/\n🦀" } })).request.headers;
    expect(title).toMatch(/^[\x21-\x7e]+$/);
    expect(decoded(title)).toBe("größe/ 🦀");
  });

  it("leads of one update to its commit, of several to the page", () => {
    const [update] = commits(1);
    expect(compose(runOf(commits(1))).request.headers["click"]).toBe(update?.commit?.url);
    expect(compose(runOf(commits(2))).request.headers["click"]).toBe("https://treewatch.example/spdk-lib");
    expect(compose(runOf([bare(1, ["a"])])).request.headers["click"]).toBe(
      "https://treewatch.example/spdk-lib",
    );
    expect(compose(runOf([bare(1, ["a"])], { pageUrl: "/" })).request.headers).not.toHaveProperty("click");
  });

  it("shows of alerts at first sight whether there is trouble", () => {
    const tags = alerts().map(
      (alert) => compose({ ...about, tells: "alerts", items: [alert] }).request.headers["tags"],
    );
    expect(new Set(tags)).toEqual(new Set(["warning", "white_check_mark"]));
    expect(compose(runOf(commits(1))).request.headers).not.toHaveProperty("tags");
  });

  it("is in the plain form nothing but its text", () => {
    const { request } = ntfy.compose(runOf(commits(1)), { "": secrets[""] }, { ...attempt, plain: true });
    expect(Object.keys(request.headers)).toEqual(["content-type", "x-sequence-id"]);
    expect(request.body).toBe(compose(runOf(commits(1))).request.body);
  });

  it("fills 4,096 bytes and not more: one more update would not fit", () => {
    const { taken, request } = compose(runOf(commits(400)));
    expect(compose(runOf(commits(taken + 1))).taken).toBe(taken);
    expect(new TextEncoder().encode(request.body).length).toBeGreaterThan(4000);
  });

  it("is cut where an upstream made one update too long on purpose", () => {
    const long = "🦀".repeat(1000);
    const changes = [1, 2, 3].map((i): Change => ({
      kind: "renamed",
      entry: `${i}${long}`,
      before: { name: long, kind: "file" },
    }));
    const commit = { title: long, author: long, body: long };
    const update = commitOf(1, changes, commit, { complete: false, rewritten: true });
    const { body } = compose(runOf([update])).request;
    expect(body.endsWith("…")).toBe(true);
    expect(body.length).toBeGreaterThan(1000);
  });
});

describe("an answer of ntfy's", () => {
  const judge = (status: number, body = ""): Outcome => ntfy.judge({ status, headers: new Headers(), body });

  it.each([
    [413, '{"code":41301,"http":413,"error":"attachment too large"}'],
    [413, ""],
    [400, '{"code":40011,"http":400,"error":"invalid message: message must be UTF-8 encoded"}'],
  ])("%i does not take the message: %s", (status, body) => {
    expect(judge(status, body)).toEqual({ outcome: "not-taken", reason: `http-${status}` });
  });

  it.each(["", "<html>", "null", "{}", '{"code":400}', '{"code":"invalid"}', '{"code":40010,"http":400}'])(
    "400 %j refuses, as ntfy does not say it of the message",
    (body) => {
      expect(judge(400, body)).toEqual({ outcome: "refused", reason: "http-400" });
    },
  );

  it.each([401, 403, 404])("%i refuses, and says what to do", (status) => {
    expect(judge(status)).toEqual({ outcome: "refused", reason: `http-${status}` });
    expect(ntfy.explain(`http-${status}`)).toContain(status === 404 ? "address" : "_TOKEN");
  });

  it.each([
    [429, '{"code":42908,"http":429,"error":"limit reached: daily message quota reached"}', "rate-limited"],
    [507, '{"code":50701,"http":507,"error":"cannot publish to UnifiedPush topic"}', "server-error"],
  ])("%i asks to try again: %s", (status, body, reason) => {
    expect(judge(status, body)).toEqual({ outcome: "later", reason });
  });
});
