/** The routes, through the whole Worker in workerd. */
import { env, exports } from "cloudflare:workers";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { poll, settled } from "../drive.ts";
import { listing, World } from "../world.ts";

const base = "http://treewatch.test";
/** Asks for a path; `{id}` in it is the latest snapshot's. */
const ask = (path: string, init?: RequestInit) =>
  exports.default.fetch(`${base}${path.replace("{id}", latest)}`, init);
let latest = "";

const routes = [
  "/",
  "/http",
  "/http/feed.rss",
  "/http/feed.atom",
  "/http/feed.json",
  "/http/feed.rss?entry=a&kind=updated",
  "/http/feed.atom?per=day",
  "/feed.rss",
  "/feed.atom",
  "/feed.json",
  "/feeds.opml",
  "/http/snapshot.json",
  "/http/snapshot.json?at=2999-01-01T00:00:00Z",
  "/http/snapshots.json",
  "/http/snapshots/{id}.json",
  "/http/diff.json?from=2999-01-01T00:00:00Z",
  "/http/updates.json?after=0&limit=1",
  "/http/status.json",
  "/openapi.json",
  "/healthz",
];

beforeEach(() => {
  new World().install().show("http", listing({ a: 1, b: 1 }));
});

beforeAll(async () => {
  const world = new World().install();
  world.show("http", listing({ a: 1, b: 1 }));
  await poll("http");
  await settled("http");
  world.show("http", listing({ a: 2, b: 1 }));
  await poll("http");
  latest = (await settled("http")).snapshot ?? "";
  await env.FLEET.getByName("fleet").finishTick(Date.now(), { done: [], left: [] });
});

describe.each(routes)("%s", (path) => {
  it("answers GET and HEAD alike, with a validator", async () => {
    const get = await ask(path);
    const head = await ask(path, { method: "HEAD" });
    expect([get.status, head.status]).toEqual([200, 200]);
    expect(await head.text()).toBe("");
    expect(get.headers.get("etag")).toMatch(/^W\/"[\w-]+(\.[\w-]+)?"$/);
    expect(Object.fromEntries(head.headers)).toEqual(Object.fromEntries(get.headers));
    expect(get.headers.get("x-content-type-options")).toBe("nosniff");
    expect(get.headers.get("vary")).toMatch(/^Accept-Encoding/);
    expect(get.headers.get("access-control-allow-origin")).toBe("*");
    await get.text();
  });

  it.each([
    ["no condition", 200, {}],
    ["the same tag", 304, { "if-none-match": "TAG" }],
    ["the tag as a strong one", 304, { "if-none-match": "STRONG" }],
    ["a list with the tag", 304, { "if-none-match": '"other", TAG' }],
    ["any tag", 304, { "if-none-match": "*" }],
    ["another tag", 200, { "if-none-match": 'W/"other"' }],
    ["the date of the last change", 304, { "if-modified-since": "DATE" }],
    ["a later date", 304, { "if-modified-since": "Fri, 01 Jan 2999 00:00:00 GMT" }],
    ["an earlier date", 200, { "if-modified-since": "Sat, 01 Jan 2000 00:00:00 GMT" }],
    ["no date at all", 200, { "if-modified-since": "yesterday" }],
    ["another tag and the date", 200, { "if-none-match": '"other"', "if-modified-since": "DATE" }],
    ["the tag and an earlier date", 304, { "if-none-match": "TAG", "if-modified-since": "Sat, 01 Jan 2000" }],
  ])("by %s answers %i", async (_, status, condition) => {
    const get = await ask(path);
    await get.text();
    const tag = get.headers.get("etag") ?? "";
    const modified = get.headers.get("last-modified");
    const headers = Object.entries(condition).map(([name, value]): [string, string] => [
      name,
      value
        .replace("TAG", tag)
        .replace("STRONG", tag.replace("W/", ""))
        .replace("DATE", modified ?? "Fri, 01 Jan 2999 00:00:00 GMT"),
    ]);
    // A date says nothing of a document whose last change is not known.
    const expected = modified === null && !("if-none-match" in condition) ? 200 : status;
    for (const method of ["GET", "HEAD"]) {
      const again = await ask(path, { method, headers });
      expect(again.status, method).toBe(expected);
      const text = await again.text();
      if (expected !== 304) continue;
      expect(text).toBe("");
      const { "content-type": __, ...kept } = Object.fromEntries(get.headers);
      expect(Object.fromEntries(again.headers)).toEqual(kept);
    }
  });

  it("never dates itself into the future", async () => {
    const get = await ask(path);
    await get.text();
    const modified = get.headers.get("last-modified") ?? "Thu, 01 Jan 1970 00:00:00 GMT";
    expect(Date.parse(modified)).toBeLessThanOrEqual(Date.now());
  });
});

