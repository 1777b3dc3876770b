/** Packs, whole and hostile. */
import { describe, expect, it } from "vitest";
import { digest } from "../../src/git/object-id.ts";
import { packBounds, readPack } from "../../src/git/pack.ts";
import { random } from "../random.ts";
import { deltaOf, idOf, ofsDelta, packOf, refDelta, sealed, whole } from "./packs.ts";

/** What a pack holds, as text by id; or how it failed. */
function read(pack: Uint8Array, bounds = packBounds): Record<string, string> | string {
  const objects = readPack(pack, "sha1", bounds);
  if ("failed" in objects) return objects.failed;
  return Object.fromEntries(
    [...objects].map(([id, { type, content }]) => [id, `${type} ${Buffer.from(content).toString()}`]),
  );
}

const text = "tree of many words, ".repeat(5);
const base = whole("tree", text);
const id = idOf("tree", text);
const changed = `${text.slice(0, 50)}!${text.slice(51)}`;
const delta = deltaOf(text.length, text.length, [0, 50], "!", [51, text.length - 51]);

describe("a pack", () => {
  it("holds objects of every type, by their ids", () => {
    const pack = packOf([whole("commit", "c"), whole("tree", ""), whole("blob", "b"), whole("tag", "t")]);
    expect(read(pack)).toEqual({
      [idOf("commit", "c")]: "commit c",
      [idOf("tree", "")]: "tree ",
      [idOf("blob", "b")]: "blob b",
      [idOf("tag", "t")]: "tag t",
    });
  });

  it("may hold nothing", () => {
    expect(read(packOf([]))).toEqual({});
  });

  it("is of version 3 as well", () => {
    const bytes = packOf([base]).subarray(0, -20);
    bytes.writeUInt32BE(3, 4);
    expect(read(sealed(bytes))).toHaveProperty(id);
  });

  it("names objects by SHA-256 where the repository does", () => {
    const objects = readPack(packOf([whole("blob", "b")], { format: "sha256" }), "sha256");
    expect(objects).toHaveProperty("size", 1);
    expect([...("failed" in objects ? [] : objects.keys())]).toEqual([idOf("blob", "b", "sha256")]);
  });

  it.each([
    ["by its distance", packOf([base, ofsDelta(base.length, delta)])],
    ["by its id", packOf([base, refDelta(id, delta)])],
    ["by its id, before it", packOf([refDelta(id, delta), base])],
    ["far before", packOf([base, whole("blob", random(1)().toString().repeat(9000)), refDelta(id, delta)])],
  ])("makes an object of a delta whose base is named %s", (_, pack) => {
    expect(read(pack)).toMatchObject({ [idOf("tree", changed)]: `tree ${changed}` });
  });

  it("makes an object of a delta far behind its base", () => {
    const noise = Array.from({ length: 300 }, (_, index) =>
      whole("blob", digest("sha256", Buffer.from(`${index}`)).repeat(2)),
    );
    const distance = [base, ...noise].reduce((sum, entry) => sum + entry.length, 0);
    expect(distance).toBeGreaterThan(128 * 130);
    expect(read(packOf([base, ...noise, ofsDelta(distance, delta)]))).toHaveProperty(idOf("tree", changed));
  });

  it("makes a long chain of deltas, in either order", () => {
    const texts = Array.from({ length: 200 }, (_, index) => `${text}${index}`);
    const entries = texts.map((one, index) => {
      const before = texts[index - 1];
      if (before === undefined) return whole("tree", one);
      const step = deltaOf(before.length, one.length, [0, text.length], one.slice(text.length));
      return refDelta(idOf("tree", before), step);
    });
    for (const pack of [packOf(entries), packOf(entries.toReversed())]) {
      expect(Object.keys(read(pack))).toHaveLength(200);
    }
  });
});

