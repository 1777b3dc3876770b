/**
 * Ids are a promise: a reader that is shown another one shows everything again. What this file says of them was true at
 * the first release and stays so; a test that fails here is not to be made to pass by writing another file.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Change } from "../../src/diff.ts";
import { feedFormats } from "../../src/feed/index.ts";
import { renderFeed } from "../../src/feed/render.ts";
import type { Filter } from "../../src/filter.ts";
import { frameOf, itemsOf, selectUpdates } from "../../src/http/feed-frame.ts";
import { digestItems } from "../../src/feed/digest.ts";
import { updateId, type Update } from "../../src/updates.ts";
import { added, commitOf, entryOf, removed, renamed, updated, updateOf } from "./sample.ts";

const golden: Record<string, string> = JSON.parse(
  readFileSync(join(import.meta.dirname, "golden-ids.json"), "utf8"),
);

const birth = "5f0c2c1e-6a54-4b6e-9a6e-0d1f6e8f3a11";
const dated = (modifiedAt: string) => entryOf("a", { modifiedAt });
const changes: Record<string, Change[]> = {
  updated: [updated("nvmf")],
  "updated, two entries": [updated("nvmf"), updated("bdev")],
  added: [added("keyring")],
  removed: [removed("reduce")],
  renamed: [renamed("a", "b")],
  dated: [
    {
      kind: "updated",
      entry: "a",
      before: dated("2026-01-01T00:00:00Z"),
      after: dated("2026-01-02T00:00:00Z"),
    },
  ],
  "head alone": [],
};
const detectedAt = "2026-11-23T06:05:00Z";

/** Each change with its commit and without, and the same told again after a rewritten history. */
const ids = Object.entries(changes).flatMap(([what, these]): [string, string][] => [
  [what, updateId(birth, { complete: true, commit: commitOf("x"), changes: these }, detectedAt)],
  [`${what}, without a commit`, updateId(birth, { complete: true, changes: these }, detectedAt)],
  [
    `${what}, again`,
    updateId(birth, { complete: true, commit: commitOf("x"), changes: these }, detectedAt, 1),
  ],
]);

const updates: Update[] = ids.map(([, id], i) =>
  updateOf(ids.length - i, Object.values(changes)[Math.floor(i / 3)] ?? [], commitOf("x"), { id }),
);

const digestOf = (period: "day" | "week") =>
  digestItems({ watch: { id: "a", title: "A" }, pageUrl: "x", period, query: "" }, updates)[0]?.id ?? "";

describe("an id", () => {
  it("is the one in the golden file", () => {
    const all = [...ids, ["a day", digestOf("day")], ["a week", digestOf("week")]];
    expect(Object.fromEntries(all)).toEqual(golden);
  });

  const places: [string, { base: string; id?: string; title: string; filter: Filter }][] = [
    ["at one host", { base: "https://one.example", title: "spdk/lib", filter: {} }],
    [
      "of a watch under another id",
      { base: "https://one.example", id: "libs", title: "spdk/lib", filter: {} },
    ],
    ["at another", { base: "http://127.0.0.1:8787/deep", title: "spdk/lib", filter: {} }],
    ["under another title", { base: "https://one.example", title: "Renamed", filter: {} }],
    [
      "with a filter",
      { base: "https://one.example", title: "spdk/lib", filter: { kinds: ["updated", "!removed"] } },
    ],
  ];
  it.each(places)("is the same in every format %s", (_, { base, id = "spdk-lib", title, filter }) => {
    for (const format of feedFormats) {
      const asked = { base, watch: { id, key: "spdk-lib", title }, format, query: { filter } };
      const passing = selectUpdates(asked, updates);
      expect(passing.length).toBeGreaterThan(8);
      const feed = {
        ...frameOf(asked),
        description: "",
        updatedAt: detectedAt,
        items: itemsOf(asked, passing),
      };
      const found = renderFeed(format, feed).match(new RegExp(`tag:treewatch,2026:${birth}/\\w+`, "g"));
      expect(found).toEqual(passing.map(({ id }) => id));
    }
  });
});
