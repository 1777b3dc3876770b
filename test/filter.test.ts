import { describe, expect, it } from "vitest";
import { type Filter, FilterSchema, filterQuery, parseFilter, select } from "../src/filter.ts";
import { added, commitOf, removed, renamed, updated, updateOf } from "./feed/sample.ts";

function passes(update: ReturnType<typeof updateOf>, filter: Filter): boolean {
  return select(update, filter) !== undefined;
}

describe("select", () => {
  const update = updateOf(
    1,
    [updated("nvmf"), added("bdev_zone"), removed("Makefile")],
    commitOf("nvmf: speed up"),
  );

  it.each<[Filter, boolean]>([
    [{}, true],
    [{ entries: [] }, true],
    [{ entries: ["nvmf"] }, true],
    [{ entries: ["nvm"] }, false],
    [{ entries: ["NVMF"] }, false],
    [{ entries: ["blob", "bdev*"] }, true],
    [{ entries: ["!nvmf"] }, true],
    [{ entries: ["!nvmf", "!bdev*", "!Makefile"] }, false],
    [{ entries: ["*", "!*"] }, false],
    [{ entries: ["bdev*", "!*_zone"] }, false],
    [{ kinds: ["added"] }, true],
    [{ kinds: ["renamed"] }, false],
    [{ kinds: ["re*"] }, true],
    [{ kinds: ["!updated"] }, true],
    [{ kinds: ["!updated", "!added", "!removed"] }, false],
    [{ authors: ["changpeng*"] }, true],
    [{ authors: ["ben*"] }, false],
    [{ authors: ["!*LIU"] }, false],
    [{ titles: ["NVMF:*"] }, true],
    [{ titles: ["!spelling:*"] }, true],
    [{ titles: ["!*speed*"] }, false],
    [{ entries: ["nvmf"], titles: ["blob:*"] }, false],
  ])("asks %j of an update of nvmf, bdev_zone and Makefile: %s", (filter, expected) => {
    expect(passes(update, filter)).toBe(expected);
  });

  it("wants one change to pass entries and kinds together", () => {
    expect(passes(update, { entries: ["nvmf"], kinds: ["added"] })).toBe(false);
    expect(passes(update, { entries: ["nvmf"], kinds: ["updated"] })).toBe(true);
  });

  it("tells the update whole, the changes that pass first and the order otherwise kept", () => {
    const many = updateOf(1, [updated("a"), added("b"), updated("c"), added("d")], commitOf("all"));
    const told = select(many, { kinds: ["added"] });
    expect(told?.changes.map(({ entry }) => entry)).toEqual(["b", "d", "a", "c"]);
    expect({ ...told, changes: many.changes }).toEqual(many);
    expect(select(many, {})).toEqual(many);
  });

  it("finds a rename by the old name and by the new one", () => {
    const rename = updateOf(1, [renamed("foo", "bar")]);
    expect(
      [["foo"], ["bar"], ["!foo"], ["!bar"], ["baz"]].map((entries) => passes(rename, { entries })),
    ).toEqual([true, true, true, true, false]);
  });

  it("passes an update without a commit where nothing is wanted of its author or title", () => {
    const without = updateOf(1, [removed("a")]);
    expect(passes(without, { authors: ["!bot*"], titles: ["!spelling*"] })).toBe(true);
    expect(passes(without, { authors: ["*"] })).toBe(false);
    expect(passes(without, { titles: ["*", "!x"] })).toBe(false);
  });

  it("treats a commit's unknown author as no author", () => {
    const { author: _unknown, ...commit } = commitOf("x");
    expect(passes(updateOf(1, [added("a")], commit), { authors: ["*"] })).toBe(false);
    expect(passes(updateOf(1, [added("a")], commit), { authors: ["!*bot"] })).toBe(true);
  });

  it("never drops rewritten history for its kinds", () => {
    const rewritten = updateOf(1, [updated("a")], commitOf("x"), { rewritten: true });
    expect(passes(rewritten, { kinds: ["removed"] })).toBe(true);
    expect(passes(rewritten, { kinds: ["removed"], entries: ["b"] })).toBe(false);
    expect(passes(updateOf(1, [], commitOf("x"), { rewritten: true }), { kinds: ["added"] })).toBe(true);
  });
});

