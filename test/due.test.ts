/** Which watches a tick asks about, by host. */
import { describe, expect, it } from "vitest";
import type { Watch } from "../src/config.ts";
import { dueByHost } from "../src/due.ts";
import { MINUTE } from "../src/time.ts";
import { configOf, watchOf } from "./one-watch.ts";

const noon = Date.UTC(2026, 10, 24, 12);
const hostOf = ({ source }: Watch) => new URL(source.url).host;
const watch = (id: string, own: object = {}): Watch => {
  const url = `http://${id[0]}.test/own/repo/src/branch/main/lib`;
  const { watches } = configOf({ id, url, every: "1h", ...own });
  const [one] = watches;
  if (one === undefined) throw new Error("there is no watch");
  return one;
};

/** The keys that are due at noon, by host. `last` and each of `behind` in minutes before it. */
function due(
  watches: readonly Watch[],
  {
    last,
    behind = {},
    fresh = [],
    awake = [],
  }: {
    last?: number;
    behind?: Record<string, number>;
    fresh?: string[];
    awake?: string[];
  } = {},
): Record<string, string[]> {
  const found = dueByHost(watches, hostOf, noon, {
    last: last === undefined ? undefined : noon - last * MINUTE,
    behind: Object.fromEntries(Object.entries(behind).map(([host, ago]) => [host, noon - ago * MINUTE])),
    fresh: new Set(fresh),
    awake: new Set(awake),
  });
  return Object.fromEntries(found);
}

describe("at a tick", () => {
  const [a1, a2, b1] = [watch("a1"), watch("a2"), watch("b1")];

  it("all are due where none was before, by the host that is asked", () => {
    expect(due([a1, b1, a2])).toEqual({ "a.test": ["a1", "a2"], "b.test": ["b1"] });
  });

  it("those are due that have been since the last tick, and hosts without any are not named", () => {
    expect(due([a1, b1], { last: 60 })).toEqual({ "a.test": ["a1"], "b.test": ["b1"] });
    expect(due([a1, b1], { last: 0 })).toEqual({});
    const times = Array.from({ length: 60 }, (_, ago) => due([a1], { last: ago }));
    expect(times.filter((one) => "a.test" in one).length).toBeGreaterThan(0);
  });

  it("a watch without a snapshot is due, whenever", () => {
    expect(due([a1, b1], { last: 0, fresh: ["b1"] })).toEqual({ "b.test": ["b1"] });
  });

  it("a paused one is not, until it is known to rest, and a fresh one neither", () => {
    const paused = watch("a1", { paused: true });
    expect(due([paused], { fresh: ["a1"] })).toEqual({});
    expect(due([paused], { last: 60, awake: ["a1"] })).toEqual({ "a.test": ["a1"] });
  });

  it("a host that was left is asked about what has been due since its own last time, before all others", () => {
    const found = due([b1, a1, a2], { last: 0, behind: { "a.test": 60 } });
    expect(found).toEqual({ "a.test": ["a1", "a2"] });
    expect(Object.keys(due([b1, a1], { last: 60, behind: { "a.test": 120 } }))).toEqual(["a.test", "b.test"]);
  });

  it("a host that was left is named though nothing is due there, or no watch is of it any more", () => {
    expect(due([a1], { last: 0, behind: { "a.test": 0, "gone.test": 5 } })).toEqual({
      "a.test": [],
      "gone.test": [],
    });
  });

  it("a name that every object has is a host's like any other", () => {
    const odd = watchOf({ url: "http://constructor/own/repo/src/branch/main/lib", every: "1h" });
    expect(due([odd], { last: 60 })).toEqual({ constructor: ["a"] });
  });
});
