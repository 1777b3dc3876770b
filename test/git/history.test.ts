/** The walk through a directory's history, on graphs drawn by hand. */
import { describe, expect, it } from "vitest";
import { DIRECTORY, type Node, sources, trace, walk } from "../../src/git/history.ts";
import { cutIntoStretches } from "../../src/git/stretches.ts";

/**
 * A graph: `c: b a` is a commit with its parents. What the directory holds is its entries, a letter and a state each, and
 * stands for its tree: `c: b a | x1 y2`. Without `|` it is not there.
 */
function graph(...rows: string[]): Map<string, Node> {
  return new Map(
    rows.map((row) => {
      const [, id = "", parents = "", entries] = /^(\w+):([\w ]*)(?:\|(.*))?$/.exec(row) ?? [];
      return [id, { parents: words(parents), directory: entries?.trim() }];
    }),
  );
}

const words = (text = "") => text.split(" ").filter(Boolean);

/** Entries in which two commits differ. */
function differing(commits: ReadonlyMap<string, Node>) {
  return (id: string, parent: string | undefined): Map<string, true> => {
    const [now, before] = [id, parent ?? ""].map((one) => new Set(words(commits.get(one)?.directory)));
    const states: string[] = [...(now?.symmetricDifference(before ?? new Set<string>()) ?? [])];
    return new Map(states.map((state) => [state.charAt(0), true]));
  };
}

/** The commits that touched the directory, in the order of the walk. */
function touching(
  commits: Map<string, Node>,
  tips: string,
  edges: Record<string, string> = {},
  since?: string,
) {
  const range = { commits, edges: new Map(Object.entries(edges)), ...(since === undefined ? {} : { since }) };
  const steps = [...walk(range, words(tips))];
  return {
    order: steps.map(([id]) => id).join(" "),
    touched: steps.flatMap(([id, step]) => (step.touched ? id : [])).join(" "),
    open: steps.flatMap(([id, step]) => (step.open ? id : [])).join(" "),
  };
}

describe("a walk", () => {
  it("finds the commits in which the directory is another than before", () => {
    const commits = graph("d: c | x2", "c: b | x1", "b: a | x1", "a:");
    expect(touching(commits, "d")).toEqual({ order: "d c b a", touched: "d b", open: "" });
  });

  it("stops at commits that are known, and counts what came since", () => {
    const commits = graph("c: b | x2", "b: a | x1");
    expect(touching(commits, "c", { a: "x1" }, "a")).toEqual({ order: "c b", touched: "c", open: "" });
  });

  it("cannot tell of a commit whose parent is not there", () => {
    const commits = graph("c: b | x2", "b: a | x1");
    expect(touching(commits, "c")).toEqual({ order: "c b", touched: "c", open: "b" });
  });

  it("goes on only to the parent that a merge took the directory from", () => {
    const commits = graph("m: b c | x1", "b: a | x2", "c: a | x1", "a: | x0");
    expect(touching(commits, "m")).toEqual({ order: "m c a", touched: "c a", open: "" });
  });

  it("goes on to all parents of a merge that brought something together, the last one's line first", () => {
    const commits = graph("m: b d | x1 y1", "b: a | x1", "d: c | y1", "c: a | y1", "a:");
    expect(touching(commits, "m")).toEqual({ order: "m d c b a", touched: "m c b", open: "" });
  });

  it("puts no commit before one that follows it", () => {
    const commits = graph("m: c b | x3 y3", "c: b | x2", "b: a | y1", "a:");
    expect(touching(commits, "m").order).toBe("m c b a");
  });

  it("does not take it for the whole story that a merge took the directory from before the range", () => {
    const commits = graph("m: b o | x1", "b: p | x2");
    expect(touching(commits, "m", { o: "x1", p: "x1" }, "p")).toMatchObject({ touched: "m b" });
  });

  it("does so where the merge took it from where the range begins", () => {
    const commits = graph("m: b p | x1", "b: o | x2");
    expect(touching(commits, "m", { o: "x1", p: "x1" }, "p")).toMatchObject({ order: "m", touched: "" });
  });

  it("leaves out a merge of what was known with what was known", () => {
    const commits = graph("m: o p | x1");
    expect(touching(commits, "m", { o: "x1", p: "x1" })).toMatchObject({ touched: "" });
    expect(touching(commits, "m", { o: "x1", p: "x2" })).toMatchObject({ touched: "m" });
  });

  it("begins at several commits, one of which may come from another", () => {
    const commits = graph("c: b | x3", "b: a | x2", "a: | x1", "d: a | x4");
    expect(touching(commits, "b c d").order).toBe("c b d a");
  });
});