describe("an address that is not served", () => {
  it.each([
    ["/nobody", 404],
    ["/nobody/feed.rss", 404],
    ["/http/feed.xml", 404],
    ["/http/snapshots/nonsense.json", 404],
    ["/http/snapshots/20010101T000000Z-000000000000.json", 410],
    ["/http/snapshots/29991231T000000Z-000000000000.json", 404],
    ["/http/updates.json?after=-1", 400],
    ["/http/updates.json?after=1.5", 400],
    ["/http/updates.json?limit=0", 400],
    ["/http/updates.json?limit=101", 400],
    ["/http/updates.json?before=3", 400],
    ["/http/snapshot.json?at=yesterday", 400],
    ["/http/snapshot.json?at=2001-01-01T00:00:00Z", 410],
    ["/http/snapshot.json?before=2001-01-01T00:00:00Z", 400],
    ["/http/snapshots.json?after=1", 400],
    ["/http/snapshots.json?limit=1001", 400],
    ["/http/snapshots/.json", 404],
    ["/http/diff.json", 400],
    ["/http/diff.json?from=1", 400],
    ["/http/diff.json?from=2999-01-01T00:00:00Z&to=", 400],
    ["/http/diff.json?from=2999-01-01T00:00:00Z&until=now", 400],
    ["/nobody/snapshots.json", 404],
    ["/nobody/diff.json", 404],
    ["/quiet/snapshot.json?at=2999-01-01T00:00:00Z", 404],
    ["/http/feed.rss?colour=red", 400],
    ["/http/feed.rss?kind=painted", 400],
    ["/http/feed.rss?entry=", 400],
    ["/quiet/snapshot.json", 404],
  ])("%s is a problem with status %d and no cache keeps it", async (path, status) => {
    const response = await ask(path);
    expect(response.status).toBe(status);
    expect(response.headers.get("content-type")).toBe("application/problem+json; charset=utf-8");
    expect(response.headers.get("cache-control")).toBe("no-store");
    const body: { status: number; title: string; detail: string } = await response.json();
    expect(body.status).toBe(status);
    expect(body.detail).toMatch(/\w.*[.]$/);
  });

  it.each(["DELETE", "PUT", "PATCH", "POST"])(
    "by %s is refused, and the methods there are named",
    async (method) => {
      const response = await ask("/http/feed.rss", { method });
      expect([response.status, response.headers.get("allow")]).toEqual([405, "GET, HEAD, OPTIONS"]);
      await response.text();
    },
  );

  it("is open to programs on any page: a browser may send conditions and the key, and see what comes", async () => {
    const options = await ask("/http/feed.rss", {
      method: "OPTIONS",
      headers: { origin: "https://reader.example", "access-control-request-method": "GET" },
    });
    expect(options.status).toBe(204);
    expect(Object.fromEntries(options.headers)).toEqual({
      allow: "GET, HEAD, OPTIONS",
      "access-control-allow-headers": "Authorization, If-None-Match, If-Modified-Since, A-IM",
      "access-control-allow-methods": "GET, HEAD, OPTIONS",
      "access-control-allow-origin": "*",
      "access-control-expose-headers": "*",
      "access-control-max-age": "86400",
    });
  });
});

describe("a feed", () => {
  it("is valid and empty before the first look", async () => {
    for (const [format, mark] of [
      ["rss", "<channel>"],
      ["atom", "<feed"],
      ["json", '"items":[]'],
    ] as const) {
      const response = await ask(`/bare/feed.${format}`);
      expect(response.status).toBe(200);
      expect(await response.text()).toContain(mark);
    }
    expect(await (await ask("/bare/updates.json?after=7")).json()).toEqual({
      watch: "bare",
      updates: [],
      next: 7,
    });
  });

  it("says since when it watches, and what was newest", async () => {
    const text = await (await ask("/http/feed.rss")).text();
    expect(text).toMatch(
      /<description>Watching since \d{1,2} \w{3} \d{4}; newest commit: change 2\. What comes next appears here\.<\/description>/,
    );
  });

  it("with a filter holds what passes, under the same ids", async () => {
    const items = async (query: string) => {
      const feed: { items: { id: string }[] } = await (await ask(`/http/feed.json${query}`)).json();
      return feed.items.map((item) => item.id);
    };
    expect(await items("")).toHaveLength(1);
    expect(await items("?entry=a")).toEqual(await items(""));
    expect(await items("?entry=b")).toEqual([]);
    expect(await items("?entry=nothing-is-called-so")).toEqual([]);
  });
});

describe("an operator's route", () => {
  it.each([
    ["no token", undefined],
    ["a wrong token", "Bearer wrong"],
    ["another scheme", "Basic canary-admin-token"],
  ])("answers 401 to %s", async (_, authorization) => {
    const headers = authorization === undefined ? {} : { authorization };
    const response = await ask("/http/poll", { method: "POST", headers });
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toMatch(/^Bearer/);
    await response.text();
  });

  it("answers 404 for a watch or a channel that there is not", async () => {
    const headers = { authorization: "Bearer canary-admin-token" };
    for (const path of ["/nobody/poll", "/http/channels/NOBODY/resume"]) {
      expect((await ask(path, { method: "POST", headers })).status).toBe(404);
    }
  });
});

describe("every answer", () => {
  it("holds no secret", async () => {
    for (const path of routes) {
      const response = await ask(path);
      const text = `${await response.text()}${JSON.stringify([...response.headers])}`;
      expect(text, path).not.toContain("canary");
    }
  });
});
