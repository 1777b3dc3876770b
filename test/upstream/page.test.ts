import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { decodePage, whyNotReadable } from "../../src/upstream/page.ts";
import { pageOf } from "./pages.ts";

describe("whyNotReadable", () => {
  it.each([
    [401, { reason: "login-required", status: 401 }],
    [403, { reason: "login-required", status: 403 }],
    [404, { reason: "not-found", status: 404 }],
    [410, { reason: "not-found", status: 410 }],
    [418, { reason: "bot-challenge", product: "status 418" }],
    [429, { reason: "rate-limited", status: 429 }],
    [400, { reason: "not-supported", status: 400 }],
    [405, { reason: "not-supported", status: 405 }],
    [300, { reason: "not-supported", status: 300 }],
    [304, { reason: "not-supported", status: 304 }],
    [206, { reason: "not-supported", status: 206 }],
    [500, { reason: "server-error", status: 500 }],
    [503, { reason: "server-error", status: 503 }],
    [520, { reason: "server-error", status: 520 }],
    [521, { reason: "network" }],
    [522, { reason: "network" }],
    [523, { reason: "network" }],
    [530, { reason: "network" }],
    [525, { reason: "tls" }],
    [526, { reason: "tls" }],
  ])("refuses status %i", (status, refusal) => {
    expect(whyNotReadable(pageOf("<p>no", { status }))).toEqual(refusal);
  });

  it.each([
    [429, "30", { reason: "rate-limited", status: 429, retryAfterMs: 30_000 }],
    [503, "30", { reason: "rate-limited", status: 503, retryAfterMs: 30_000 }],
    [503, "soon", { reason: "rate-limited", status: 503 }],
    [502, "30", { reason: "server-error", status: 502, retryAfterMs: 30_000 }],
    [404, "30", { reason: "not-found", status: 404 }],
  ])("passes on what status %i with Retry-After %s asks", (status, wait, refusal) => {
    expect(whyNotReadable(pageOf("", { status, headers: { "retry-after": wait } }))).toEqual(refusal);
  });

  it.each(["/user/login", "/user/login?redirect_to=%2fmirror%2fspdk", "/git/user/login", "/user/sign-in"])(
    "takes %s, where a redirect ended, for a login page",
    (path) => {
      const page = pageOf("<form>", { url: `https://forge.example${path}` });
      expect(whyNotReadable(page)).toEqual({ reason: "login-required", status: 200 });
    },
  );

  it.each([
    "/mirror/spdk/src/branch/master/user/login",
    "/spdk.git/tree/user/login",
    "/pub/user/login/",
    "/user/login2",
    "/?next=/user/login",
  ])("lets %s pass, which is no login page", (path) => {
    expect(whyNotReadable(pageOf("<table>", { url: `https://forge.example${path}` }))).toBeUndefined();
  });

  it.each([403, 429, 503, 200])("calls a challenge with status %i a challenge", (status) => {
    const page = pageOf("<title>Just a moment...</title>", { status, headers: { "retry-after": "1" } });
    expect(whyNotReadable(page)).toEqual({ reason: "bot-challenge", product: "Cloudflare" });
  });

  it("judges no content: an empty page passes", () => {
    expect(whyNotReadable(pageOf(""))).toBeUndefined();
  });
});

describe("decodePage", () => {
  it("reads UTF-8, drops a byte order mark, and puts U+FFFD for what is none", () => {
    expect(decodePage(pageOf("\ufeffÉ 💥\0"))).toBe("É 💥\0");
    expect(decodePage(pageOf(new Uint8Array([0x61, 0xe9, 0x62, 0xed, 0xa0, 0x80])))).toBe(
      "a\ufffdb\ufffd\ufffd\ufffd",
    );
  });
});

const captures = "../shared/captures/forge";
type Capture = { file: string; url: string; is: string; status: number };

describe.skipIf(!existsSync(captures))("answers of real forges (skipped where ../shared is absent)", () => {
  const all = existsSync(captures)
    ? (JSON.parse(readFileSync(`${captures}/index.json`, "utf8")) as Capture[])
    : [];
  const judged = (capture: Capture) => {
    const [, ...lines] = readFileSync(`${captures}/${capture.file}.headers`, "latin1").trim().split(/\r?\n/);
    const headers = lines.map((line): [string, string] => [
      line.split(":", 1)[0] ?? "",
      line.replace(/^.*?:\s*/, ""),
    ]);
    const { status } = capture;
    const url = `https://forge.example${capture.url}`;
    const body = readFileSync(`${captures}/${capture.file}.body`);
    return whyNotReadable({ is: "page", url, status, headers: new Headers(headers), body })?.reason;
  };
  const reasonsOf = (...kinds: string[]) => {
    const captured = all.filter(({ is, status }) => kinds.includes(is) && (status < 300 || status >= 400));
    return { count: captured.length, reasons: new Set(captured.map(judged)) };
  };

  it.each([
    ["a listing", ["listing", "rows-not-ready", "rows"], [undefined]],
    [
      "a page that is for the adapter to judge",
      ["not-a-directory", "empty-repository", "being-migrated"],
      [undefined],
    ],
    ["what is not there", ["not-found"], ["not-found"]],
    ["what needs a login", ["login-required"], ["login-required", "not-found"]],
    ["an error of the server's", ["server-error", "overloaded"], ["server-error"]],
  ])("judges %s by what it is", (_, kinds, reasons) => {
    const { count, reasons: got } = reasonsOf(...kinds);
    expect(count).toBeGreaterThan(0);
    expect([...got].toSorted()).toEqual(reasons);
  });
});