describe("a pack is refused as damaged", () => {
  const one = packOf([base]);
  const selfDelta = deltaOf(1, 1, [0, 1]);
  it.each<[what: string, pack: Uint8Array]>([
    ["is empty", new Uint8Array()],
    ["is something else", Buffer.from("<!doctype html><title>no pack at all</title>")],
    ["is of version 4", sealed(Buffer.from(packOf([]).subarray(0, 12)).fill(4, 7, 8))],
    ["has a wrong checksum", one.with(one.length - 1, (one.at(-1) ?? 0) ^ 1)],
    ["has a changed byte", one.with(20, (one.at(20) ?? 0) ^ 1)],
    ["is cut", one.subarray(0, -30)],
    ["is cut and sealed again", sealed(one.subarray(0, -30))],
    ["goes on after its last object", sealed(Buffer.concat([one.subarray(0, -20), Buffer.from("more")]))],
    ["holds fewer objects than it says", packOf([base], { count: 2 })],
    ["holds more objects than it says", packOf([base, base], { count: 1 })],
    ["holds an object that is longer than it says", packOf([whole("blob", text, text.length - 1)])],
    ["holds an object that is shorter than it says", packOf([whole("blob", text, text.length + 1)])],
    ["holds an object of no type", packOf([Buffer.concat([Buffer.from([0x50]), base.subarray(1)])])],
    [
      "holds an object that is not compressed",
      packOf([Buffer.concat([Buffer.from([0x31]), Buffer.from("b")])]),
    ],
    ["ends in the size of an object", packOf([Buffer.from([0xb1, 0xff, 0xff])])],
    ["has a size that never ends", packOf([Buffer.alloc(40, 0xff)])],
    ["holds a delta of what is not in it", packOf([refDelta("1".repeat(40), delta)])],
    ["holds a delta of itself", packOf([ofsDelta(0, delta)])],
    ["holds a delta of an object before the pack", packOf([ofsDelta(5000, delta)])],
    ["holds a delta of the middle of an object", packOf([base, ofsDelta(base.length - 1, delta)])],
    [
      "holds two deltas of each other",
      packOf([refDelta(idOf("blob", "b"), selfDelta), refDelta(idOf("blob", "a"), selfDelta)]),
    ],
    ["holds a delta that is of another base", packOf([base, refDelta(id, deltaOf(3, 3, "abc"))])],
  ])("that %s", (_, pack) => {
    expect(read(pack)).toBe("damaged");
  });
});

describe("a pack is refused as too large", () => {
  const gigabytes = 2 ** 31;
  const bounds = { objects: 3, objectBytes: 1000, totalBytes: 2500, depth: 2 };
  const bomb = Buffer.concat([
    deltaOf(900, 900 * 60),
    ...Array.from({ length: 60 }, () => deltaOf(0, 0, [0, 900]).subarray(2)),
  ]);
  it.each<[what: string, pack: Uint8Array]>([
    ["of more objects than the bound", packOf([], { count: 4 })],
    ["with an object that says that it is of 2 GiB", packOf([whole("blob", "small", gigabytes)])],
    ["with an object beyond the bound", packOf([whole("blob", "b".repeat(1001))])],
    [
      "whose objects together are beyond the bound",
      packOf(["a", "b", "c"].map((one) => whole("blob", one.repeat(900)))),
    ],
    [
      "with a delta that makes far more than it is",
      packOf([whole("blob", "b".repeat(900)), refDelta(idOf("blob", "b".repeat(900)), bomb)]),
    ],
    [
      "with a delta that says that it makes 2 GiB",
      packOf([base, refDelta(id, deltaOf(text.length, gigabytes, "x"))]),
    ],
  ])("%s", (_, pack) => {
    expect(read(pack, bounds)).toBe("too-large");
  });

  it("with too many deltas one after the other", () => {
    const [first, second, third] = ["a", "b", "c"].map((one) => one.repeat(8));
    const to = (one = "") => deltaOf(8, 8, one);
    const entries = [
      whole("blob", first ?? ""),
      refDelta(idOf("blob", first ?? ""), to(second)),
      refDelta(idOf("blob", second ?? ""), to(third)),
    ];
    expect(Object.keys(read(packOf(entries), bounds))).toHaveLength(3);
    expect(read(packOf(entries), { ...bounds, depth: 1 })).toBe("too-large");
  });
});
