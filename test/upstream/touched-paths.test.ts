import { describe, expect, it } from "vitest";
import type { Entry } from "../../src/listing.ts";
import { historyByPaths, type TouchedPath } from "../../src/upstream/touched-paths.ts";

const rows = (...names: string[]): Entry[] =>
  names.map((name) => ({ name, kind: name.includes(".") ? "file" : "directory" }));

/** What commits that touched these paths did to `lib`. */
function told(
  before: string[],
  after: string[],
  commits: readonly (readonly (string | TouchedPath)[])[],
  hidden: readonly number[] = [],
) {
  const all = commits.map((paths, index) => ({
    commit: { id: String(index), title: "" },
    paths: paths.map((path) => (typeof path === "string" ? { path } : path)),
    complete: !hidden.includes(index),
  }));
  return historyByPaths(all, { directory: "lib", before: rows(...before), after: rows(...after) }).map(
    ({ commit, changes, complete }) => [
      commit.id + (complete ? "" : "?"),
      ...changes.map(({ kind, entry }) => `${kind} ${entry}`),
    ],
  );
}

describe("a history by the paths that commits touched", () => {
  it("folds paths into entries, and leaves out what is elsewhere", () => {
    expect(
      told(
        ["a.c", "d"],
        ["a.c", "d"],
        [["lib/d/x", "lib/d/y/z", "lib/a.c", "README", "library/b", "lib"], ["README"]],
      ),
    ).toEqual([["0", "updated a.c", "updated d"]]);
  });

  it("tells the root's entries where the directory is the root", () => {
    const commits = [
      { commit: { id: "0", title: "" }, paths: [{ path: "lib/a" }, { path: "x.c" }], complete: true },
    ];
    const [one] = historyByPaths(commits, { directory: "", before: rows("lib"), after: rows("lib", "x.c") });
    expect(one?.changes).toEqual([
      { kind: "updated", entry: "lib", entryKind: "directory" },
      { kind: "added", entry: "x.c", entryKind: "file" },
    ]);
  });

  it("believes the listing after it, whether an entry is there at the end", () => {
    const gone = { path: "lib/a.c", gone: true };
    expect(told(["a.c"], ["a.c"], [[gone]])).toEqual([["0", "updated a.c"]]);
    expect(told(["a.c"], [], [["lib/a.c"]])).toEqual([["0", "removed a.c"]]);
    expect(told(["d"], [], [["lib/d/x"], [{ path: "lib/d/y", gone: true }]])).toEqual([
      ["0", "updated d"],
      ["1", "removed d"],
    ]);
  });

  it("tells what came and went in between", () => {
    const gone = { path: "lib/a.c", gone: true };
    expect(told([], [], [["lib/a.c"], [gone]])).toEqual([
      ["0", "added a.c"],
      ["1", "removed a.c"],
    ]);
    expect(told(["a.c"], ["a.c"], [[gone], ["lib/a.c"]])).toEqual([
      ["0", "removed a.c"],
      ["1", "added a.c"],
    ]);
    expect(told([], [], [[gone]])).toEqual([]);
  });

  it("hands on that commits may be hidden, where a commit touched nothing", () => {
    expect(told(["a.c"], ["a.c"], [[], ["lib/a.c"], ["lib/a.c"]], [0])).toEqual([
      ["1?", "updated a.c"],
      ["2", "updated a.c"],
    ]);
  });
});
