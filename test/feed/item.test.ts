import { describe, expect, it } from "vitest";
import { itemsOf } from "../../src/feed/item.ts";
import { added, commitOf, entryOf, feedOf, removed, updated, updateOf } from "./sample.ts";

describe("itemsOf", () => {
  it("says who did what, and what to file it under", () => {
    const update = updateOf(7, [updated("nvmf"), added("bdev")], commitOf("both: x"));
    expect(itemsOf(feedOf([update]))).toMatchObject([
      {
        id: "tag:treewatch,2026:0123456789abcdef/7",
        date: "2026-11-23T06:07:00Z",
        title: "both: x",
        url: commitOf("").url,
        author: "Changpeng Liu",
        categories: ["nvmf", "bdev", "added", "updated"],
        summary: "2 entries changed: nvmf, bdev. Changpeng Liu, 2022-01-27 20:55 UTC.",
        watch: "spdk-lib",
      },
    ]);
  });

  it.each([
    ["the commit", commitOf("x"), {}, commitOf("x").url],
    ["the entry", undefined, {}, entryOf("a").url],
    ["the entry as it was, where it is gone", undefined, { gone: true }, entryOf("a").url],
    ["the page", undefined, { url: "ftp://git.example/a" }, "https://watch.example/spdk-lib"],
    ["no commit's address that is not http", commitOf("x", { url: "javascript:1" }), {}, entryOf("a").url],
  ])("leads to %s", (_where, commit, how: { gone?: boolean; url?: string }, url) => {
    const entry = entryOf("a", how.url === undefined ? {} : { url: how.url });
    const change = how.gone ? removed("a") : ({ kind: "added", entry: "a", after: entry } as const);
    expect(itemsOf(feedOf([updateOf(1, [change], commit)]))[0]?.url).toBe(url);
  });

  it("names 50 entries as categories, each once, and all kinds", () => {
    const changes = Array.from({ length: 60 }, (_, i) => added(`e${i}`));
    const [item] = itemsOf(feedOf([updateOf(1, [...changes, removed("z"), added("e0")])]));
    expect(item?.categories).toHaveLength(52);
    expect(item?.categories.slice(-3)).toEqual(["e49", "added", "removed"]);
  });

  it("begins titles with the watch's where a feed is over many", () => {
    const update = updateOf(1, [updated("nvmf")], commitOf(`nvmf: ${"x".repeat(200)}`));
    const [item] = itemsOf(feedOf([update], { manyWatches: true }));
    expect(item?.title).toMatch(/^spdk\/lib · nvmf: x+…$/);
    expect([...(item?.title ?? "")]).toHaveLength(120);
  });

  it("gives no two items one date, and none a later one than its own", () => {
    const times = ["06:05:00", "06:05:00", "06:05:00", "06:04:59", "06:00:00"];
    const updates = times.map((time, i) =>
      updateOf(i, [added("a")], undefined, { detectedAt: `2026-11-23T${time}Z` }),
    );
    expect(itemsOf(feedOf(updates)).map(({ date }) => date.slice(11, 19))).toEqual([
      "06:05:00",
      "06:04:59",
      "06:04:58",
      "06:04:57",
      "06:00:00",
    ]);
  });
});
