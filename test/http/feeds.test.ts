import { describe, expect, it } from "vitest";
import { feedFormats } from "../../src/feed/index.ts";
import { json } from "../../src/feed/json.ts";
import type { Asked } from "../../src/http/feed-frame.ts";
import { watchFeed } from "../../src/http/feeds.ts";
import { decodePublished, encodePublished, type Published } from "../../src/store/published.ts";
import type { Update } from "../../src/updates.ts";
import { commitOf, removed, renamed, updated, updateOf } from "../feed/sample.ts";

const watch = { id: "spdk-lib", key: "spdk-lib", title: "spdk/lib" };
const snapshot = { id: "20261123T060000Z-0123456789ab", takenAt: "2026-11-23T06:00:00Z" };
const asked = (entries: string[], format = json): Asked => ({
  base: "https://watch.example",
  watch,
  format,
  query: { filter: { entries } },
});

/** What is published with these updates, newest first. */
function publishedOf(updates: readonly Update[]): Published {
  const [newest] = updates;
  const head = {
    version: 1,
    since: snapshot.takenAt,
    latest: newest?.seq ?? 0,
    oldest: updates.at(-1)?.seq ?? 0,
    ...(newest === undefined ? {} : { updatedAt: newest.detectedAt }),
    snapshot,
    oldestSnapshot: snapshot,
  } as const;
  const updateTexts = updates.map((update) => JSON.stringify(update));
  return decodePublished(encodePublished({ head, snapshotText: "{}", updateTexts }));
}

const published = publishedOf([
  updateOf(4, [updated("bdev")], commitOf("bdev: x")),
  updateOf(3, [renamed("old", "new")], commitOf("lib: rename")),
  updateOf(2, [updated("bdev"), removed("reduce")], commitOf("lib: drop reduce")),
  updateOf(1, [updated("reduce")], commitOf("reduce: x")),
]);

describe("a feed of one entry", () => {
  it.each([
    ["its removal", "reduce", [2, 1]],
    ["its renaming, by its old name", "old", [3]],
    ["its renaming, by its new one", "new", [3]],
  ])("tells of %s", (_what, entry, seqs) => {
    const { items } = JSON.parse(watchFeed(asked([entry]), published).render());
    expect(items.map(({ id }: { id: string }) => Number(id.split("/").at(-1)))).toEqual(seqs);
  });

  it("tells an update whole, the entry first", () => {
    const { items } = JSON.parse(watchFeed(asked(["reduce"]), published).render());
    expect(items[0]).toMatchObject({
      title: "lib: drop reduce",
      tags: ["reduce", "bdev", "removed", "updated"],
    });
  });
});

describe("a feed's own date", () => {
  const dates = (entries: string[], of: Published | undefined) =>
    feedFormats.map((format) => {
      const document = watchFeed(asked(entries, format), of).render();
      return (/<lastBuildDate>(.*?)</.exec(document) ?? /<updated>(.*?)</.exec(document))?.[1];
    });

  it.each([
    ["the newest update's", [], published, "2026-11-23T06:04:00Z"],
    ["the newest that passes", ["reduce"], published, "2026-11-23T06:02:00Z"],
  ])("is %s", (_whose, entries, of, expected) => {
    expect(dates(entries, of)).toEqual([new Date(expected).toUTCString(), expected, undefined]);
  });

  it.each([
    ["the baseline's where none passes", ["nobody"], published, "2026-11-23T06:00:00Z"],
    ["the baseline's before the first update", [], publishedOf([]), "2026-11-23T06:00:00Z"],
    ["always the same before that", [], undefined, "2026-01-01T00:00:00Z"],
  ])("is %s, which only Atom says", (_whose, entries, of, expected) => {
    expect(dates(entries, of)).toEqual([undefined, expected, undefined]);
  });
});
