import { describe, expect, it } from "vitest";
import { carryKnown, diff, learns } from "../src/diff.ts";
import type { Entry, Listing } from "../src/listing.ts";
import { at, commit, entry, listing } from "./listings.ts";

function of(...entries: Entry[]): Listing {
  return { entries };
}

function kinds(before: Listing, after: Listing): string[] {
  return diff(before, after).map(({ kind, entry }) => `${kind} ${entry}`);
}

describe("diff", () => {
  it("tells each entry that came, went or has another last commit, by name", () => {
    const before = listing("c2", { a: "c1", b: "c1", d: "c2", "😀": "c1" });
    const after = listing("c3", { a: "c1", c: "c3", d: "c3", "\uFFFD": "c3", "😀": "c1" });
    expect(diff(before, after)).toEqual([
      { kind: "removed", entry: "b", before: before.entries[1] },
      { kind: "added", entry: "c", after: after.entries[1] },
      { kind: "updated", entry: "d", before: before.entries[2], after: after.entries[2] },
      { kind: "added", entry: "\uFFFD", after: after.entries[3] },
    ]);
  });

  it.each([
    ["nothing and nothing", {}, {}, []],
    ["nothing and something", {}, { a: "c1" }, ["added a"]],
    ["something and nothing", { a: "c1" }, {}, ["removed a"]],
    [
      "names that objects have anyway",
      {},
      { constructor: "c1", toString: "c1" },
      ["added constructor", "added toString"],
    ],
  ])("compares %s", (_, before, after, expected) => {
    expect(kinds(listing("?", before), listing("?", after))).toEqual(expected);
  });

  const c1 = commit("c1");
  const compare = (before: Partial<Entry>, after: Partial<Entry>) =>
    diff(of(entry("a", before)), of(entry("a", after))).map(({ kind }) => kind);

  it.each<[string, Partial<Entry>, Partial<Entry>]>([
    ["another commit", { commit: c1 }, { commit: commit("c2") }],
    ["another commit of the same second", { commit: c1 }, { commit: commit("c2", { committedAt: at(1) }) }],
    ["another size", { commit: c1, size: 1 }, { size: 2 }],
    ["another kind", { kind: "file" }, { kind: "directory" }],
    ["another date", { modifiedAt: at(1) }, { modifiedAt: at(2) }],
    ["another date than the commit's", { commit: c1 }, { modifiedAt: at(2) }],
    ["a commit of another date", { modifiedAt: at(2) }, { commit: c1 }],
    ["another size", { modifiedAt: at(1), size: 1 }, { modifiedAt: at(1), size: 2 }],
  ])("sees a change in %s", (_, before, after) => {
    expect(compare(before, after)).toEqual(["updated"]);
  });

  it.each<[string, Partial<Entry>, Partial<Entry>]>([
    ["the same commit", { commit: c1 }, { commit: c1 }],
    [
      "the same commit otherwise written",
      { commit: c1 },
      { commit: commit("c1", { title: "", committedAt: at(9) }) },
    ],
    [
      "the same commit under another kind",
      { commit: c1, kind: "submodule" },
      { commit: c1, kind: "symlink" },
    ],
    ["a commit that was unknown", {}, { commit: c1 }],
    ["a commit that became unknown", { commit: c1 }, {}],
    ["another link", { url: "https://a.example/" }, { url: "https://b.example/" }],
    ["a kind that was unknown", { kind: "unknown" }, { kind: "file" }],
    ["a kind that became unknown", { kind: "file" }, { kind: "unknown" }],
    ["a date that was unknown", {}, { modifiedAt: at(2) }],
    ["a date that became unknown", { modifiedAt: at(1) }, {}],
    ["a date that was a commit's", { commit: c1 }, { modifiedAt: at(1) }],
    ["a commit of the date that was shown", { modifiedAt: at(1) }, { commit: c1 }],
    ["no size any more", { size: 0 }, {}],
    ["a size that was unknown", {}, { size: 0 }],
  ])("sees no change in %s", (_, before, after) => {
    expect(compare(before, after)).toEqual([]);
  });

  it("looks at each of 10,000 entries once", () => {
    let reads = 0;
    const counted = (rows: Record<string, string>): Listing => ({
      entries: listing("?", rows).entries.map((row) => {
        const { name } = row;
        return Object.defineProperty(row, "name", { get: () => (reads++, name) });
      }),
    });
    const rows = Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`e${i}`, "c1"]));
    const before = counted(rows);
    const after = counted({ ...rows, e5000: "c2", new: "c2" });
    reads = 0;
    expect(kinds(before, after)).toEqual(["updated e5000", "added new"]);
    expect(reads).toBeLessThan(3 * 10_000);
  });
});

