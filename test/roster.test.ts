import { describe, expect, it } from "vitest";
import { parseConfig } from "../src/config.ts";
import { changedKeys, findExpired, nextRoster, type Roster } from "../src/roster.ts";
import { DAY } from "../src/time.ts";

const url = "https://git.example/mirror/spdk/src/branch/master/lib";
const configOf = (...watches: unknown[]) => parseConfig({ READ_TOKEN: "a-read-token" }, { watches });
const rosterOf = (before: Roster, tick: number, ...watches: unknown[]) =>
  nextRoster(before, configOf(...watches), tick);

const a = { key: "a", names: ["a"], private: false };

describe("the roster", () => {
  it("has every watch, valid or not, with its names and whether it is private", () => {
    expect(
      rosterOf([], 1, { id: "a", url }, { id: "c", formerly: ["b"], private: true, url }, { id: "d" }),
    ).toEqual([
      a,
      { key: "b", names: ["c", "b"], private: true },
      { key: "d", names: ["d"], private: false },
    ]);
  });

  it("remembers since which tick a watch is gone, and no longer once it is back, also under another id", () => {
    const gone = rosterOf(rosterOf([], 1, { id: "a", url }), 2);
    expect(gone).toEqual([{ removed: 2, ...a }]);
    expect(rosterOf(gone, 3)).toEqual(gone);
    expect(rosterOf(gone, 3, { id: "b", formerly: ["a"], url })).toEqual([
      { key: "a", names: ["b", "a"], private: false },
    ]);
  });

  it("is the same text while nothing changes", () => {
    const watches = [
      { id: "a", url },
      { id: "b", url },
    ] as const;
    const gone = rosterOf(rosterOf([], 1, ...watches), 2, watches[1]);
    const stored = JSON.stringify(gone);
    expect(JSON.stringify(rosterOf(JSON.parse(stored), 3, watches[1]))).toBe(stored);
  });

  it.each<[string, unknown[]]>([
    ["a watch has no id that can be read", [{ id: "b", url }, { url }]],
    ["a watch's former ids cannot be read", [{ id: "b", formerly: "a", url }]],
    [
      "two watches claim one name",
      [
        { id: "b", formerly: ["a"], url },
        { id: "c", formerly: ["a"], url },
      ],
    ],
    [
      "two watches have one id",
      [
        { id: "b", url },
        { id: "b", url },
      ],
    ],
  ])("stays as it was where %s", (_, watches) => {
    expect(rosterOf([a], 2, ...watches)).toEqual([a]);
  });

  it("stays as it was where the list as a whole cannot be read", () => {
    const config = parseConfig({ WATCHES: '[{"id":' }, { watches: [] });
    expect(nextRoster([a], config, 2)).toEqual([a]);
    expect(nextRoster([a], parseConfig({ WATCHES: "[]" }, { watches: [] }), 2)).toEqual([
      { removed: 2, ...a },
    ]);
  });
});

it("a watch's key is among the changed ones where the watch was removed or put back", () => {
  const gone = [{ removed: 2, ...a }];
  expect(changedKeys([a], gone)).toEqual(["a"]);
  expect(changedKeys(gone, [a])).toEqual(["a"]);
  expect([changedKeys(gone, gone), changedKeys([a], [a])]).toEqual([[], []]);
});

it("a watch has expired 30 days after the tick at which it was removed", () => {
  const roster = [a, { ...a, key: "b", removed: 5 }];
  expect(findExpired(roster, 5 + 30 * DAY - 1)).toBeUndefined();
  expect(findExpired(roster, 5 + 30 * DAY)).toBe("b");
});
