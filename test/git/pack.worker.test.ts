/** Packs in workerd, whose zlib is its own. */
import { describe, expect, it } from "vitest";
import { inflateAt } from "../../src/git/inflate.ts";
import { readPack } from "../../src/git/pack.ts";
import { deltaOf, idOf, packOf, refDelta, whole } from "./packs.ts";

describe("in workerd", () => {
  it("a pack is read, deltas and all", () => {
    const [text, changed] = ["a tree ".repeat(4000), `${"a tree ".repeat(3999)}changed`] as const;
    const delta = deltaOf(text.length, changed.length, [0, 7 * 3999], "changed");
    const objects = readPack(
      packOf([whole("tree", text), refDelta(idOf("tree", text), delta), whole("blob", "")]),
      "sha1",
    );
    expect("failed" in objects ? objects : [...objects.keys()]).toEqual([
      idOf("tree", text),
      idOf("tree", changed),
      idOf("blob", ""),
    ]);
  });

  it.each<[what: string, size: number, cut: number]>([
    ["holds more than it says", 99, 0],
    ["holds less than it says", 101, 0],
    ["is cut", 100, 5],
  ])("a stream that %s is none", (_, size, cut) => {
    const stream = whole("blob", "x".repeat(100)).subarray(2);
    expect(inflateAt(stream.subarray(0, stream.length - cut), 0, size)).toBeUndefined();
    expect(inflateAt(stream, 0, 100)).toHaveProperty("taken", stream.length);
  });
});
