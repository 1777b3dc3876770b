/** The routes, through the whole Worker in workerd. */
import { exports } from "cloudflare:workers";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { poll, settled } from "../drive.ts";
import { listing, World } from "../world.ts";

const base = "http://treewatch.test";
const ask = (path: string, init?: RequestInit) => exports.default.fetch(`${base}${path}`, init);

const routes = [
  "/",
  "/http",
  "/http/feed.rss",
  "/http/feed.atom",
  "/http/feed.json",
  "/http/feed.rss?entry=a&kind=updated",
  "/feed.rss",
  "/feed.atom",
  "/feed.json",
  "/feeds.opml",
  "/http/snapshot.json",
  "/http/updates.json?after=0&limit=1",
  "/http/status.json",
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
  await settled("http");
});

describe.each(routes)("%s", (path) => {
  it("answers GET and HEAD alike, with a validator", async () => {
    const get = await ask(path);
    const head = await ask(path, { method: "HEAD" });
    expect([get.status, head.status]).toEqual([200, 200]);
    expect(await head.text()).toBe("");
    expect(get.headers.get("etag")).toMatch(/^W\/"[\w-]+"$/);
    for (const name of ["etag", "content-type", "cache-control", "vary", "last-modified"]) {
      expect(head.headers.get(name), name).toBe(get.headers.get(name));
    }
    expect(get.headers.get("x-content-type-options")).toBe("nosniff");
    await get.text();
  });

  it("answers 304 without a body where the reader's copy is the current one", async () => {
    const get = await ask(path);
    await get.text();
    const etag = get.headers.get("etag") ?? "";
    const copies: [tags: string, status: number][] = [
      [etag, 304],
      [etag.replace("W/", ""), 304],
      [`"other", ${etag}`, 304],
      ["*", 304],
      ['"other"', 200],
      [etag.replace('"', '"x'), 200],
    ];
    for (const method of ["GET", "HEAD"]) {
      for (const [tags, status] of copies) {
        const again = await ask(path, { method, headers: { "if-none-match": tags } });
        expect(again.status, `${method} ${tags}`).toBe(status);
        const text = await again.text();
        if (status !== 304) continue;
        expect(text).toBe("");
        for (const name of ["etag", "cache-control", "vary"]) {
          expect(again.headers.get(name), name).toBe(get.headers.get(name));
        }
      }
    }
  });

  it("goes by the date only where no tag is given, and never dates itself into the future", async () => {
    const get = await ask(path);
    await get.text();
    const modified = get.headers.get("last-modified");
    if (modified === null) return;
    expect(Date.parse(modified)).toBeLessThanOrEqual(Date.now());
    const ifModified = async (since: string, more = {}) =>
      (await ask(path, { headers: { "if-modified-since": since, ...more } })).status;
    expect(await ifModified(modified)).toBe(304);
    expect(await ifModified("Sat, 01 Jan 2000 00:00:00 GMT")).toBe(200);
    expect(await ifModified("not a date")).toBe(200);
    expect(await ifModified(modified, { "if-none-match": '"other"' })).toBe(200);
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

  it("says which methods there are", async () => {
    expect((await ask("/http/feed.rss", { method: "DELETE" })).status).toBe(405);
    const options = await ask("/http/feed.rss", { method: "OPTIONS" });
    expect([options.status, options.headers.get("allow")]).toEqual([204, "GET, HEAD, OPTIONS"]);
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
    for (const path of [...routes, "/healthz"]) {
      const response = await ask(path);
      const text = `${await response.text()}${JSON.stringify([...response.headers])}`;
      expect(text, path).not.toContain("canary");
    }
  });
});
