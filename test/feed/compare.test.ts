import { describe, expect, it } from "vitest";
import { compareUrl } from "../../src/feed/compare.ts";
import type { Commit } from "../../src/listing.ts";

const [old, new_] = ["1".repeat(40), "2".repeat(40)] as const;
const commit = (id: string, url?: string): Commit => ({
  id,
  title: "x",
  ...(url === undefined ? {} : { url }),
});

describe("compareUrl", () => {
  it.each([
    ["Gitea", "https://git.example/a/b/commit/", "https://git.example/a/b/compare/"],
    ["Gitea below a path", "https://example.org/git/a/b/commit/", "https://example.org/git/a/b/compare/"],
    ["GitHub", "https://github.com/a/b/commit/", "https://github.com/a/b/compare/"],
    ["GitLab", "https://gitlab.com/a/c/b/-/commit/", "https://gitlab.com/a/c/b/-/compare/"],
  ])("is where %s compares two commits", (_forge, commits, compares) => {
    const expected = `${compares}${old}...${new_}`;
    expect(compareUrl(commit(old, commits + old), commit(new_, commits + new_))).toBe(expected);
    expect(compareUrl(commit(old), commit(new_, commits + new_))).toBe(expected);
  });

  const at = "https://git.example/a/b/commit/";
  it.each([
    ["nothing before", undefined, commit(new_, at + new_)],
    ["nothing after", commit(old, at + old), undefined],
    ["the same commit twice", commit(old, at + old), commit(old, at + old)],
    ["no address", commit(old, at + old), commit(new_)],
    ["two repositories", commit(old, `https://git.example/a/c/commit/${old}`), commit(new_, at + new_)],
    ["Bitbucket", commit(old), commit(new_, `https://bitbucket.org/a/b/commits/${new_}`)],
    ["sourcehut", commit(old), commit(new_, `https://git.sr.ht/~a/b/commit/${new_}`)],
    ["cgit", commit(old), commit(new_, `https://git.example/b/commit/?id=${new_}`)],
    ["an address of another commit", commit(old), commit(new_, at + old)],
    ["an id that is none", commit("../../x"), commit(new_, at + new_)],
    ["no web address", commit(old), commit(new_, `javascript:/commit/${new_}`)],
  ])("is undefined for %s", (_what, before, after) => {
    expect(compareUrl(before, after)).toBeUndefined();
  });
});
