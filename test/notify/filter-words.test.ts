import { expect, it } from "vitest";
import type { Filter } from "../../src/filter.ts";
import { describeFilter } from "../../src/notify/filter-words.ts";
import { visible } from "../../src/text.ts";

it.each<[Filter, string | undefined]>([
  [{}, undefined],
  [{ entries: [], titles: [] }, undefined],
  [{ entries: ["nvmf", "bdev*"] }, "entries nvmf, bdev*"],
  [{ entries: ["!*.md", "!doc"] }, "entries other than *.md, doc"],
  [{ entries: ["bdev*", "!bdev_ut", "nvmf"] }, "entries bdev*, nvmf but not bdev_ut"],
  [
    { titles: ["!spelling:*"], authors: ["!*[bot]"], kinds: ["added"], entries: ["nvmf"] },
    "entries nvmf and kinds added and authors other than *[bot] and titles other than spelling:*",
  ],
  [{ entries: ["\\!a", "b\\*"] }, "entries \\!a, b\\*"],
  [{ authors: ["Ben Walker", "a,b", 'say "x"'] }, 'authors "Ben Walker", "a,b", "say "x""'],
  [{ entries: ["a", "b", "c", "d", "e", "f", "g"] }, "entries a, b, c, d, e and 2 more"],
  [{ entries: ["a", "b", "c", "d", "e", "f", "!g"] }, "entries a, b, c, d, e and 1 more but not g"],
  [{ titles: ["x".repeat(200)] }, `titles ${"x".repeat(39)}…`],
  [{ titles: ["\u200b", "a\u202eb", "<b>"] }, 'titles "", ab, <b>'],
])("says %j as %j", (filter, words) => {
  const said = describeFilter(filter);
  expect(said).toBe(words);
  expect(visible(said ?? "")).toBe(said ?? "");
});
