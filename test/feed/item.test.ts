import { describe, expect, it } from "vitest";
import { updateItem } from "../../src/feed/item.ts";
import type { Update } from "../../src/updates.ts";
import { added, commitOf, entryOf, pageUrl, removed, updated, updateOf } from "./sample.ts";

const watch = { id: "spdk-lib", title: "spdk/lib" };
const itemOf = (update: Update) => updateItem({ watch, update, pageUrl });

describe("updateItem", () => {
  it("says who did what, and what to file it under", () => {
    const update = updateOf(7, [updated("nvmf"), added("bdev")], commitOf("both: x"));
    expect(itemOf(update)).toMatchObject({
      id: "tag:treewatch,2026:0123456789abcdef/7",
      date: "2026-11-23T06:07:00Z",
      title: "both: x",
      url: commitOf("").url,
      author: "Changpeng Liu",
      categories: ["nvmf", "bdev", "added", "updated"],
      summary: "2 entries changed: nvmf, bdev. Changpeng Liu, 2022-01-27 20:55 UTC.",
      watch: "spdk-lib",
      seq: 7,
    });
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
    expect(itemOf(updateOf(1, [change], commit)).url).toBe(url);
  });

  it("names 50 entries as categories, each once, and all kinds", () => {
    const changes = Array.from({ length: 60 }, (_, i) => added(`e${i}`));
    const item = itemOf(updateOf(1, [...changes, removed("z"), added("e0")]));
    expect(item.categories).toHaveLength(52);
    expect(item.categories.slice(-3)).toEqual(["e49", "added", "removed"]);
  });

  it("begins titles with the watch's where a feed is over many", () => {
    const update = updateOf(1, [updated("nvmf")], commitOf(`nvmf: ${"x".repeat(200)}`));
    const { title } = updateItem({ watch, update, pageUrl, manyWatches: true });
    expect(title).toMatch(/^spdk\/lib · nvmf: x+…$/);
    expect([...title]).toHaveLength(120);
  });

  it("is dated when the update was seen, or as it is told", () => {
    const update = updateOf(5, [added("a")]);
    expect(itemOf(update).date).toBe("2026-11-23T06:05:00Z");
    const date = "2026-11-23T06:04:59Z";
    expect(updateItem({ watch, update, pageUrl, date }).date).toBe(date);
  });
});
