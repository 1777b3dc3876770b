/** Deltas: what they make, and what is none. */
import { describe, expect, it } from "vitest";
import { applyDelta } from "../../src/git/delta.ts";
import { deltaOf } from "./packs.ts";

const base = Buffer.from("the quick brown fox");
const apply = (delta: Uint8Array, maxBytes = 1000) => {
  const made = applyDelta(base, delta, maxBytes);
  return made === undefined ? undefined : Buffer.from(made).toString();
};

describe("a delta", () => {
  it("is made of copies and insertions, in any order and as often as wanted", () => {
    expect(apply(deltaOf(19, 17, [16, 3], " and ", [16, 3], " = fox"))).toBe("fox and fox = fox");
  });

  it("copies 64 KiB where it names no size", () => {
    const long = new Uint8Array(70_000).fill(7);
    const sizes = deltaOf(70_000, 65_536);
    expect(applyDelta(long, Buffer.concat([sizes, Buffer.from([0x80])]), 100_000)).toHaveLength(65_536);
  });

  it("names only the bytes of offset and size that are not zero", () => {
    const long = new Uint8Array(70_000).fill(1).fill(2, 65_536, 65_540);
    const delta = Buffer.concat([deltaOf(70_000, 4), Buffer.from([0x94, 0x01, 0x04])]);
    expect(applyDelta(long, delta, 100)).toEqual(new Uint8Array([2, 2, 2, 2]));
  });

  it("may make nothing", () => {
    expect(apply(deltaOf(19, 0))).toBe("");
  });

  it.each<[what: string, delta: Uint8Array]>([
    ["is empty", new Uint8Array()],
    ["ends in its sizes", Buffer.from([19, 0x80])],
    ["has a size without end", Buffer.from([19, ...Array.from({ length: 12 }, () => 0xff)])],
    ["is of a base of another length", deltaOf(18, 3, [0, 3])],
    ["copies from beyond its base", deltaOf(19, 4, [16, 4])],
    ["makes less than it says", deltaOf(19, 4, [0, 3])],
    ["makes more than it says", deltaOf(19, 3, [0, 4])],
    ["inserts what is not there", deltaOf(19, 9, "fox").subarray(0, -1)],
    ["ends in a copy", deltaOf(19, 3, [0, 3]).subarray(0, -1)],
    ["holds the reserved instruction", Buffer.concat([deltaOf(19, 0), Buffer.from([0])])],
    ["makes more than may be", deltaOf(19, 1001, [0, 19])],
  ])("is none where it %s", (_, delta) => {
    expect(apply(delta)).toBeUndefined();
  });
});
