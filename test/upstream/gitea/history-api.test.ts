import { describe, expect, it } from "vitest";
import { readCommits } from "../../../src/upstream/gitea/commits.ts";
import { pageAt } from "./page.ts";
import { ask, idOf, rows, target, type Past } from "./past.ts";

const api = ["api"] as const;
const asked = (request = "") => new URLSearchParams(request.slice(request.indexOf("?") + 1));

describe("history by the commits API", () => {
  it("asks once for what is new, with the files of each commit", () => {
    const past: Past = { ways: api, before: "a", lists: { "": "d c b a", x: "d b a", y: "c b a" } };
    const { told, requests } = ask(past, rows("a", { x: "a", y: "a" }), rows("d", { x: "d", y: "c" }));
    expect(told).toEqual(["b: updated x, updated y", "c: updated y", "d: updated x"]);
    const [, request] = requests;
    expect(requests).toHaveLength(2);
    expect(request).toMatch(/^\/api\/v1\/repos\/own\/repo\/commits\?/);
    expect(Object.fromEntries(asked(request))).toEqual({
      sha: idOf("d"),
      path: "lib",
      not: idOf("a"),
      stat: "false",
      verification: "false",
      files: "true",
      limit: "50",
      page: "1",
    });
  });

  it("tells what came and went between two polls, and removals", () => {
    const past: Past = { ways: api, before: "a", lists: { "": "d c b a", x: "c b", y: "d a" } };
    const { told } = ask(past, rows("a", { y: "a", z: "a" }), rows("d", { z: "a" }));
    expect(told).toEqual(["b: added x", "c: removed x", "d: removed y"]);
  });

  it("pages on by what it has, although pages overlap and say how many there are of each", () => {
    const past: Past = {
      ways: api,
      before: "a",
      pageSize: 2,
      lists: { "": "h g f e d c b a", x: "h g f e d c b a" },
    };
    const { told, requests } = ask(past, rows("a", { x: "a" }), rows("h", { x: "h" }));
    expect(told.map((line) => line[0]).join("")).toBe("bcdefgh");
    expect(requests.slice(1).map((request) => asked(request).get("page"))).toEqual(["1", "2", "4"]);
  });

  it("stops at the old head where the forge does not leave out what came before (until 1.19)", () => {
    const past: Past = { ways: api, lists: { "": "c b a z", x: "c b a z" } };
    expect(ask(past, rows("a", { x: "a" }), rows("c", { x: "c" })).told).toEqual([
      "b: updated x",
      "c: updated x",
    ]);
  });

  it("claims nothing whole there where a merge may have brought in what is older than the old head", () => {
    const past: Past = { ways: api, merges: { m: "" }, lists: { "": "m d c b s", x: "d c b", y: "m b" } };
    const { told } = ask(past, rows("b", { x: "b", y: "b" }), rows("m", { x: "d", y: "m" }));
    expect(told).toEqual(["c: updated x …", "d: updated x", "m: updated y …"]);
  });

  it("tells only the newest commit of an entry there where the old head is gone", () => {
    const past: Past = { ways: api, lists: { "": "z y k", x: "z y", w: "k" } };
    expect(ask(past, rows("q", { x: "q", w: "k" }), rows("z", { x: "z", w: "k" })).told).toEqual([
      "z: updated x …",
    ]);
  });

  it("asks apart for an entry where a merge names it, which tells what was merged as its own doing", () => {
    const past: Past = {
      ways: api,
      before: "a",
      merges: { m: "x y" },
      lists: { "": "d m s c a", x: "d s a", y: "s a", z: "c a" },
    };
    const { told, requests } = ask(
      past,
      rows("a", { x: "a", y: "a", z: "a" }),
      rows("d", { x: "d", y: "s", z: "c" }),
    );
    expect(told).toEqual(["c: updated z", "s: updated x, updated y", "d: updated x"]);
    // The row of y shows that the merge is not its last commit; that of x does not.
    const apart = requests
      .slice(2)
      .map((request) => [asked(request).get("path"), asked(request).get("files")]);
    expect(apart).toEqual([["lib/x", "false"]]);
  });

  it("takes a merge for an entry's last commit where the row does, though it did nothing of its own (1.20)", () => {
    const past: Past = {
      ways: api,
      before: "a",
      merges: { m: "" },
      lists: { "": "m s t a", x: "s a", y: "t a" },
    };
    const { told } = ask(past, rows("a", { x: "a", y: "a" }), rows("m", { x: "m", y: "t" }));
    expect(told).toEqual(["t: updated y", "s: updated x", "m: updated x"]);
  });

  it("leaves an entry to its row where that shows a commit that the list does not have", () => {
    const past: Past = { ways: api, before: "a", lists: { "": "c b a", x: "b a", y: "c a" } };
    expect(ask(past, rows("a", { x: "a", y: "a" }), rows("c", { x: "q", y: "c" })).told).toEqual([
      "c: updated y",
    ]);
  });

  it("asks for paths by their names, also where git would take them for patterns", () => {
    const { repository } = target;
    const past: Past = { ways: [], lists: {} };
    const pathAt = (tree: string) =>
      asked(
        ask(past, rows("a", { x: "a" }), rows("b", { x: "b" }), { at: { repository, tree } }).requests.at(-1),
      ).get("path");
    expect(pathAt("branch/main/a%20b/c%23")).toBe("a b/c#");
    expect(pathAt("branch/main/%5Bx%5D")).toBe(":(literal)[x]");
    expect(pathAt("branch/main")).toBeNull();
  });

  it("tells of an entry alone what touched it", () => {
    const past: Past = {
      ways: api,
      lists: {},
      instead: (url) =>
        url.pathname.endsWith("/commits")
          ? list([{ ...commit, sha: idOf("b"), files: [{ filename: "lib" }] }], { "x-total-count": "1" })
          : undefined,
    };
    const notes = [{ note: "one-entry", entry: "lib" } as const];
    expect(ask(past, rows("a", { lib: "a" }), rows("b", { lib: "b" }), { notes }).told).toEqual([
      "b: updated lib",
    ]);
  });
});

