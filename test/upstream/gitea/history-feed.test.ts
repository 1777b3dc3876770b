import { describe, expect, it } from "vitest";
import type { Listing } from "../../../src/listing.ts";
import { isOpen } from "../../../src/poll.ts";
import type { Read } from "../../../src/upstream/contract.ts";
import { watchOf } from "../../watching.ts";
import { ask, idOf, notFound, rows, target, type Past } from "./past.ts";

const feed = ["feed"] as const;

describe("history by feeds", () => {
  it("asks once where one commit is new, and tells every entry that changed by it", () => {
    const past: Past = { ways: feed, lists: { "": "b a" } };
    const { told, requests } = ask(
      past,
      rows("a", { x: "a", y: "a", w: "a" }),
      rows("b", { x: "b", z: "b", w: "a" }),
    );
    expect(told).toEqual(["b: updated x, removed y, added z"]);
    expect(requests).toEqual(["/own/repo/rss/branch/main/lib"]);
  });

  it("finds the commits that hide behind the rows, and tells each once with all its entries, oldest first", () => {
    const past: Past = { ways: feed, lists: { "": "d c b a", x: "d b a", y: "c b a", z: "b a" } };
    const { told, requests } = ask(
      past,
      rows("a", { x: "a", y: "a", z: "a" }),
      rows("d", { x: "d", y: "c", z: "b" }),
    );
    expect(told).toEqual(["b: updated x, updated y, updated z", "c: updated y", "d: updated x"]);
    // Nothing new hides behind the oldest new commit.
    expect(requests).toEqual(["", "/y", "/x"].map((entry) => `/own/repo/rss/branch/main/lib${entry}`));
  });

  it("tells an entry's first commit as its addition and the last of one that is gone as its removal", () => {
    const past: Past = { ways: feed, lists: { "": "d c b a", new: "c b", gone: "d c a" } };
    const { told } = ask(past, rows("a", { gone: "a", x: "a" }), rows("d", { new: "c", x: "a" }));
    expect(told).toEqual(["b: added new", "c: updated gone, updated new", "d: removed gone"]);
  });

  it("reads on from where a feed ends, by the address of its last commit", () => {
    const past: Past = { ways: feed, pageSize: 2, lists: { "": "e d c b a", x: "e d c b a" } };
    const { told, requests } = ask(past, rows("a", { x: "a" }), rows("e", { x: "e" }));
    expect(told).toEqual(["b: updated x", "c: updated x", "d: updated x", "e: updated x"]);
    expect(requests[1]).toBe(`/own/repo/src/commit/${idOf("d")}/lib`);
    expect(requests.at(-1)).toBe(`/own/repo/src/commit/${idOf("b")}/lib/x`);
  });

  it("marks an entry's oldest commit where its feed ends before what was known", () => {
    const cut = (url: URL) => (url.pathname.includes("/src/commit/") ? notFound(url.href) : undefined);
    const past: Past = { ways: feed, pageSize: 3, lists: { "": "e d c b a", x: "e d c b a" }, instead: cut };
    const { told, history } = ask(past, rows("a", { x: "a" }), rows("e", { x: "e" }));
    expect(told).toEqual(["c: updated x …", "d: updated x", "e: updated x"]);
    expect(history).toMatchObject({ rewritten: false });
  });

  it("ignores what came after the page was made", () => {
    const past: Past = { ways: feed, lists: { "": "e d c b a", x: "e c b a", y: "d c a" } };
    const { told } = ask(past, rows("a", { x: "a", y: "a" }), rows("c", { x: "c", y: "c" }));
    expect(told).toEqual(["b: updated x", "c: updated x, updated y"]);
  });

  it("explains what a row that is not ready will show, and nothing where nothing happened", () => {
    const past: Past = { ways: feed, lists: { "": "c b a", x: "c a", y: "a" } };
    const { told } = ask(past, rows("a", { x: "a", y: "a" }), rows("c", { x: "?", y: "?" }));
    expect(told).toEqual(["c: updated x"]);
  });

  it("does not believe a feed that knows nothing of the commit that a row shows", () => {
    const past: Past = { ways: feed, lists: { "": "c b a", x: "b a" } };
    expect(ask(past, rows("a", { x: "a" }), rows("c", { x: "c" })).told).toEqual([]);
  });

  it("tells only the newest commit of an entry where the old head is gone, and says that once all was read", () => {
    const past: Past = { ways: feed, lists: { "": "z y k j", x: "z y j", w: "k" } };
    const again = ask(past, rows("q", { x: "q", w: "k" }), rows("z", { x: "z", w: "k" }));
    expect(again.told).toEqual(["z: updated x …"]);
    expect(again.history).toMatchObject({ rewritten: false });
    const anew = ask(past, rows("q", { x: "q", w: "a" }), rows("z", { x: "z", w: "k" }));
    expect(anew.told).toEqual(["k: updated w …", "z: updated x …"]);
    expect(anew.history).toMatchObject({ rewritten: true });
  });

  it("does not take a list for all that is new that has a merge in it, whose commits may be older than the old head", () => {
    const past: Past = { ways: feed, lists: { "": "m b t s a", x: "t s a", y: "m s b a" } };
    const { told } = ask(past, rows("b", { x: "a", y: "b" }), rows("m", { x: "t", y: "m" }));
    expect(told).toEqual(["s: updated x, updated y …", "t: updated x", "m: updated y"]);
  });

  it("leaves entries that its requests do not suffice for, those with the oldest commits asked first", () => {
    const names = Array.from({ length: 60 }, (_, index) => `e${index}`);
    const lists = Object.fromEntries(names.map((name, index) => [name, index < 30 ? "c a" : "d c a"]));
    const past: Past = { ways: feed, lists: { "": "d c b a", ...lists } };
    const before = rows("a", Object.fromEntries(names.map((name) => [name, "a"])));
    const after = rows("d", Object.fromEntries(names.map((name, index) => [name, index < 30 ? "c" : "d"])));
    const { history, requests } = ask(past, before, after);
    // One request was for the git endpoint, one for the API, one for the directory.
    expect(requests).toHaveLength(40);
    expect(history).toMatchObject({ unfinished: { left: names.slice(38), head: { id: idOf("a") } } });
    const told = "is" in history ? [] : history.commits;
    expect(told.map(({ changes }) => changes.length)).toEqual([38, 8]);
  });

  it("tells at the next poll what it left, and then nothing more", async () => {
    const names = Array.from({ length: 60 }, (_, index) => `e${index}`);
    const lists = Object.fromEntries(names.map((name, index) => [name, index < 30 ? "c a" : "d c a"]));
    const past: Past = { ways: feed, lists: { "": "d c b a", ...lists } };
    const before = rows("a", Object.fromEntries(names.map((name) => [name, "a"])));
    const after = rows("d", Object.fromEntries(names.map((name, index) => [name, index < 30 ? "c" : "d"])));
    const read = (listing: Listing): Read => ({ is: "listing", listing, notReady: [] });
    const watch = await watchOf(read(before));
    const told: string[] = [];
    const open: boolean[] = [];
    for (let poll = 0; poll < 3; poll++) {
      const { history } = ask(past, watch.listing, after);
      const seen = await watch.see(read(after), "forge", "is" in history ? undefined : history);
      told.push(...seen.told);
      open.push(isOpen(watch.open));
      expect(seen.updates.every(({ complete }) => complete)).toBe(true);
    }
    const [c, d] = [idOf("c"), idOf("d")];
    expect(told.toSorted()).toEqual(
      names
        .flatMap((name, index) => [`updated ${name} ${c}`, ...(index < 30 ? [] : [`updated ${name} ${d}`])])
        .toSorted(),
    );
    expect(watch.listing.head?.id).toBe(d);
    // While something is left the page has to be read, moved ref or not.
    expect(open).toEqual([true, false, false]);
  });

  it("leaves to the rows a commit that more entries show than one poll can ask about", () => {
    const names = Array.from({ length: 60 }, (_, index) => `e${index}`);
    const past: Past = { ways: feed, lists: { "": "d c b a", x: "d b a" } };
    const before = rows("a", { ...Object.fromEntries(names.map((name) => [name, "a"])), x: "a" });
    const after = rows("d", { ...Object.fromEntries(names.map((name) => [name, "c"])), x: "d" });
    const { told, history } = ask(past, before, after);
    expect(told).toEqual(["b: updated x", "d: updated x"]);
    expect(history).not.toHaveProperty("unfinished");
  });

  it("asks no feed again once one has failed", () => {
    const past: Past = {
      ways: feed,
      lists: { "": "d c b a", x: "d a", y: "c a", z: "d b a" },
      instead: (url) => (url.pathname.endsWith("/lib/y") ? notFound(url.href) : undefined),
    };
    const { told, requests } = ask(
      past,
      rows("a", { x: "a", y: "a", z: "a" }),
      rows("d", { x: "d", y: "c", z: "d" }),
    );
    expect(told).toEqual([]);
    expect(requests.filter((request) => request.includes("/rss/"))).toHaveLength(2);
  });

  it("asks for names as addresses spell them, and for none that git would take for a pattern", () => {
    const past: Past = { ways: feed, lists: { "": "c b a", "a b#é": "c a", "[x]*": "c a" } };
    const { told, requests } = ask(
      past,
      rows("a", { "a b#é": "a", "[x]*": "a" }),
      rows("c", { "a b#é": "c", "[x]*": "c" }),
    );
    expect(told).toEqual(["c: updated a b#é"]);
    expect(requests.filter((request) => request.includes("/rss/"))).toEqual([
      "/own/repo/rss/branch/main/lib",
      "/own/repo/rss/branch/main/lib/a%20b%23%C3%A9",
    ]);
  });
});

