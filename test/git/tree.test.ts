/** Tree objects, and what differs between two of them. */
import { describe, expect, it } from "vitest";
import { changesOf, diffTrees } from "../../src/git/tree-diff.ts";
import { findEntry, isTree, readTree } from "../../src/git/tree.ts";
import { random } from "../random.ts";

/** A tree object of entries `mode name id`, where a digit stands for the id made of it. */
function tree(...entries: (readonly [mode: string, name: string | Uint8Array, digit: string])[]): Buffer {
  return Buffer.concat(
    entries.map(([mode, name, digit]) =>
      Buffer.concat([Buffer.from(`${mode} `), Buffer.from(name), Buffer.from([0]), Buffer.alloc(20, digit)]),
    ),
  );
}
const [file, directory] = ["100644", "40000"];
const idOf = (digit: string) => Buffer.alloc(20, digit).toString("hex");

describe("a tree", () => {
  it("has entries of every kind", () => {
    const content = tree(
      ["100644", "file", "1"],
      ["100755", "program", "1"],
      ["100664", "old-file", "1"],
      ["40000", "directory", "1"],
      ["040000", "old-directory", "1"],
      ["120000", "link", "1"],
      ["160000", "submodule", "1"],
      ["0", "nothing", "1"],
    );
    expect(isTree(content, "sha1")).toBe(true);
    expect(readTree(content, "sha1").map(({ name, kind, mode }) => [name, kind, mode.toString(8)])).toEqual([
      ["file", "file", "100644"],
      ["program", "file", "100755"],
      ["old-file", "file", "100644"],
      ["directory", "directory", "40000"],
      ["old-directory", "directory", "40000"],
      ["link", "symlink", "120000"],
      ["submodule", "submodule", "160000"],
      ["nothing", "unknown", "0"],
    ]);
  });

  it("may be empty, and has longer ids where the repository has", () => {
    expect([isTree(tree(), "sha1"), readTree(tree(), "sha1")]).toEqual([true, []]);
    const long = Buffer.concat([tree([file, "a", "1"]), Buffer.alloc(12, "1")]);
    expect([isTree(long, "sha256"), isTree(long, "sha1")]).toEqual([true, false]);
    expect(readTree(long, "sha256")).toMatchObject([
      { name: "a", id: Buffer.alloc(32, "1").toString("hex") },
    ]);
  });

  it("names entries as they are, and with escapes where they are no UTF-8", () => {
    const content = tree([file, "a b\t\u{1f600}<", "1"], [file, Buffer.from("caf\xe9.txt", "latin1"), "2"]);
    expect(readTree(content, "sha1").map(({ name }) => name)).toEqual(["a b\t\u{1f600}<", "caf\\xE9.txt"]);
  });

  it("finds an entry by its whole name", () => {
    const content = tree([file, "lib", "1"], [directory, "lib2", "2"], [file, "li", "3"]);
    const find = (name: string) => findEntry(content, Buffer.from(name), "sha1")?.id;
    expect(["lib2", "lib", "li", "l", "lib22"].map(find)).toEqual([
      idOf("2"),
      idOf("1"),
      idOf("3"),
      undefined,
      undefined,
    ]);
  });

  it.each([
    ["text", Buffer.from("hello")],
    ["an entry that is cut", tree([file, "a", "1"]).subarray(0, -1)],
    ["more than entries", Buffer.concat([tree([file, "a", "1"]), Buffer.from("x")])],
    ["an entry without a name", tree([file, "", "1"])],
    ["an entry without a mode", tree(["", "a", "1"])],
    ["a mode that is no number", tree(["1006x4", "a", "1"])],
    ["a mode that never ends", tree(["1".repeat(400), "a", "1"])],
    ["a name that nobody can write to a disk", tree([file, "a".repeat(5000), "1"])],
    ["a name with a slash", tree([file, "a/b", "1"])],
  ])("is not made of %s", (_, content) => {
    expect(isTree(content, "sha1")).toBe(false);
  });
});

/** The changes between two trees, each on one line. */
function changes(before: Buffer | undefined, after: Buffer | undefined): string[] {
  return changesOf(diffTrees(before, after, "sha1")).map((change) =>
    [change.kind, change.kind === "renamed" ? change.before?.name : [], change.name].flat().join(" "),
  );
}

describe("between two trees", () => {
  const old = tree([file, "a", "1"], [directory, "b", "2"], [file, "c", "3"]);

  it.each<[what: string, after: Buffer | undefined, changes: string[]]>([
    ["nothing changed", old, []],
    ["an object changed", tree([file, "a", "9"], [directory, "b", "2"], [file, "c", "3"]), ["updated a"]],
    ["a mode changed", tree(["100755", "a", "1"], [directory, "b", "2"], [file, "c", "3"]), ["updated a"]],
    [
      "a mode changed that git takes for the same",
      tree(["100664", "a", "1"], [directory, "b", "2"], [file, "c", "3"]),
      [],
    ],
    [
      "entries came",
      tree([file, "a", "1"], [file, "aa", "7"], [directory, "b", "2"], [file, "c", "3"], [file, "d", "8"]),
      ["added aa", "added d"],
    ],
    ["entries went", tree([directory, "b", "2"]), ["removed a", "removed c"]],
    ["all went", undefined, ["removed a", "removed b", "removed c"]],
    [
      "a kind changed, and with it the place in git's order",
      tree([directory, "a", "9"], [directory, "b", "2"], [file, "c", "3"]),
      ["updated a"],
    ],
    [
      "an entry has another name",
      tree([file, "A", "1"], [directory, "b", "2"], [file, "c", "3"]),
      ["renamed a A"],
    ],
    [
      "an object has another name and kind",
      tree([directory, "A", "1"], [directory, "b", "2"], [file, "c", "3"]),
      ["added A", "removed a"],
    ],
    [
      "two entries swapped their objects",
      tree([file, "a", "3"], [directory, "b", "2"], [file, "c", "1"]),
      ["updated a", "updated c"],
    ],
  ])("%s", (_, after, expected) => {
    expect(changes(old, after)).toEqual(expected);
  });

  it("pairs alike entries in the order of their names, and tells those left over", () => {
    const before = tree([file, "a", "1"], [file, "b", "1"], [file, "c", "1"]);
    const after = tree([file, "x", "1"], [file, "y", "1"]);
    expect(changes(before, after)).toEqual(["removed c", "renamed a x", "renamed b y"]);
    expect(changes(after, before)).toEqual(["renamed x a", "renamed y b", "added c"]);
  });

  it("all came where there was no directory before", () => {
    expect(changes(undefined, old)).toEqual(["added a", "added b", "added c"]);
  });

  it("keeps apart a file and a directory whose names git sorts around a third", () => {
    const before = tree([file, "a", "1"], [file, "a.c", "2"], [directory, "b", "3"]);
    const after = tree([file, "a.c", "2"], [directory, "a", "4"], [directory, "b", "3"]);
    expect(changes(before, after)).toEqual(["updated a"]);
  });

  it("finds the same whatever their order, as trees of careless programs have it", () => {
    const rows = Array.from("abcdefgh", (name, at) => [at % 2 ? file : directory, name, String(at)] as const);
    const next = random(7);
    const shuffled = rows.toSorted(() => next() - 0.5);
    expect(shuffled).not.toEqual(rows);
    expect(changes(tree(...rows), tree(...shuffled))).toEqual([]);
    expect(changes(tree(...rows), tree(...shuffled.filter(([, name]) => name !== "d")))).toEqual([
      "removed d",
    ]);
  });
});
