/** Feeds that go further back than a hundred updates, through the whole Worker in workerd, from what KV holds. */
import { env } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";
import { ask, base, hub, readFeed, settings } from "./asking.ts";
import { seed } from "./seed.ts";

/** The numbers of the updates in a document and all that it leads to, document by document. */
async function walk(path: string): Promise<number[][]> {
  const documents: number[][] = [];
  for (let next: string | undefined = path; next !== undefined;) {
    const { ids, next: previous } = await readFeed(next);
    documents.push(ids.map((id) => Number(id.split("/")[1])));
    next = previous;
  }
  return documents;
}

const down = (from: number, to: number) => Array.from({ length: from - to + 1 }, (_, i) => from - i);

describe.each(["rss", "atom", "json"])("feed.%s", (format) => {
  const feed = `/basic/feed.${format}`;

  it.each([
    [5, [[5, 1]]],
    [100, [[100, 1]]],
    [
      101,
      [
        [101, 2],
        [100, 1],
      ],
    ],
    [
      200,
      [
        [200, 101],
        [100, 1],
      ],
    ],
    [
      263,
      [
        [263, 164],
        [200, 101],
        [100, 1],
      ],
    ],
  ])("leads from %d updates to every one of them", async (latest, ranges) => {
    await seed("basic", { latest });
    expect(await walk(feed)).toEqual(ranges.map(([from = 0, to = 0]) => down(from, to)));
  });

  it("leaves no gap where a hundred updates are longer than 250 kB", async () => {
    await seed("basic", { latest: 250, body: "A line of a message.\n".repeat(200) });
    const documents = await walk(feed);
    expect(documents.length).toBeGreaterThan(3);
    expect([...new Set(documents.flat())]).toEqual(down(250, 1));
  });

  it("keeps a filter from document to document", async () => {
    await seed("basic", { latest: 263, entryOf: (seq) => (seq % 50 === 0 ? "b*" : "a") });
    expect(await walk(`${feed}?entry=b\\*&kind=updated`)).toEqual([
      [250, 200],
      [200, 150],
      [100, 50],
    ]);
    expect((await readFeed(`${feed}?entry=b\\*`)).next).toBe(`${base}${feed}?archive=200&entry=b%5C*`);
  });
});