const commit = {
  sha: idOf("b"),
  commit: { message: "", author: { name: "" }, committer: { date: "2015-10-13T14:36:39+05:30" } },
  parents: [{}],
  files: [],
};
const list = (body: unknown, headers: Record<string, string> = {}) =>
  pageAt("https://forge.example/api/v1/repos/own/repo/commits", JSON.stringify(body), {
    headers: new Headers({ "content-type": "application/json", ...headers }),
  });

describe("an answer of the commits API", () => {
  it("is read as it stands: lists may be null, messages and authors empty, text not well-formed", () => {
    const { commits } = readWhole(
      list([
        { ...commit, parents: null, files: null },
        {
          ...commit,
          commit: {
            ...commit.commit,
            message: "<script>]]>\u0000\ud800 title\n\nbody \ud800",
            author: { name: "A\ndb \udfff" },
          },
          parents: [{}, {}],
          files: [{ filename: "lib/\ud800" }],
        },
      ]),
    );
    expect(commits).toEqual([
      {
        commit: { id: idOf("b"), title: "", committedAt: "2015-10-13T09:06:39Z" },
        isMerge: false,
        files: [],
      },
      {
        commit: {
          id: idOf("b"),
          title: "<script>]]>\u0000\ufffd title",
          body: "body \ufffd",
          author: "A db \ufffd",
          committedAt: "2015-10-13T09:06:39Z",
        },
        isMerge: true,
        files: ["lib/\ufffd"],
      },
    ]);
  });

  it("tells how many commits there are, or that it does not say so", () => {
    expect(readWhole(list([], { "x-total-count": "54" })).total).toBe(54);
    expect(readWhole(list([])).total).toBe(Number.POSITIVE_INFINITY);
  });

  const { files: _, ...withoutFiles } = commit;
  it.each([
    ["is no JSON", pageAt("https://forge.example/", "<html></html>")],
    ["is no list", list({ message: "x" })],
    ["has no files, as Gogs' and Gitea's until 1.13", list([withoutFiles])],
    ["has something else than an id", list([{ ...commit, sha: "../../x" }])],
    ["is not found", pageAt("https://forge.example/", "[]", { status: 404 })],
    ["asks for a login", pageAt("https://forge.example/user/login", "[]")],
    ["is none", { is: "refused", refusal: { reason: "network" } } as const],
  ])("is refused where it %s", (_, answer) => {
    expect(readCommits(answer)).toMatchObject({ is: "refused" });
  });
});

function readWhole(answer: Parameters<typeof readCommits>[0]) {
  const read = readCommits(answer);
  if ("is" in read) throw new Error("it was refused");
  return read;
}
