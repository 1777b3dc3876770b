import { describe, expect, it } from "vitest";
import { asksNothing, parseSelection, selectFrom } from "../../src/http/selection.ts";
import { added, commitOf, updated, updateOf } from "../feed/sample.ts";

const parse = (query: string) => parseSelection(new URLSearchParams(query));

describe("what a page is asked for", () => {
  it.each([
    ["", {}, undefined],
    ["entry=&kind=&author=&title=&since=", {}, undefined],
    ["entry=nvmf&entry=bdev*&kind=", { entries: ["nvmf", "bdev*"] }, undefined],
    ["since=2026-11-23", {}, "2026-11-23T00:00:00Z"],
    ["since=2026-11-23T06:00:00Z&author=*Liu", { authors: ["*Liu"] }, "2026-11-23T06:00:00Z"],
  ])("is read from %j", (query, filter, since) => {
    const selection = parse(query);
    expect(selection).toEqual({ filter, ...(since === undefined ? {} : { since }) });
    expect("filter" in selection && asksNothing(selection)).toBe(!/=\w/.test(query));
  });

  it.each(["since=yesterday", "since=2026-02-30", "since=2026-11-23&since=2026-11-24"])(
    "is not understood: %s",
    (query) => {
      expect(parse(query)).toMatchObject({ problem: expect.stringContaining("since is one day") });
    },
  );

  it("has no other parameters", () => {
    expect(parse("archive=1")).toMatchObject({ problem: expect.stringContaining("since") });
  });
});

describe("what is found", () => {
  // Seen at 06:01, 06:02 and 06:03.
  const texts = [
    updateOf(3, [updated("nvmf"), updated("bdev")], commitOf("nvmf: c")),
    updateOf(2, [updated("bdev")], commitOf("bdev: b")),
    updateOf(1, [added("keyring")], commitOf("keyring: a")),
  ].map((update) => JSON.stringify(update));
  const found = (query: string, of = texts) => {
    const selection = parse(query);
    if ("problem" in selection) throw new Error(selection.problem);
    const { updates, ...rest } = selectFrom(of, selection);
    return { seqs: updates.map(({ seq }) => seq), ...rest };
  };

  it("is counted by entry, most first", () => {
    expect(found("title=*")).toEqual({
      seqs: [3, 2, 1],
      counts: [
        ["bdev", 2],
        ["nvmf", 1],
        ["keyring", 1],
      ],
      lookedAt: 3,
      whole: true,
    });
  });

  it("counts of a commit the entries that were asked for", () => {
    expect(found("entry=nvmf")).toMatchObject({ seqs: [3], counts: [["nvmf", 1]], lookedAt: 3 });
  });

  it("goes back to the day, which is part of it", () => {
    expect(found("since=2026-11-23T06:02:00Z")).toMatchObject({ seqs: [3, 2], lookedAt: 2, whole: true });
    expect(found("since=2026-11-24")).toMatchObject({ seqs: [], lookedAt: 0, whole: true });
  });

  it("says that it is not whole where there are older ones that were not looked at", () => {
    expect(found("since=2026-11-22", texts.slice(0, 2))).toMatchObject({ lookedAt: 2, whole: false });
    expect(found("since=2026-11-22")).toMatchObject({ lookedAt: 3, whole: true });
  });

  it("is nothing, and whole, where there are no updates yet", () => {
    expect(found("entry=a", [])).toEqual({ seqs: [], counts: [], lookedAt: 0, whole: true });
  });
});
