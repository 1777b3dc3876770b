/** Commit objects, tidy and odd. */
import { describe, expect, it } from "vitest";
import { describeCommit, readLinks } from "../../src/git/commit.ts";

const [tree, one, two] = ["a".repeat(40), "b".repeat(40), "c".repeat(40)] as const;
const id = "d".repeat(40);

/** A commit object of header lines and a message. */
function commit(message: string | Uint8Array, headers: readonly string[] = []): Buffer {
  const author = "author Ada Lovelace <ada@example.org> 1700000000 +0100";
  const committer = "committer Grace Hopper <grace@example.org> 1700000600 -0500";
  const all = headers.some((line) => line.startsWith("author ")) ? headers : [author, committer, ...headers];
  return Buffer.concat([Buffer.from([`tree ${tree}`, ...all, "", ""].join("\n")), Buffer.from(message)]);
}

describe("what a commit links to", () => {
  it("is its tree and the commits it follows, in order", () => {
    const content = Buffer.from(`tree ${tree}\nparent ${one}\nparent ${two}\nauthor A <a> 1 +0000\n\nm`);
    expect(readLinks(id, content)).toEqual({ tree, parents: [one, two] });
    expect(readLinks(id, commit("the first"))).toEqual({ tree, parents: [] });
  });

  it("is of longer ids where the commit's own is", () => {
    const content = Buffer.from(`tree ${"e".repeat(64)}\n\nm`);
    expect(readLinks("f".repeat(64), content)).toEqual({ tree: "e".repeat(64), parents: [] });
    expect(readLinks(id, content)).toBeUndefined();
  });

  it("never comes from a message, a signature or a merged tag", () => {
    const content = commit(`parent ${one}\n`, [`mergetag object ${one}`, ` parent ${two}`, " tree x"]);
    expect(readLinks(id, content)).toEqual({ tree, parents: [] });
  });

  it.each([
    ["nothing", ""],
    ["a message", "\n\nhello"],
    ["no tree", `parent ${one}\n\nm`],
    ["a tree of no id", "tree master\n\nm"],
    ["more parents than anybody merges", `tree ${tree}\n${`parent ${one}\n`.repeat(1001)}\nm`],
    ["a parent of no id", `tree ${tree}\nparent ${one.slice(1)}\n\nm`],
  ])("is not there where the object is of %s", (_, text) => {
    expect(readLinks(id, Buffer.from(text))).toBeUndefined();
  });
});

describe("a commit as people read it", () => {
  const describing = (message: string | Uint8Array, headers?: readonly string[]) =>
    describeCommit(id, commit(message, headers));

  it("has title, author, committer date, body and address", () => {
    expect(describeCommit(id, commit("bdev: add\n\nWhy.\nHow.\n\n"), "https://git.example/c")).toEqual({
      id,
      title: "bdev: add",
      author: "Ada Lovelace",
      committedAt: "2023-11-14T22:23:20Z",
      url: "https://git.example/c",
      body: "Why.\nHow.",
    });
  });

  it.each<[what: string, message: string, title: string, body?: string]>([
    ["one line", "fix", "fix"],
    ["nothing", "", ""],
    ["empty lines only", "\n \n\n", ""],
    [
      "a first paragraph of several lines, which git's %s joins",
      "fix the\n  thing\n\nbody\n",
      "fix the thing",
      "body",
    ],
    ["empty lines at its beginning", "\n\t\nfix\n\nbody", "fix", "body"],
    ["lines of white space between", "fix\n \t\n\n body\n", "fix", " body"],
    ["line ends of Windows", "fix\r\n\r\nbody\r\nmore\r\n", "fix", "body\nmore"],
    ["odd white space in the title", " a\t b\u00a0 c ", "a b c"],
    ["what looks like headers", "author: me\n\ntree abc\nparent def", "author: me", "tree abc\nparent def"],
  ])("reads a message of %s", (_, message, title, body) => {
    const commitRead = describing(message);
    expect([commitRead.title, commitRead.body]).toEqual([title, body]);
  });

  it.each<[what: string, line: string, author: string | undefined]>([
    ["without an address", "author Ada", "Ada"],
    ["without a name", "author <ada@example.org> 1 +0000", undefined],
    ["with nothing at all", "author ", undefined],
    ["with white space", "author  Ada \t Lovelace  <a@b> 1 +0000", "Ada Lovelace"],
    ["with angle brackets in the address", "author Ada <<a@b>> 1 +0000", "Ada"],
  ])("has the author of a line %s", (_, line, author) => {
    expect(describing("m", [line]).author).toBe(author);
  });

  it("has no author longer than anybody's name", () => {
    expect(describing("m", [`author ${"A".repeat(10_000)} <a@b> 1 +0000`]).author).toHaveLength(4096);
  });

  it.each<[line: string, time: string | undefined]>([
    ["committer G <g@h> 0 +0000", "1970-01-01T00:00:00Z"],
    ["committer G <g@h> 253402300799 +0000", "9999-12-31T23:59:59Z"],
    ["committer G <g@h> 253402300800 +0000", undefined],
    ["committer G <g@h> -1 +0000", undefined],
    ["committer G <g@h> 18446744073709551615 +0000", undefined],
    ["committer G <g@h>", undefined],
    ["committer G <g > 5 h> 7 +0000", "1970-01-01T00:00:07Z"],
    ["committer G <g@h> soon", undefined],
  ])("has the time of %j, or none", (line, time) => {
    expect(describing("m", ["author A <a> 1 +0000", line]).committedAt).toBe(time);
  });

  it("is decoded as it says, and as UTF-8 where that is no encoding", () => {
    const latin = Buffer.from("caf\xe9", "latin1");
    expect(describing(latin, ["encoding ISO-8859-1"]).title).toBe("café");
    expect(describing("café", ["encoding no-such-thing"]).title).toBe("café");
    expect(describing(latin).title).toBe("caf\ufffd");
  });

  it("leaves signatures out, whatever they say", () => {
    const signature = [
      "gpgsig -----BEGIN PGP SIGNATURE-----",
      " ",
      " author Eve <eve@x> 1 +0000",
      " -----END",
    ];
    expect(describing("m", signature)).toMatchObject({ title: "m", author: "Ada Lovelace" });
  });

  it("cuts a message that nobody would read, between two characters", () => {
    const { title } = describing("é".repeat(100_000));
    expect(title.replaceAll("é", "")).toMatch(/^\ufffd?$/);
    expect(Buffer.byteLength(title)).toBeLessThanOrEqual(64 * 1024 + 2);
  });
});
