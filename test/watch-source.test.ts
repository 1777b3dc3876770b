/** What a watch says is watched: what goes together, and the words where it does not. */
import { describe, expect, it } from "vitest";
import { targetFields, upstreams } from "../src/upstream/index.ts";
import { watchFields } from "../docs/fields.ts";
import { WatchSpec } from "../src/watch-list.ts";
import { problemsOf, watchOf } from "./one-watch.ts";

const url = "https://git.example/mirror/spdk/src/branch/master/lib";
const git = "https://git.example/mirror/spdk.git";

const forms = upstreams.flatMap(({ form }) => form ?? []).join(" or ");
const takers = upstreams.filter(({ takesToken }) => takesToken);
const say = (some: typeof upstreams) => some.map(({ reads, name }) => `${reads} (${name})`).join("; ");

const sourceOf = (spec: object) => {
  const { source, title } = watchOf(spec);
  return [source.upstream, title, source.url];
};

describe("a target that is written out, or a part of it beside an address", () => {
  it.each<[object, string[]]>([
    [{ git }, ["git", "mirror/spdk", git]],
    [{ git, path: "lib" }, ["git", "spdk/lib", git]],
    [{ git, ref: "master", path: "lib", upstream: "git" }, ["git", "spdk/lib", git]],
    [
      { git, ref: "master", path: "lib", links: "gitlab" },
      ["git", "spdk/lib", "https://git.example/mirror/spdk/-/tree/master/lib"],
    ],
    [
      { url: "https://github.com/spdk/spdk", path: "lib", ref: "master" },
      ["git", "spdk/lib", "https://github.com/spdk/spdk/tree/master/lib"],
    ],
    [{ git, url: undefined, ref: undefined, path: undefined }, ["git", "mirror/spdk", git]],
  ])("may be %j", (spec, source) => {
    expect(sourceOf(spec)).toEqual(source);
  });

  it("is the same whatever the order it is written in, and as an address that means it", () => {
    const { target } = watchOf({ git, ref: "refs/heads/master", path: "lib", links: "gitea" }).source;
    expect(watchOf({ links: "gitea", path: "lib", ref: "refs/heads/master", git }).source.target).toBe(
      target,
    );
    expect(watchOf({ url, upstream: "git" }).source.target).toBe(target);
  });

  it.each([
    "",
    "git.example/mirror/spdk.git",
    "git@git.example:mirror/spdk.git",
    "ssh://git.example/mirror/spdk.git",
    "https://git.example",
    "https://git.example/",
    "https://git.example/mirror/spdk.git/",
    "https://git.example/mirror/spdk.git?a",
    "https://git.example:99999/mirror/spdk.git",
    "https://[git.example/mirror/spdk.git",
    "https://me:canary@git.example/mirror/spdk.git",
    5,
    null,
  ])("may not have %j as its repository", (address) => {
    const [problem, ...others] = problemsOf({ git: address });
    expect(problem).toMatch(/^git: write the address that git clone takes over HTTP/);
    expect(problem).not.toContain("canary");
    expect(others).toEqual([]);
  });

  it.each<[object, string]>([
    [{ ref: "a b" }, "ref: write the name of a branch or tag, or a whole commit id"],
    [{ ref: "" }, "ref: write the name of a branch or tag, or a whole commit id"],
    [{ ref: 5 }, "ref: write the name of a branch or tag, or a whole commit id"],
    [{ path: "/lib" }, "path: write the directory's path without slashes at its ends"],
    [{ path: "" }, "path: write the directory's path without slashes at its ends"],
    [{ links: "svn" }, "links: write one of github, gitlab, bitbucket, sourcehut, gitea"],
  ])("may not have %j", (spec, problem) => {
    expect(problemsOf({ git, ...spec })).toEqual([problem]);
  });

  it("has fields of its upstream that no field of a watch is called like, each described for the docs", () => {
    for (const name of Object.keys(targetFields)) {
      expect(watchFields[name]?.meaning, name).toMatch(/`url`|`git`/);
    }
    const own = [
      "id",
      "url",
      "upstream",
      "token",
      "title",
      "every",
      "paused",
      "robots",
      "private",
      "keep",
      "notify",
    ];
    expect(
      Object.keys(WatchSpec.shape)
        .filter((name) => !(name in targetFields))
        .toSorted(),
    ).toEqual(expect.arrayContaining(own.toSorted()));
    expect(upstreams.flatMap(({ name, form }) => (form === undefined ? [] : [`${name} ${form}`]))).toContain(
      "git { git, ref?, path?, links? }",
    );
  });
});

describe("what does not go together", () => {
  it.each<[string, object, string]>([
    [
      "nothing at all",
      {},
      `url: write the directory's address, as the browser shows it, or in its place ${forms}`,
    ],
    [
      "both an address and a target",
      { url, git, path: "lib" },
      `url: "git", "path" cannot stand beside this address: take them away, or write ${forms} in place of url`,
    ],
    [
      "a part of a target beside an address",
      { url, ref: "main" },
      `url: "ref" cannot stand beside this address: take it away, or write ${forms} in place of url`,
    ],
    [
      "a part of a target alone",
      { path: "lib" },
      `undefined: "path" makes no whole target: write ${forms}, or a url instead`,
    ],
    [
      "a target and another upstream's name",
      { git, path: "lib", upstream: "gitea" },
      'upstream: "gitea" does not read this: write "git", or leave it out',
    ],
    [
      "an address and the name of an upstream that does not read it",
      { url: "https://git.example/o/r", upstream: "git" },
      'upstream: "git" does not read this: write "gitea", or leave it out',
    ],
    [
      "an address that nothing reads and the name of an upstream",
      { url: "https://git.example/about", upstream: "git" },
      `url: nothing reads this address: write the address of ${say(upstreams)}`,
    ],
    [
      "a token and an upstream that takes none",
      { url, upstream: "gitea", token: "FORGE_TOKEN" },
      `upstream: "gitea" takes no token: write ${takers.map(({ name }) => `"${name}"`).join(" or ")}, or leave it out`,
    ],
    [
      "a token and an address that only such an upstream reads",
      { url: "https://git.example/o/r", token: "FORGE_TOKEN" },
      `url: what reads this address takes no token: write the address of ${say(takers)}, or ${forms} in its place`,
    ],
    [
      "a token and plain http",
      { git: "http://git.example/o/r.git", token: "FORGE_TOKEN" },
      "token: over http the token could be read on its way: write an address that begins with https://, or, in a private network, set ALLOW_PRIVATE_HOSTS",
    ],
  ])("is %s", (_, spec, problem) => {
    expect(problemsOf(spec)).toEqual([problem]);
  });

  it("is told together with what is wrong elsewhere", () => {
    expect(problemsOf({ every: "0m" }).map((problem) => problem.split(":")[0])).toEqual(["every", "url"]);
    expect(problemsOf({ git, upstream: "gitea", evry: "5m" })).toHaveLength(2);
  });
});