describe("an archive", () => {
  it("has the same bytes whatever is published later, and is kept for a year", async () => {
    await seed("basic", { latest: 163 });
    const archives = ["archive=163", "archive=130"].map((query) => `/basic/feed.atom?${query}`);
    const before = await Promise.all(archives.map(readFeed));
    expect(before[1]?.ids).toHaveLength(30);
    await seed("basic", { latest: 1000, oldest: 101, hidden: [7] });
    for (const [i, path] of archives.entries()) {
      expect((await readFeed(path)).text).toBe(before[i]?.text);
    }
    const response = await ask("/basic/feed.atom?archive=200");
    expect(response.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    const own = await ask("/basic/feed.atom?archive=200", {}, {});
    expect(own.headers.get("cache-control")).toMatch(/^private/);
  });

  it.each([
    ["archive=100", 410, /oldest update that is kept is 101/],
    ["archive=1001", 404, /newest update is 1000/],
    ["archive=800", 503, /cannot be seen from here yet/],
    ["archive=0", 400, /whole number/],
    ["archive=-1", 400, /whole number/],
    ["archive=1&archive=2", 400, /one archive/],
    ["archive=200&per=day", 400, /one archive/],
    ["per=month", 400, /day or week/],
    ["per=day&per=day", 400, /one per/],
    ["before=3", 400, /no parameter "before"/],
  ])("%s answers %d", async (query, status, detail) => {
    await seed("basic", { latest: 1000, oldest: 101, hidden: [7] });
    const response = await ask(`/basic/feed.rss?${query}`);
    expect(response.status).toBe(status);
    expect((await response.json<{ detail: string }>()).detail).toMatch(detail);
  });

  it("is not there before the baseline, and not over all watches", async () => {
    expect((await ask("/twice/feed.rss?archive=1")).status).toBe(404);
    for (const query of ["archive=1", "per=day"]) expect((await ask(`/feed.rss?${query}`)).status).toBe(400);
  });
});

describe("a reader that asks for what is new", () => {
  it("gets it and nothing else, also of a filtered feed", async () => {
    const entryOf = (seq: number) => (seq % 2 === 0 ? "b" : "a");
    for (const [path, expected] of [
      ["/basic/feed.atom", down(120, 119)],
      ["/basic/feed.atom?entry=b", [120]],
    ] as const) {
      await seed("basic", { latest: 118, entryOf });
      const etag = (await ask(path)).headers.get("etag") ?? "";
      await seed("basic", { latest: 120, entryOf });
      const response = await ask(path, { "a-im": "feed", "if-none-match": etag });
      expect(response.status, path).toBe(226);
      const text = await response.text();
      const ids = [...text.matchAll(/<id>tag:treewatch,2026:birth\/0*(\d+)/g)].map(([, seq]) => Number(seq));
      expect(ids).toEqual(expected);
      expect(text).not.toContain("prev-archive");
    }
  });
});

describe("a reader whose parser asks for what is new in its stead", () => {
  it.each(["feedparser/6.0.10 +https://github.com/kurtmckee/feedparser/", "rss2email/3.14 (x)"])(
    "gets the whole, as it may take 226 for an error: %s",
    async (agent) => {
      await seed("basic", { latest: 1 });
      const etag = (await ask("/basic/feed.rss")).headers.get("etag") ?? "";
      await seed("basic", { latest: 2 });
      const headers = { "a-im": "feed", "if-none-match": etag, "user-agent": agent };
      expect((await ask("/basic/feed.rss", headers)).status).toBe(200);
      expect((await ask("/basic/feed.rss", { ...headers, "user-agent": "newsboat/2.21" })).status).toBe(226);
    },
  );
});

describe("a feed that a hub is told of", () => {
  it.each([
    ["rss", `<atom:link href="${hub}" rel="hub"/>`],
    ["atom", `<link href="${hub}" rel="hub"/>`],
    ["json", `"hubs":[{"type":"WebSub","url":"${hub}"}]`],
  ])("names it and itself, in headers and as %s", async (format, mark) => {
    const url = `${base}/basic/feed.${format}`;
    const response = await ask(`/basic/feed.${format}`);
    expect(response.headers.get("link")).toBe(`<${hub}>; rel="hub", <${url}>; rel="self"`);
    expect(await response.text()).toContain(mark);
  });

  it.each([
    ["a filtered feed", "/basic/feed.rss?entry=a", settings],
    ["a digest", "/basic/feed.rss?per=day", settings],
    ["an archive", "/basic/feed.rss?archive=1", settings],
    ["the feed over all watches", "/feed.rss", settings],
    ["a private watch", "/hush/feed.rss?key=canary-read-token", settings],
    ["a Worker whose address is not known", "/basic/feed.rss", { WEBSUB_HUB: hub }],
  ])("is not %s", async (_, path, vars) => {
    await seed("basic", { latest: 2 });
    // A hub without the Worker's own address is a problem in the configuration, which is logged.
    vi.spyOn(console, "error").mockImplementation(() => {});
    const response = await ask(path, {}, vars);
    expect([response.status, response.headers.get("link")]).toEqual([200, null]);
    expect(await response.text()).not.toContain("hub");
  });
});

describe("an OPML", () => {
  it("over all watches lists the feed of each, of the configuration alone", async () => {
    const reads = vi.spyOn(env.KV, "getWithMetadata");
    const text = await (await ask("/feeds.opml")).text();
    const feeds = [...text.matchAll(/text="repo\/([^"]*)" title="[^"]*" xmlUrl="([^"]*)"/g)];
    expect(feeds.length).toBeGreaterThan(10);
    for (const [, watch, url] of feeds) expect(url).toBe(`${base}/${watch}/feed.rss`);
    expect(reads).not.toHaveBeenCalled();
  });

  it("of a watch lists its feed and that of each entry, whose feed is about that entry alone", async () => {
    await seed("basic", { latest: 3, entries: ["a", "b*", "!c", "d&e"], entryOf: () => "b*" });
    const text = await (await ask("/basic/feeds.opml")).text();
    const feeds = [...text.matchAll(/text="repo\/basic([^"]*)" title="[^"]*" xmlUrl="([^"]*)"/g)].map(
      ([, title, url]) => [title, url?.replaceAll("&#x26;", "&").replace(`${base}/basic/feed.rss`, "")],
    );
    expect(feeds).toEqual([
      ["", ""],
      [": !c", "?entry=%5C%21c"],
      [": a", "?entry=a"],
      [": b*", "?entry=b%5C*"],
      [": d&#x26;e", "?entry=d%26e"],
    ]);
    expect((await readFeed("/basic/feed.rss?entry=b%5C*")).ids).toHaveLength(3);
    expect((await readFeed("/basic/feed.rss?entry=%5C%21c")).ids).toEqual([]);
  });

  it("names 500 entries and counts the rest", async () => {
    await seed("basic", { latest: 0, entries: Array.from({ length: 520 }, (_, i) => `e${i}`) });
    const text = await (await ask("/basic/feeds.opml")).text();
    expect(text.match(/text="repo\/basic: /g)).toHaveLength(500);
    expect(text).toContain('text="20 more are not listed."');
  });
});
