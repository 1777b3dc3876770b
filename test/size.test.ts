import { expect, it } from "vitest";
import type { Entry } from "../src/listing.ts";
import { isDatedAlone, showSize, showSizes } from "../src/size.ts";

const entry = (rest: Partial<Entry>): Entry => ({ name: "a", kind: "file", ...rest });

it.each([
  [0, "0 bytes"],
  [1, "1 byte"],
  [1536, "1,536 bytes"],
  [5368709120, "5,368,709,120 bytes"],
  [undefined, undefined],
])("shows a size of %s", (size, text) => {
  expect(showSize({ size })).toBe(text);
});

it.each<[string, Partial<Entry> | undefined, Partial<Entry> | undefined, string]>([
  ["both, where it changed", { size: 1024 }, { size: 1536 }, " (1,024 → 1,536 bytes)"],
  ["that of what was added", undefined, { size: 1 }, " (1 byte)"],
  ["none where it stayed", { size: 1 }, { size: 1 }, ""],
  ["none where it is not known", { size: 1 }, {}, ""],
  ["none of what was removed", { size: 1 }, undefined, ""],
])("shows a change's sizes: %s", (_, before, after, text) => {
  const sides = { ...(before && { before: entry(before) }), ...(after && { after: entry(after) }) };
  expect(showSizes({ kind: "updated", entry: "a", ...sides })).toBe(text);
});

it.each<[boolean, Partial<Entry> | undefined]>([
  [true, { size: 0 }],
  [true, { modifiedAt: "2026-01-02T03:04:05Z" }],
  [false, {}],
  [false, undefined],
  [false, { size: 0, commit: { id: "c", title: "" } }],
])("says %s of an entry with nothing but a date or a size: %j", (expected, rest) => {
  expect(isDatedAlone(rest && entry(rest))).toBe(expected);
});
