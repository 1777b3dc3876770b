import { describe, expect, it } from "vitest";
import { diff } from "../src/diff.ts";
import { parseTime, SECOND } from "../src/time.ts";
import { explain, number, type Explained, type Place, updateId } from "../src/updates.ts";
import { at, commit, entry, listing, type Rows } from "./listings.ts";
import { sortEntries } from "../src/listing.ts";

function changes(before: Rows, after: Rows) {
  return diff(listing("?", before), listing("?", after));
}

function told(updates: readonly Explained[]): string[] {
  return updates.map(({ commit, changes }) =>
    [commit?.id ?? "-", ...changes.map((one) => one.entry)].join(" "),
  );
}

describe("explain", () => {
  it("groups changes under the commit that the rows show, by the commits' dates", () => {
    const found = changes(
      { a: "c1", b: "c1", c: "c1", d: "c1" },
      { a: "c3", b: "c2", c: "c3", d: "c2", e: "c3" },
    );
    expect(told(explain(found, {}))).toEqual(["c2 b d", "c3 a c e"]);
  });

  it("puts the head last, whatever its date", () => {
    const found = changes({ a: "c1", b: "c1", c: "c1" }, { a: "c2", b: "c9", c: "c3" });
    expect(told(explain(found, { head: commit("c2") }))).toEqual(["c3 c", "c9 b", "c2 a"]);
  });

  it("keeps the order of names where dates are the same, and puts those without a date first", () => {
    const before = listing("?", { a: "c1", b: "c1", c: "c1" });
    const dated = (id: string, committedAt?: string) =>
      committedAt === undefined ? { id, title: "" } : { id, title: "", committedAt };
    const after = {
      entries: [
        entry("a", { commit: dated("y", at(5)) }),
        entry("b", { commit: dated("x", at(5)) }),
        entry("c", { commit: dated("z") }),
      ],
    };
    expect(told(explain(diff(before, after), {}))).toEqual(["z c", "y a", "x b"]);
  });

  it("takes the author and the body of the head from its panel", () => {
    const head = commit("c2", { author: "Ada", body: "Why." });
    const [update] = explain(changes({ a: "c1" }, { a: "c2" }), { head });
    expect(update).toEqual({ complete: false, commit: head, changes: changes({ a: "c1" }, { a: "c2" }) });
  });

  it("tells changes without a commit first, each as an update of its own", () => {
    const found = changes({ a: "c1", b: "c1", c: "c1" }, { a: "c2", d: "?" });
    expect(told(explain(found, {}))).toEqual(["- b", "- c", "- d", "c2 a"]);
  });

  it("tells each tag as an update without a commit, the oldest version first, nothing hidden behind it", () => {
    const tags = (names: string[], id: string) => ({
      entries: sortEntries(names.map((name) => entry(name, { kind: "tag", commit: commit(id) }))),
    });
    const updates = explain(
      diff(tags(["v9", "v10-rc1", "old"], "c1"), tags(["v9", "v10-rc1", "v10", "v9.1"], "c2")),
      {},
    );
    expect(told(updates)).toEqual(["- old", "- v9", "- v9.1", "- v10-rc1", "- v10"]);
    expect(updates.every(({ complete }) => complete)).toBe(true);
  });

  it("hides no commit where there are none, as in a web server's index", () => {
    const indexOf = (...names: string[]) => ({ entries: names.map((name) => entry(name)) });
    const found = diff(indexOf("a"), indexOf("b"));
    expect(explain(found, {}).map(({ complete }) => complete)).toEqual([true, true]);
    expect(explain(found, { head: commit("c1") }).map(({ complete }) => complete)).toEqual([false, false]);
    const mixed = changes({ a: "c1", b: "c1" }, { a: "c2" });
    expect(explain(mixed, {}).map(({ complete }) => complete)).toEqual([false, false]);
  });

  it("explains a removal by the commit that is known to have made it", () => {
    const found = changes({ a: "c1", b: "c1" }, { a: "c2" });
    expect(told(explain(found, { remover: commit("c3") }))).toEqual(["c2 a", "c3 b"]);
    expect(told(explain(found, { remover: commit("c2") }))).toEqual(["c2 a b"]);
  });

  it("makes nothing of nothing", () => {
    expect(explain([], { head: commit("c1"), remover: commit("c1") })).toEqual([]);
  });
});

const by = (id: string): Explained => ({
  complete: false,
  commit: commit(id),
  changes: changes({ a: "c1" }, { a: id }),
});
const gone = (name: string): Explained => ({ complete: false, changes: changes({ [name]: "c1" }, {}) });

const place = (more: Partial<Place> = {}): Place => ({
  birth: "0b5e1e5a-6f2c-4d38-9f4e-000000000000",
  seq: 0,
  now: parseTime(at(10)) + 999,
  snapshots: { from: "old", to: "new" },
  isKnown: () => false,
  ...more,
});

