/** Addresses of directories in git repositories, in both directions. */
import { describe, expect, it } from "vitest";
import { GitTarget, gitTitle, parseGitUrl } from "../../../src/upstream/git/address.ts";
import { commitUrl, directoryUrl, entryUrl } from "../../../src/upstream/git/links.ts";
import { git } from "../../../src/upstream/git.ts";

const parse = (address: string) => parseGitUrl(new URL(address));

describe("the address of a directory", () => {
  it.each<[address: string, target: object]>([
    [
      "https://github.com/spdk/spdk/tree/master/lib",
      { git: "https://github.com/spdk/spdk.git", ref: "master", path: "lib", links: "github" },
    ],
    [
      "https://github.com/spdk/spdk/tree/master/lib/bdev/",
      { git: "https://github.com/spdk/spdk.git", ref: "master", path: "lib/bdev", links: "github" },
    ],
    ["https://github.com/spdk/spdk", { git: "https://github.com/spdk/spdk.git", links: "github" }],
    ["https://git.example/spdk.git", { git: "https://git.example/spdk.git" }],
    ["https://github.com/spdk/spdk.git", { git: "https://github.com/spdk/spdk.git", links: "github" }],
    [
      "https://github.com/o/r/tree/master",
      { git: "https://github.com/o/r.git", ref: "master", links: "github" },
    ],
    [
      "https://github.example/o/r/tree/v1.0%23x/a%20b?tab=1#readme",
      { git: "https://github.example/o/r.git", ref: "v1.0#x", path: "a b", links: "github" },
    ],
    [
      "https://gitlab.com/group/sub/project/-/tree/main/src/lib?ref_type=heads",
      { git: "https://gitlab.com/group/sub/project.git", ref: "main", path: "src/lib", links: "gitlab" },
    ],
    [
      "https://gitlab.com/group/sub/project",
      { git: "https://gitlab.com/group/sub/project.git", links: "gitlab" },
    ],
    [
      "https://bitbucket.org/team/repo/src/main/lib/",
      { git: "https://bitbucket.org/team/repo.git", ref: "main", path: "lib", links: "bitbucket" },
    ],
    [
      "https://git.sr.ht/~sircmpwn/scdoc/tree/master/item/src",
      { git: "https://git.sr.ht/~sircmpwn/scdoc", ref: "master", path: "src", links: "sourcehut" },
    ],
    [
      "https://git.sr.ht/~sircmpwn/scdoc/tree/master",
      { git: "https://git.sr.ht/~sircmpwn/scdoc", ref: "master", links: "sourcehut" },
    ],
    ["https://git.sr.ht/~sircmpwn/scdoc", { git: "https://git.sr.ht/~sircmpwn/scdoc", links: "sourcehut" }],
    [
      "https://git.example/mirror/spdk/src/branch/master/lib",
      { git: "https://git.example/mirror/spdk.git", ref: "refs/heads/master", path: "lib", links: "gitea" },
    ],
    [
      "https://git.example/forge/mirror/spdk/src/tag/v1/lib",
      { git: "https://git.example/forge/mirror/spdk.git", ref: "refs/tags/v1", path: "lib", links: "gitea" },
    ],
    [
      `https://codeberg.org/o/r/src/commit/${"a".repeat(40)}/lib`,
      { git: "https://codeberg.org/o/r.git", ref: "a".repeat(40), path: "lib", links: "gitea" },
    ],
    ["https://cgit.example/pub/project.git", { git: "https://cgit.example/pub/project.git" }],
    ["http://127.0.0.1:8080/r/x.git", { git: "http://127.0.0.1:8080/r/x.git" }],
  ])("%s is understood", (address, target) => {
    expect(parse(address)).toEqual(target);
    expect(GitTarget.safeParse(target).success).toBe(true);
  });

  it.each([
    "https://github.com/spdk",
    "https://github.com/",
    "https://github.com/spdk/spdk/blob/master/README.md",
    "https://git.example/o/r",
    "https://git.example/pub/files/",
    "https://git.example/o/r/src/main/lib",
    "https://gitlab.com/o/r/-/tags",
    "https://github.com/o/r/tree/%zz/lib",
    "https://github.com/o/r/tree/master/%zz",
    "https://github.com/o/r/tree/a%0Ab/lib",
    "https://github.com/o/r/tree/master/a%00b",
    "https://github.com/o/r/tree/a..b/lib",
    "ftp://github.com/o/r/tree/master/lib",
    "ssh://git@github.com/o/r.git",
  ])("%s is none", (address) => {
    expect(parse(address)).toBeUndefined();
  });

  it.each([
    ["https://github.com/spdk/spdk/tree/master/lib", "spdk/lib"],
    ["https://github.com/spdk/spdk", "spdk/spdk"],
    ["https://git.sr.ht/~sircmpwn/scdoc/tree/master/item/src", "scdoc/src"],
    ["https://gitlab.com/a/b/c", "b/c"],
  ])("%s has a title", (address, title) => {
    expect(gitTitle(parse(address) ?? { git: "" })).toBe(title);
  });

  it.each([
    "https://github.com/spdk/spdk/tree/master/lib",
    "https://github.com/spdk/spdk/tree/master",
    "https://github.com/spdk/spdk",
    "https://gitlab.com/group/sub/project/-/tree/main/src/lib",
    "https://bitbucket.org/team/repo/src/main/lib",
    "https://git.sr.ht/~sircmpwn/scdoc/tree/master/item/src",
    "https://git.sr.ht/~sircmpwn/scdoc/tree/master",
    "https://git.example/mirror/spdk/src/branch/master/lib",
    "https://git.example/mirror/spdk/src/tag/v1/lib",
    `https://codeberg.org/o/r/src/commit/${"a".repeat(40)}/lib`,
    "https://github.com/o/r/tree/a%23b/c%20d",
  ])("%s is where people look", (address) => {
    expect(directoryUrl(parse(address) ?? { git: "" })).toBe(address);
  });

  it("is the repository's where no forge is known", () => {
    expect(directoryUrl({ git: "https://git.example/r.git", ref: "main", path: "lib" })).toBe(
      "https://git.example/r.git",
    );
  });
});

