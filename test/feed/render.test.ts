/** How long a document may be, and how it leads on to what it is too short for. */
import { parseFeed } from "feedsmith";
import { describe, expect, it } from "vitest";
import type { Archives, Feed } from "../../src/feed/contract.ts";
import { feedFormats } from "../../src/feed/index.ts";
import { renderFeed } from "../../src/feed/render.ts";
import type { Update } from "../../src/updates.ts";
import { commitOf, entryOf, feedOf, updated, updateOf } from "./sample.ts";

const urlOf = (seq: number) => `https://watch.example/spdk-lib/feed?archive=${seq}`;
const archives: Archives = { before: 100, urlOf };
const bytes = (text: string) => new TextEncoder().encode(text).length;

/** Updates 200 to 101, newest first, each with a message of so many characters. */
function talkative(length: number): Update[] {
  const line = "A line of a commit's message, as long as lines are.\n";
  const body = line.repeat(Math.ceil(length / line.length));
  return Array.from({ length: 100 }, (_, i) =>
    updateOf(200 - i, [updated("nvmf")], commitOf("nvmf: x", { body })),
  );
}

/** What a reader has of a document: its items' numbers, newest first, and the address it goes on at. */
function read(document: string): {
  seqs: number[];
  previous: string | undefined;
  current: string | undefined;
} {
  const parsed = parseFeed(document);
  const seqsOf = (ids: (string | undefined)[]) => ids.map((id) => Number(id?.split("/").at(-1)));
  switch (parsed.format) {
    case "json":
      return {
        seqs: seqsOf((parsed.feed.items ?? []).map(({ id }) => id)),
        previous: parsed.feed.next_url,
        current: undefined,
      };
    case "rss":
    case "atom": {
      const isRss = parsed.format === "rss";
      const links = (isRss ? parsed.feed.atom?.links : parsed.feed.links) ?? [];
      const linkOf = (rel: string) => links.find((link) => link.rel === rel)?.href;
      const ids = isRss
        ? (parsed.feed.items ?? []).map(({ guid }) => guid?.value)
        : (parsed.feed.entries ?? []).map(({ id }) => id);
      return { seqs: seqsOf(ids), previous: linkOf("prev-archive"), current: linkOf("current") };
    }
    case "rdf":
      throw new Error("no format of ours");
  }
}

describe.each(feedFormats)("$name", (format) => {
  it("holds a hundred updates and leads on to the archives", () => {
    const { seqs, previous } = read(renderFeed(format, feedOf(talkative(100), { archives })));
    expect(seqs).toHaveLength(100);
    expect(previous).toBe(urlOf(100));
  });

  it("leads nowhere where nothing older is kept", () => {
    const none = renderFeed(format, feedOf(talkative(100), { archives: { ...archives, before: 0 } }));
    expect(read(none).previous).toBeUndefined();
    expect(renderFeed(format, feedOf([]))).not.toMatch(/archive|next_url/);
  });

  it("ends at 250 kB, and leads on to the very update that did not fit", () => {
    const document = renderFeed(format, feedOf(talkative(4000), { archives }));
    const { seqs, previous } = read(document);
    expect(bytes(document)).toBeLessThanOrEqual(250_000);
    expect(bytes(document)).toBeGreaterThan(240_000);
    expect(seqs[0]).toBe(200);
    expect(previous).toBe(urlOf(200 - seqs.length));
  });

  it("reaches every update exactly once, from document to document", () => {
    const all = talkative(4000);
    const seen: number[] = [];
    for (let from = 200; from > 100;) {
      const rest = all.filter(({ seq }) => seq <= from);
      const feed: Feed = feedOf(rest, { archives: { ...archives, current: "https://watch.example/" } });
      const { seqs, previous } = read(renderFeed(format, feed));
      expect(seqs.length).toBeGreaterThan(0);
      seen.push(...seqs);
      from = Number(previous?.split("=")[1]);
    }
    expect(seen).toEqual(all.map(({ seq }) => seq));
  });

  it("fits in with one update alone, however much upstream says in it", () => {
    const long = "\u{1F600}\"'&<".repeat(1200);
    const url = `https://git.example/${"%F0%9F%98%80".repeat(160)}`;
    const changes = Array.from({ length: 200 }, (_, i) => {
      const change = updated(`${i}${long}`, long, long);
      return { ...change, after: entryOf(change.entry, { url, commit: commitOf(long, { url }) }) };
    });
    const update = updateOf(200, changes, commitOf(long, { author: long, body: long, url }));
    const document = renderFeed(format, feedOf([update], { archives }));
    expect(bytes(document)).toBeLessThanOrEqual(250_000);
    expect(read(document).seqs).toEqual([200]);
  });

  it("names its hub, where there is one", () => {
    const hub = "https://hub.example/?a=1&b=2";
    const mark =
      format.extension === "json"
        ? `"hubs":[{"type":"WebSub","url":"${hub}"}]`
        : 'link href="https://hub.example/?a=1&#x26;b=2" rel="hub"/>';
    expect(renderFeed(format, feedOf([], { hub }))).toContain(mark);
    expect(renderFeed(format, feedOf([]))).not.toContain("hub");
  });
});

describe.each(feedFormats.filter(({ extension }) => extension !== "json"))(
  "an archive in $name",
  (format) => {
    it("says that it is one, and of what", () => {
      const current = "https://watch.example/spdk-lib/feed";
      const document = renderFeed(format, feedOf([], { archives: { ...archives, current } }));
      expect(document).toContain("<fh:archive/>");
      expect(read(document)).toMatchObject({ current, previous: urlOf(100) });
      expect(renderFeed(format, feedOf([], { archives }))).not.toContain("fh:archive/");
    });
  },
);