describe("parseFilter", () => {
  it("reads each parameter as often as it comes", () => {
    const query = "entry=nvmf&entry=bdev*&kind=added&title=%21spelling%3A*&author=Ben+Walker";
    expect(parseFilter(new URLSearchParams(query))).toEqual({
      filter: {
        entries: ["nvmf", "bdev*"],
        kinds: ["added"],
        titles: ["!spelling:*"],
        authors: ["Ben Walker"],
      },
    });
  });

  it("leaves the caller's own parameters alone", () => {
    expect(parseFilter(new URLSearchParams("after=3&entry=a"), ["after", "limit"])).toEqual({
      filter: { entries: ["a"] },
    });
  });

  it.each([
    ["entries=a", 'there is no parameter "entries"; there are author, entry, kind, title'],
    ["__proto__=a", 'there is no parameter "__proto__"; there are author, entry, kind, title'],
    ["kind=add", 'kind: "add" is no kind of change; there are added, removed, updated, renamed'],
    ["kind=!gone", 'kind: "!gone" is no kind of change; there are added, removed, updated, renamed'],
    ["kind=Added", 'kind: "Added" is no kind of change; there are added, removed, updated, renamed'],
    ["entry=", 'entry: "" says nothing to look for'],
    ["title=!", 'title: "!" says nothing to look for'],
    ["entry=a%5C", 'entry: "a\\" ends in a backslash; write \\\\ for a backslash'],
    ["entry=a%00b%0A", 'entry: "ab" holds a control character'],
    [`author=${"x".repeat(201)}`, `author: "${"x".repeat(39)}…" is longer than 200 characters`],
    [`entry=${Array(51).fill("a").join("&kind=added&entry=")}`, "an address holds at most 50 patterns"],
  ])("says what is wrong with %.60s", (query, problem) => {
    expect(parseFilter(new URLSearchParams(query))).toEqual({ problem });
  });

  it("counts a pattern's characters, not its code units", () => {
    expect(parseFilter(new URLSearchParams({ entry: "😀".repeat(200) }))).toHaveProperty("filter");
    expect(parseFilter(new URLSearchParams({ entry: "😀".repeat(201) }))).toHaveProperty("problem");
  });
});

describe("filterQuery", () => {
  it.each<[Filter, string]>([
    [{}, ""],
    [{ entries: [] }, ""],
    [
      { titles: ["!spelling:*"], entries: ["nvmf", "bdev*", "nvmf"], kinds: ["added"] },
      "entry=bdev*&entry=nvmf&kind=added&title=%21spelling%3A*",
    ],
    [{ authors: ["Ben Walker", "a&b=c"] }, "author=Ben+Walker&author=a%26b%3Dc"],
  ])("writes %j", (filter, query) => {
    expect(filterQuery(filter)).toBe(query);
  });

  it("is read back as the same query", () => {
    const query = filterQuery({
      authors: ["é\\*"],
      entries: ["😀", "\uffee", "!a"],
      kinds: ["!re*"],
      titles: ["%2F +"],
    });
    const read = parseFilter(new URLSearchParams(query));
    expect("filter" in read && filterQuery(read.filter)).toBe(query);
  });
});

describe("FilterSchema", () => {
  it("takes the four lists as they are", () => {
    const filter = { entries: ["nvmf", "bdev*"], kinds: ["added"], authors: ["!bot"], titles: ["\\!x"] };
    expect(FilterSchema.parse(filter)).toEqual(filter);
  });

  it.each([
    [{ entries: ["ok", "bad\\"] }, ["entries", 1], '"bad\\" ends in a backslash; write \\\\ for a backslash'],
    [
      { kinds: ["modified"] },
      ["kinds", 0],
      '"modified" is no kind of change; there are added, removed, updated, renamed',
    ],
    [{ titles: ["!"] }, ["titles", 0], '"!" says nothing to look for'],
    [{ authors: [7] }, ["authors", 0], 'a pattern is text, such as "bdev*"'],
    [{ entries: "nvmf" }, ["entries"], 'this is a list of patterns, such as ["nvmf", "bdev*"]'],
    [{ entries: Array(51).fill("a") }, ["entries"], "a list holds at most 50 patterns"],
  ])("says where %.60j is wrong and why", (options, path, message) => {
    expect(FilterSchema.safeParse(options).error?.issues).toMatchObject([{ path, message }]);
  });
});