describe("carryKnown", () => {
  const c1 = commit("c1");
  it.each<[string, Partial<Entry>, Partial<Entry>, Partial<Entry>]>([
    ["a commit", { commit: c1 }, {}, { commit: c1 }],
    ["a commit whose date alone is shown", { commit: c1 }, { modifiedAt: at(1) }, { commit: c1 }],
    [
      "a commit without a date",
      { commit: { id: "c1", title: "" } },
      { modifiedAt: at(1) },
      { commit: { id: "c1", title: "" } },
    ],
    ["a kind", { kind: "file", commit: c1 }, { kind: "unknown", commit: c1 }, { kind: "file", commit: c1 }],
    ["a date", { modifiedAt: at(1) }, {}, { modifiedAt: at(1) }],
    ["a size", { modifiedAt: at(1), size: 0 }, { modifiedAt: at(1) }, { modifiedAt: at(1), size: 0 }],
  ])("keeps %s that is unknown now", (_, before, after, expected) => {
    const carried = carryKnown(of(entry("a", before)), of(entry("a", after)));
    expect(carried.entries).toEqual([entry("a", expected)]);
  });

  it.each<[string, Partial<Entry>, Partial<Entry>]>([
    ["another commit", { commit: c1 }, { commit: commit("c2") }],
    ["another date than the commit's", { commit: c1, size: 1 }, { modifiedAt: at(2) }],
    ["another date", { modifiedAt: at(1), size: 1 }, { modifiedAt: at(2) }],
    ["another kind", { kind: "file" }, { kind: "directory" }],
    ["another link", { url: "https://a.example/" }, { url: "https://b.example/" }],
  ])("takes over %s as it is", (_, before, after) => {
    const carried = carryKnown(of(entry("a", before)), of(entry("a", after)));
    expect(carried.entries).toEqual([entry("a", after)]);
  });

  it("has the entries of the later listing, and neither listing changes", () => {
    const before = Object.freeze(listing("c1", { a: "c1", b: "c1" }));
    const after = Object.freeze(listing("?", { b: "?", c: "?" }));
    const carried = carryKnown(before, after);
    expect(carried).toEqual({ ...listing("c1", { b: "c1", c: "?" }) });
    expect(after.entries).toEqual(listing("?", { b: "?", c: "?" }).entries);
  });
});

describe("learns", () => {
  const full = { kind: "file", commit: commit("c1"), size: 1 } as const;
  const asked = (before: Partial<Entry>, after: Partial<Entry>) =>
    learns(of(entry("a", before)), of(entry("a", after)));

  it.each<[string, Partial<Entry>, Partial<Entry>]>([
    ["a commit", {}, { commit: commit("c1") }],
    ["a commit in place of its date", { modifiedAt: at(1) }, { commit: commit("c1") }],
    ["a date", {}, { modifiedAt: at(1) }],
    ["a size", {}, { size: 0 }],
    ["a kind", { kind: "unknown" }, { kind: "file" }],
  ])("is true where an entry says %s", (_, before, after) => {
    expect(asked(before, after)).toBe(true);
  });

  it.each<[string, Partial<Entry>, Partial<Entry>]>([
    ["nothing", full, full],
    ["less", full, { kind: "unknown" }],
  ])("is false where an entry says %s", (_, before, after) => {
    expect(asked(before, after)).toBe(false);
  });

  it("is true of a head that was unknown, not of one that moved, nor of a new entry", () => {
    expect(learns(listing("?", {}), listing("c1", {}))).toBe(true);
    expect(learns(listing("c1", {}), listing("c2", {}))).toBe(false);
    expect(learns(listing("c1", {}), listing("c1", { a: "c1" }))).toBe(false);
  });
});