describe("the last commit of an entry", () => {
  const last = (commits: Map<string, Node>, tip: string, names: string) => {
    const steps = walk({ commits, edges: new Map() }, [tip]);
    const traced = trace(steps, new Map([[tip, new Set([DIRECTORY, ...words(names)])]]), differing(commits));
    const waiting = [...traced.waiting].filter(([, at]) => at.size > 0);
    return {
      last: Object.fromEntries(traced.last),
      waiting: Object.fromEntries(waiting.map(([id, at]) => [id, [...at].join(" ")])),
    };
  };

  it("is the one in which it became what it is", () => {
    const commits = graph("d: c | x2 y1", "c: b | x2 y0", "b: a | x1 y0", "a: | x1");
    expect(last(commits, "d", "x y")).toEqual({ last: { "": "d", x: "c", y: "d" }, waiting: {} });
  });

  it("is still sought where the commits end", () => {
    const commits = graph("c: b | x1 y1", "b: a | x1 y0");
    expect(last(commits, "c", "x y")).toEqual({ last: { "": "c", y: "c" }, waiting: { b: "x" } });
  });

  it("is on the line from which a merge took it", () => {
    const commits = graph("m: b c | x1 y1", "b: a | x1 y0", "c: a | x0 y1", "a: | x0 y0");
    expect(last(commits, "m", "x y")).toEqual({ last: { "": "m", x: "b", y: "c" }, waiting: {} });
  });

  it("is the merge where all its parents have it in another way", () => {
    const commits = graph("m: b c | x3", "b: a | x1", "c: a | x2", "a: | x0");
    expect(last(commits, "m", "x")).toEqual({ last: { "": "m", x: "m" }, waiting: {} });
  });

  it("is told of a commit as what it did itself and what it took", () => {
    const commits = graph("m: b c | x3 y1 z2", "b: | x1 y0 z2", "c: | x2 y1 z1");
    expect(sources("m", ["b", "c"], differing(commits))).toEqual({
      own: [DIRECTORY, "x"],
      taken: [["y", "c"]],
    });
  });
});

describe("a long range", () => {
  const cut = (commits: Map<string, Node>, size: number, { base = "o", tip = "z" } = {}) =>
    cutIntoStretches(commits, new Set(commits.keys()), { base, tip, size })?.map(
      (stretch) => `${stretch.tip}: ${[...stretch.ids].toSorted().join(" ")}`,
    );

  it("is cut at commits that come from where it begins, oldest first", () => {
    const line = graph("z: d", "d: c", "c: b", "b: a", "a: o");
    expect(cut(line, 2)).toEqual(["b: a b", "d: c d", "z: z"]);
    expect(cut(line, 10)).toEqual(["z: a b c d z"]);
  });

  it("takes a merge with all that it brings", () => {
    const commits = graph("z: m", "m: a s3", "s3: s2", "s2: s1", "s1: p", "a: o");
    expect(cut(commits, 2)).toEqual(["a: a", "m: m s1 s2 s3", "z: z"]);
  });

  it("follows the line that comes from where it begins, also where that is not the first parent", () => {
    const commits = graph("z: f m", "m: a", "a: o", "f: p");
    expect(cut(commits, 1)).toEqual(["a: a", "m: m", "z: f z"]);
  });

  it("is not cut where it does not come from there", () => {
    const commits = graph("z: a", "a: p");
    expect(cut(commits, 2)).toBeUndefined();
    expect(cutIntoStretches(new Map(), new Set(), { base: "o", tip: "z", size: 2 })).toBeUndefined();
  });
});