describe("number", () => {
  it("gives places, and times a second apart that end at the poll's", () => {
    const updates = number([by("c2"), gone("b"), by("c3")], place({ seq: 7, detectedAt: at(5) }));
    expect(updates.map(({ seq, detectedAt }) => [seq, detectedAt])).toEqual([
      [8, "2026-11-23T06:09:58Z"],
      [9, "2026-11-23T06:09:59Z"],
      [10, "2026-11-23T06:10:00Z"],
    ]);
    expect(updates[0]).toMatchObject({ ...by("c2"), snapshots: { from: "old", to: "new" } });
  });

  it.each([
    ["at the last", at(10)],
    ["between", "2026-11-23T06:09:59Z"],
    ["after the clock has gone back", at(59)],
  ])("never dates an update at or before the last: %s", (_, detectedAt) => {
    const times = number([by("c2"), by("c3")], place({ detectedAt })).map((update) =>
      parseTime(update.detectedAt),
    );
    expect(times).toEqual([parseTime(detectedAt) + SECOND, parseTime(detectedAt) + 2 * SECOND]);
  });

  it("keeps times unique and increasing over many polls of one second", () => {
    let last: Partial<Place> = {};
    const times: string[] = [];
    for (let poll = 0; poll < 20; poll++) {
      const updates = number([by("c2"), by("c3"), gone("b")].slice(0, (poll % 3) + 1), place(last));
      times.push(...updates.map((update) => update.detectedAt));
      const newest = updates.at(-1);
      if (newest !== undefined) last = { seq: newest.seq, detectedAt: newest.detectedAt };
    }
    expect(times).toEqual([...new Set(times)].toSorted());
    expect(last.seq).toBe(times.length);
  });

  it("leaves out what is known, without a gap in places or times", () => {
    const known = updateId(place().birth, by("c2"), "");
    const isKnown = (id: string) => id === known;
    for (const explained of [
      [by("c2"), by("c3"), by("c4")],
      [by("c3"), by("c2"), by("c4")],
      [by("c3"), by("c4"), by("c2")],
    ]) {
      const updates = number(explained, place({ seq: 7, isKnown }));
      expect(updates.map(({ seq, commit, detectedAt }) => [seq, commit?.id, detectedAt])).toEqual([
        [8, "c3", "2026-11-23T06:09:59Z"],
        [9, "c4", "2026-11-23T06:10:00Z"],
      ]);
    }
    expect(number([by("c2")], place({ isKnown }))).toEqual([]);
  });
});

describe("an update's id", () => {
  const birth = "0b5e1e5a-6f2c-4d38-9f4e-000000000000";

  it("is the same in every version of Treewatch", () => {
    const ids = [by("c2"), gone("b")].map((update) => updateId(birth, update, at(10)));
    // SHA-256 of ["c2",[["updated","a","c1","c2"]]] and of ["2026-11-23T06:10:00Z",[["removed","b","c1",null]]].
    expect(ids).toEqual([
      `tag:treewatch,2026:${birth}/77238e539ddc05fe09a711a22199f150`,
      `tag:treewatch,2026:${birth}/beff901d5149101d70cb1da7b983ef50`,
    ]);
  });

  it("does not depend on titles, links, authors, nor on when it was seen", () => {
    const plain = by("c2");
    const dressed: Explained = {
      ...plain,
      complete: true,
      commit: commit("c2", {
        title: "other",
        author: "Ada",
        url: "https://elsewhere.example/",
        body: "Why.",
      }),
      changes: plain.changes.map((change) => ({
        ...change,
        ...(change.after && { after: { ...change.after, kind: "file", url: "https://elsewhere.example/a" } }),
      })),
    };
    expect(updateId(birth, dressed, at(20))).toBe(updateId(birth, plain, at(10)));
  });

  it("differs by watch, commit, entries, kind of change, and the commits before and after", () => {
    const variants: Explained[] = [
      by("c2"),
      by("c3"),
      { ...by("c2"), commit: commit("c3") },
      { ...by("c2"), changes: changes({ b: "c1" }, { b: "c2" }) },
      { ...by("c2"), changes: changes({ a: "c0" }, { a: "c2" }) },
      { ...by("c2"), changes: changes({}, { a: "c2" }) },
      { ...by("c2"), changes: [...changes({ a: "c1" }, { a: "c2" }), ...changes({ b: "c1" }, { b: "c2" })] },
      gone("a"),
      gone("b"),
    ];
    const ids = [
      ...variants.map((update) => updateId(birth, update, at(10))),
      updateId("another", by("c2"), at(10)),
      // Without a commit, the time tells one removal of an entry from the next.
      updateId(birth, gone("a"), at(11)),
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("is a tag URI, whatever names hold", () => {
    const hostile = gone('\u0000\uD800"]]><script>\u202E');
    expect(updateId(birth, hostile, at(1))).toMatch(/^tag:treewatch,2026:[0-9a-f-]{36}\/[0-9a-f]{32}$/);
  });
});
