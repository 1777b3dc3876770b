/** What every feed format keeps to; what each alone does is in its own test. Read back by feedsmith's parsers. */
import { XMLValidator } from "fast-xml-parser";
import { parseFeed } from "feedsmith";
import { describe, expect, it } from "vitest";
import type { Feed, FeedFormat } from "../../src/feed/contract.ts";
import { feedFormats } from "../../src/feed/index.ts";
import { headline } from "../../src/feed/words.ts";
import { renderFeed } from "../../src/feed/render.ts";
import { hostileTexts } from "./hostile.ts";
import { added, commitOf, entryOf, feedOf, removed, updated, updateOf } from "./sample.ts";

/** An item as a reader has it, whatever the format said it in. */
type ReadItem = Record<"id" | "title" | "url" | "date" | "author" | "html", string | undefined> & {
  categories: (string | undefined)[];
};

function read(document: string): { title: string | undefined; items: ReadItem[] } {
  const parsed = parseFeed(document);
  switch (parsed.format) {
    case "rss":
      return {
        title: parsed.feed.title,
        items: (parsed.feed.items ?? []).map((item) => ({
          id: item.guid?.value,
          title: item.title,
          url: item.link,
          date: item.pubDate && new Date(item.pubDate).toISOString(),
          author: item.dc?.creators?.[0],
          html: item.content?.encoded,
          categories: (item.categories ?? []).map(({ name }) => name),
        })),
      };
    case "atom":
      return {
        title: parsed.feed.title?.value,
        items: (parsed.feed.entries ?? []).map((entry) => ({
          id: entry.id,
          title: entry.title?.value,
          url: entry.links?.[0]?.href,
          date: entry.published && new Date(entry.published).toISOString(),
          author: entry.authors?.[0]?.name,
          html: entry.content?.value,
          categories: (entry.categories ?? []).map(({ term }) => term),
        })),
      };
    case "json":
      return {
        title: parsed.feed.title,
        items: (parsed.feed.items ?? []).map((item) => ({
          id: item.id,
          title: item.title,
          url: item.url,
          date: item.date_published && new Date(item.date_published).toISOString(),
          author: item.authors?.[0]?.name,
          html: item.content_html,
          categories: item.tags ?? [],
        })),
      };
    case "rdf":
      throw new Error("no format of ours");
  }
}

/** Throws where a document is not one that a strict reader takes. */
function check(format: FeedFormat, document: string): void {
  if (format.extension === "json") return void JSON.parse(document);
  expect(XMLValidator.validate(document)).toBe(true);
  expect(document).toMatch(/^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u);
}

/** XML holds no text that ends an HTML element: the W3C's validator, and some readers, take it for HTML. */
function asWritten({ extension }: FeedFormat, text: string): string {
  return extension === "json" ? text : text.replaceAll("</", "< /");
}

function renderAndRead(format: FeedFormat, feed: Feed) {
  const document = renderFeed(format, feed);
  check(format, document);
  return read(document);
}

const updates = [
  updateOf(3, [removed("reduce")]),
  updateOf(2, [updated("nvmf"), added("keyring")], commitOf("both: <b>A & B")),
  updateOf(1, [updated("bdev")], commitOf("bdev: x", { body: "Why.\n\n  indented" })),
];

describe.each(feedFormats)("$name", (format) => {
  it("is whole and empty before the first update", () => {
    expect(renderAndRead(format, feedOf([]))).toEqual({ title: "spdk/lib", items: [] });
  });

  it("gives the same bytes for the same feed", () => {
    expect(renderFeed(format, feedOf(updates))).toBe(renderFeed(format, structuredClone(feedOf(updates))));
  });

  it("says of each update its id, title, address, date, author and categories, in the feed's order", () => {
    const { items } = renderAndRead(format, feedOf(updates));
    expect(items).toMatchObject([
      {
        id: "tag:treewatch,2026:0123456789abcdef/3",
        title: "reduce removed",
        url: entryOf("reduce").url,
        date: "2026-11-23T06:03:00.000Z",
        author: format.extension === "atom" ? "unknown" : undefined,
        categories: ["reduce", "removed"],
      },
      {
        id: "tag:treewatch,2026:0123456789abcdef/2",
        title: "both: <b>A & B",
        url: commitOf("").url,
        date: "2026-11-23T06:02:00.000Z",
        author: "Changpeng Liu",
        categories: ["nvmf", "keyring", "added", "updated"],
      },
      { id: "tag:treewatch,2026:0123456789abcdef/1", title: "bdev: x" },
    ]);
  });

  it("keeps the white space of a commit's message", () => {
    expect(renderAndRead(format, feedOf(updates)).items[2]?.html).toContain("<pre>Why.\n\n  indented</pre>");
  });

  it.each(hostileTexts)("survives %s wherever upstream can put it", (_aim, text) => {
    const commit = commitOf(text, { id: text, author: text, body: text, url: text, committedAt: text });
    const changes = [
      updated(text, text, text),
      { kind: "added", entry: text, after: entryOf(text, { url: text }) } as const,
    ];
    const update = updateOf(1, changes, commit);
    const feed = feedOf([update], { title: `T${text}`, description: `D${text}` });
    const { items } = renderAndRead(format, feed);
    expect(items).toHaveLength(1);
    expect(items[0]?.title).toBe(asWritten(format, headline(update)));
    expect(items[0]?.categories).toContain("added");
    expect(items[0]?.url).toMatch(/^https:\/\//);
    expect(items[0]?.html?.replace(/<\/?(ul|li|pre|p)>|<a href="https:[^"<>]*">|<\/a>/g, "")).not.toMatch(
      /[<>]/,
    );
  });

  it("shows a title as upstream wrote it, entities and all", () => {
    const title = "&amp;lt; &apos; <int> ]]> x";
    expect(
      renderAndRead(format, feedOf([updateOf(1, [added("a"), added("b")], commitOf(title))])).items[0]?.title,
    ).toBe(title);
  });

  it("shows that a title ends an element, and is not taken for HTML", () => {
    const { items } = renderAndRead(
      format,
      feedOf([updateOf(1, [added("a"), added("b")], commitOf("drop </div>"))]),
    );
    expect(items[0]?.title).toBe(asWritten(format, "drop </div>"));
  });
});

describe("the formats", () => {
  it("agree on ids, dates, titles, addresses, bodies and categories", () => {
    const [first, ...others] = feedFormats.map((format) =>
      read(renderFeed(format, feedOf(updates))).items.map(({ author: _author, ...item }) => item),
    );
    expect(first).toHaveLength(3);
    expect(first?.[0]?.html).toContain("removed");
    for (const other of others) expect(other).toEqual(first);
  });
});