describe("where feeds are asked for", () => {
  const before = rows("a", { x: "a" });
  const first = (ref: string, at: Parameters<typeof ask>[3]) =>
    ask({ ways: [], lists: {} }, before, { ...rows("b", { x: "b" }), ref }, at).requests[0];
  const { repository } = target;

  it.each([
    ["a branch with slashes", "a/b c", "branch/a/b%20c/lib", "/rss/branch/a/b%20c/lib"],
    ["the root of a branch", "main", "branch/main", "/rss/branch/main"],
    ["a tag, which has no feed of its own", "v1/0", "tag/v1/0/lib", `/src/commit/${idOf("b")}/lib`],
    ["an address that does not name the kind of ref", "main", "main/lib", `/src/commit/${idOf("b")}/lib`],
  ])("asks for %s where it is", (_, ref, tree, path) => {
    expect(first(ref, { at: { repository, tree } })).toBe(`/own/repo${path}`);
  });

  it("asks for the default branch by the name that the page shows", () => {
    expect(first("trunk/1", { at: { repository } })).toBe("/own/repo/rss/branch/trunk/1");
  });

  it("asks a forge under a path there, and a repository that has moved where it is now", () => {
    const at = { repository: "https://forge.example/git/own/repo", tree: "branch/main/lib" };
    expect(first("main", { at })).toBe("/git/own/repo/rss/branch/main/lib");
    const to = "https://forge.example/new/name/src/branch/main/lib";
    expect(first("main", { notes: [{ note: "moved", to }] })).toBe("/new/name/rss/branch/main/lib");
  });

  it("asks once for a watch that is about one entry, whose path is the address's own", () => {
    const past: Past = { ways: feed, lists: { "": "c b a" } };
    const { told, requests } = ask(past, rows("a", { x: "a" }), rows("c", { x: "c" }), {
      notes: [{ note: "one-entry", entry: "x" }],
    });
    expect(told).toEqual(["b: updated x", "c: updated x"]);
    expect(requests).toEqual(["/own/repo/rss/branch/main/lib"]);
  });
});
