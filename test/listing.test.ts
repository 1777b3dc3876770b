import { describe, expect, it } from "vitest";
import { compareCodePoints, sortEntries } from "../src/listing.ts";
import { entry } from "./listings.ts";

describe("compareCodePoints", () => {
  it("orders by code point, which is not the order of UTF-16 units", () => {
    const names = ["😀", "\uFFFD", "b", "B", "_", "a", "aa", "", "é", "10", "9", "\u0000", "__proto__"];
    expect(names.toSorted(compareCodePoints)).toEqual([
      "",
      "\u0000",
      "10",
      "9",
      "B",
      "_",
      "__proto__",
      "a",
      "aa",
      "b",
      "é",
      "\uFFFD",
      "😀",
    ]);
  });

  it.each([
    ["a", "a", 0],
    ["a", "ab", -1],
    ["\uFFFF", "\u{10000}", -1],
    ["\u{10000}", "\u{10001}", -1],
    ["\u{10FFFF}", "\uE000", 1],
  ])("compares %j with %j as %i, and the other way round", (a, b, order) => {
    expect(Math.sign(compareCodePoints(a, b))).toBe(order);
    expect(Math.sign(compareCodePoints(b, a))).toBe(order === 0 ? 0 : -order);
  });

  it("is a total order also for lone surrogates", () => {
    const names = ["\uD800", "\uDFFF", "\uD83D\uDE00", "\uD83D", "\uE000", "a"];
    const sorted = names.toSorted(compareCodePoints);
    for (const [i, a] of sorted.entries()) {
      for (const b of sorted.slice(i + 1)) expect(compareCodePoints(a, b)).toBeLessThan(0);
    }
  });
});

describe("sortEntries", () => {
  it("leaves the list it is given as it is", () => {
    const entries = [entry("b"), entry("a")];
    expect(sortEntries(entries).map(({ name }) => name)).toEqual(["a", "b"]);
    expect(entries.map(({ name }) => name)).toEqual(["b", "a"]);
  });
});