describe("a target", () => {
  it.each<[what: string, target: object]>([
    ["without a repository", { ref: "main" }],
    ["of no web address", { git: "git@github.com:o/r.git" }],
    ["with a query", { git: "https://git.example/r.git?x" }],
    ["of a ref that is none", { git: "https://git.example/r.git", ref: "a b" }],
    ["of a path that begins with a slash", { git: "https://git.example/r.git", path: "/etc" }],
    ["of an unknown forge", { git: "https://git.example/r.git", links: "savannah" }],
  ])("%s is refused", (_, target) => {
    expect(GitTarget.safeParse(target).success).toBe(false);
  });

  it("knows its forge by the host where none is named", () => {
    const target = { git: "https://github.com/spdk/spdk.git", ref: "master", path: "lib" };
    expect(git.url(target)).toBe("https://github.com/spdk/spdk/tree/master/lib");
    expect(git.match(new URL(git.url(target)))).toEqual({ ...target, links: "github" });
  });
});

describe("links", () => {
  const id = "a".repeat(40);
  const on = { refName: "refs/heads/main", path: "lib" };
  const links = (address: string) => {
    const target = parse(address) ?? { git: "" };
    return [
      commitUrl(target, id),
      entryUrl(target, on, { name: "a b", kind: "directory" }),
      entryUrl(target, on, { name: "f.c", kind: "file" }),
    ];
  };

  it.each([
    ["https://github.com/o/r/tree/main/lib", "commit", "tree/main/lib/a%20b", "blob/main/lib/f.c"],
    ["https://gitlab.com/o/r/-/tree/main/lib", "-/commit", "-/tree/main/lib/a%20b", "-/blob/main/lib/f.c"],
    ["https://bitbucket.org/o/r/src/main/lib", "commits", "src/main/lib/a%20b", "src/main/lib/f.c"],
    [
      "https://git.sr.ht/~o/r/tree/main/item/lib",
      "commit",
      "tree/main/item/lib/a%20b",
      "tree/main/item/lib/f.c",
    ],
    [
      "https://git.example/o/r/src/branch/main/lib",
      "commit",
      "src/branch/main/lib/a%20b",
      "src/branch/main/lib/f.c",
    ],
  ])("for %s are the forge's own", (address, commit, directory, file) => {
    const [web = ""] = /^https:\/\/[^/]+\/~?o\/r/.exec(address) ?? [];
    expect(links(address)).toEqual([`${web}/${commit}/${id}`, `${web}/${directory}`, `${web}/${file}`]);
  });

  it("are none where the forge is not known", () => {
    expect(links("https://git.example/o/r.git")).toEqual([undefined, undefined, undefined]);
  });

  it("are none for submodules and for names that an address cannot hold", () => {
    const target = parse("https://github.com/o/r/tree/main/lib") ?? { git: "" };
    const link = (name: string, kind: "file" | "submodule" = "file") => entryUrl(target, on, { name, kind });
    expect([link("ext", "submodule"), link(".."), link("."), link("caf\\xE9")]).toEqual(
      Array(4).fill(undefined),
    );
    expect(link("#?%\u202e<>\ud800")).toBe(
      "https://github.com/o/r/blob/main/lib/%23%3F%25%E2%80%AE%3C%3E%EF%BF%BD",
    );
  });
});
