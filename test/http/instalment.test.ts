import { describe, expect, it } from "vitest";
import { asksForInstalments, markOf, newerThan } from "../../src/http/instalment.ts";

const update = (seq: number) => ({
  seq,
  id: `tag:treewatch,2026:0123456789abcdef/${String(seq).padStart(32, "0")}`,
});
const newestFirst = [5, 4, 3].map(update);
const mark = (seq: number) => markOf(update(seq));

describe("what is newer than a copy", () => {
  it.each([
    ["a copy that ends with the one before", [4], [5]],
    ["a copy that ends with the oldest", [3], [5, 4]],
    ["two copies, by the older of them", [4, 3], [5, 4]],
    ["two copies, in the other order", [3, 4], [5, 4]],
  ])("is told for %s", (_, copies, newer) => {
    expect(newerThan(newestFirst, copies.map(mark))?.map(({ seq }) => seq)).toEqual(newer);
  });

  it.each([
    ["no copy", []],
    ["a copy that has the newest", [5]],
    ["copies of which one has the newest", [5, 4]],
    ["a copy older than all", [2]],
    ["copies of which one is older than all", [4, 2]],
  ])("is not told for %s", (_, copies) => {
    expect(newerThan(newestFirst, copies.map(mark))).toBeUndefined();
  });

  it("is not told for a tag that has no mark", () => {
    expect(newerThan(newestFirst, [""])).toBeUndefined();
    expect(newerThan([], [mark(1)])).toBeUndefined();
  });
});

describe("A-IM", () => {
  it.each(["feed", "Feed", " feed ", "gzip, feed", "feed;q=0.5", "feed ; q=1", "vcdiff;q=0, feed"])(
    "%j asks for instalments",
    (accepted) => {
      expect(asksForInstalments(accepted)).toBe(true);
    },
  );

  it.each([null, "", "gzip", "feeds", "myfeed", "feed;q=0", "feed; q=0.0", "gzip;feed"])(
    "%j does not",
    (accepted) => {
      expect(asksForInstalments(accepted)).toBe(false);
    },
  );
});
