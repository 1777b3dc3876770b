/** `A-IM: feed` through the whole Worker in workerd: a reader that is told only what is new misses nothing. */
import { exports } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { poll, settled } from "../drive.ts";
import { listing, World } from "../world.ts";

const ask = (path: string, tags = "", method = "GET") =>
  exports.default.fetch(`http://treewatch.test${path}`, {
    method,
    headers: { "a-im": "feed", ...(tags === "" ? {} : { "if-none-match": tags }) },
  });
const tagOf = (response: Response) => response.headers.get("etag") ?? "";

/** Shows a directory and waits until readers see what changed. */
async function push(n: number): Promise<void> {
  new World().install().show("http", listing({ a: n, b: 1 }));
  await poll("http");
  await settled("http");
}

/** The titles in a feed, newest first. */
async function titles(response: Response): Promise<string[]> {
  const feed: { items: { title: string }[] } = await response.json();
  return feed.items.map(({ title }) => title);
}

beforeAll(async () => {
  for (const n of [1, 2, 3]) await push(n);
});

describe("a reader that asks for instalments", () => {
  it("gets all at first, then 226 with what is new, then 304", async () => {
    const whole = await ask("/http/feed.json");
    expect([whole.status, await titles(whole)]).toEqual([
      200,
      [expect.stringMatching(/3/), expect.stringMatching(/2/)],
    ]);
    await push(4);
    await push(5);
    const news = await ask("/http/feed.json", tagOf(whole));
    expect([news.status, news.headers.get("im"), news.headers.get("cache-control")]).toEqual([
      226,
      "feed",
      "no-store",
    ]);
    expect(await titles(news)).toEqual([expect.stringMatching(/5/), expect.stringMatching(/4/)]);
    expect((await ask("/http/feed.json", tagOf(news))).status).toBe(304);
  });

  it("gets what is new to the older of its copies", async () => {
    const older = await ask("/http/feed.rss");
    await push(6);
    const newer = await ask("/http/feed.rss");
    await push(7);
    const news = await ask("/http/feed.rss", `${tagOf(newer)}, ${tagOf(older)}`);
    expect([news.status, (await news.text()).match(/<item>/g)?.length]).toEqual([226, 2]);
    expect((await ask("/http/feed.rss", `${tagOf(newer)}, "unknown"`)).status).toBe(200);
  });

  it("gets all by HEAD, of the feed over all watches, and of what is no feed", async () => {
    const [own, all, snapshot] = ["/http/feed.atom", "/feed.atom", "/http/snapshot.json"] as const;
    const tags = new Map<string, string>();
    for (const path of [own, all, snapshot]) tags.set(path, tagOf(await ask(path)));
    await push(8);
    expect((await ask(own, tags.get(own), "HEAD")).status).toBe(200);
    for (const path of [all, snapshot]) expect((await ask(path, tags.get(path))).status, path).toBe(200);
  });
});
