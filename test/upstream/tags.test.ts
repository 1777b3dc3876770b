/** The tags of a repository: what each poll asks for, and what is made of the answers. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { sourcesAt, sourcesOf } from "../../src/upstream/index.ts";
import { tags } from "../../src/upstream/tags.ts";
import { watchOf } from "../one-watch.ts";
import { describeWithServer } from "./git/server.ts";
import {
  advertised,
  answer,
  id,
  knownAfter,
  named,
  page,
  leastMs,
  poll,
  read,
  tag,
  tagMany,
  watchTags,
} from "./tags/answers.ts";

const [git, github] = ["https://git.example/o/r.git", "https://github.com/spdk/spdk"];

describe("an address of tags", () => {
  it.each([
    [`${github}/tags`, `${github}.git`, "github"],
    [`${github}/releases/?after=v23.01#x`, `${github}.git`, "github"],
    ["https://gitlab.com/a/b/c/-/tags", "https://gitlab.com/a/b/c.git", "gitlab"],
    ["https://gitlab.example/o/r/-/releases", "https://gitlab.example/o/r.git", "gitlab"],
    ["https://codeberg.org/o/r/releases", "https://codeberg.org/o/r.git", "gitea"],
    ["https://git.example/o/r/tags", git, "gitea"],
    ["http://git.example/forge/o/r/tags", "http://git.example/forge/o/r.git", "gitea"],
    ["https://git.sr.ht/~o/r/refs", "https://git.sr.ht/~o/r", "sourcehut"],
    ["https://bitbucket.org/o/r/downloads/?tab=tags", "https://bitbucket.org/o/r.git", "bitbucket"],
  ])("%s is understood, and read by nothing else before", (address, repository, links) => {
    const target = { git: repository, links };
    expect(tags.match(new URL(address))).toEqual(target);
    const [source] = sourcesAt(new URL(address));
    expect(source).toMatchObject({ upstream: "tags", target: JSON.stringify(target) });
    expect(sourcesAt(new URL(source?.url ?? ""))[0]?.target).toBe(source?.target);
  });

  it.each([
    github,
    `${github}/releases/tag/v24.09`,
    `${github}/tree/master/tags`,
    "https://gitlab.com/group/project/tags",
    "https://bitbucket.org/o/r/downloads/",
    "https://git.sr.ht/~o/r/tags",
    "https://git.example/o/r/src/tags",
    "https://git.example/o/r/src/branch/main/releases",
    "ftp://git.example/o/r/tags",
  ])("%s is none", (address) => {
    expect(tags.match(new URL(address))).toBeUndefined();
  });
});

describe("a watch of tags", () => {
  it("is written as an address or a target, with patterns or the name; a repository alone means another", () => {
    const some = { tags: ["v*", "!*-rc*"] };
    const target = { git: `${github}.git`, links: "github", ...some };
    const specs = [{ url: `${github}/tags`, ...some }, target, { ...target, upstream: "tags" }];
    const watches = specs.map((spec) => watchOf(spec));
    for (const { source, others, title } of watches) {
      expect([source.upstream, source.url, title]).toEqual(["tags", `${github}/tags`, "spdk/spdk tags"]);
      expect([others, source.target]).toEqual([[], watches[0]?.source.target]);
    }
    expect(watchOf({ git, upstream: "tags" }).source).toMatchObject({ upstream: "tags", url: git });
    expect(watchOf({ git })).toMatchObject({ source: { upstream: "git" }, others: [] });
  });

  it.each([[["v*", ""]], [["\\"]], ["v*"], [Array(51).fill("v*")]])(
    "may not have the patterns %j",
    (some) => {
      expect(sourcesOf({ git, tags: some })).toEqual([]);
    },
  );
});

describe("an answer with tags", () => {
  it("is a listing of the commits that they come to, linked at the forge", () => {
    const one = answer(`${id(1)} refs/tags/v24.09 peeled:${id(2)}`, `${id(3)} refs/tags/wip/a+b#1`);
    const { entries } = read({ git: `${github}.git` }, one).listing;
    const rows = entries.map(({ name, kind, url, commit }) => [name, kind, url, commit]);
    const commit = (one: string) => ({ id: one, title: "", url: `${github}/commit/${one}` });
    expect(rows).toEqual([
      ["v24.09", "tag", `${github}/releases/tag/v24.09`, commit(id(2))],
      ["wip/a+b#1", "tag", `${github}/releases/tag/wip/a%2Bb%231`, commit(id(3))],
    ]);
  });

  it.each([
    ["gitlab", "-/tags/v1", "-/commit"],
    ["gitea", "releases/tag/v1", "commit"],
    ["sourcehut", "refs/v1", "commit"],
    ["bitbucket", "src/v1", "commits"],
  ] as const)("has links as %s has them", (links, release, commit) => {
    const [entry] = read({ git, links }, named("v1")).listing.entries;
    const web = "https://git.example/o/r";
    expect([entry?.url, entry?.commit?.url]).toEqual([`${web}/${release}`, `${web}/${commit}/${id(1)}`]);
  });

  it("has no links where the forge is not known, nor for names that would lead elsewhere", () => {
    const [entry] = read({ git }, named("v1")).listing.entries;
    expect(entry).toEqual({ name: "v1", kind: "tag", commit: { id: id(1), title: "" } });
    const { entries } = read({ git, links: "gitea" }, named("../../x", "a/../b", "a//b", "/a", "a/")).listing;
    expect(entries.map(({ url }) => url)).toEqual(Array(5).fill(undefined));
  });

  it.each<[what: string, patterns: string[] | undefined, names: string[], shown: string[]]>([
    ["the patterns select", ["v*", "!*-rc*"], ["nightly", "v1", "v1-rc1"], ["v1"]],
    ["the patterns leave", ["!*-rc*"], ["nightly", "v1", "v1-rc1"], ["nightly", "v1"]],
    ["there is, each name once", undefined, ["v1", "v1"], ["v1"]],
    ["there is, sorted by code points", undefined, ["\u{1F980}", "\uFF5E"], ["\uFF5E", "\u{1F980}"]],
    ["there is: nothing", undefined, [], []],
  ])("has what %s", (_, patterns, names, shown) => {
    const { listing } = read({ git, ...(patterns && { tags: patterns }) }, named(...names));
    expect(listing.entries.map(({ name }) => name)).toEqual(shown);
  });

  it.each([
    ["whose ids are none", answer(`${id("x")} refs/tags/v1`), { because: "damaged" }],
    ["whose tags come to nothing", answer(`${id(1)} refs/tags/v1 peeled:1`), { because: "damaged" }],
    ["with a tag of no name", named(""), { because: "damaged" }],
    ["with the server's excuses", answer(`${id(1)} refs/tags/v1`, "ERR no"), { because: "error" }],
    ["that ends too early", page("0009hello"), { reason: "truncated" }],
    ["that says nothing", page(""), { because: "old-protocol" }],
    ["that is a page for people", page("<!doctype html><p>Hello"), { because: "not-git" }],
  ])("%s is refused", (_, one, refusal) => {
    expect(poll({ git }, undefined, advertised, one)).toMatchObject({ is: "refused", refusal });
  });

  it("is unchanged where it is the same to the byte, unless something is open", () => {
    const one = named("v1");
    const before = read({ git }, one);
    expect(poll({ git }, knownAfter(before), one)).toEqual({ is: "unchanged" });
    expect(poll({ git }, { ...knownAfter(before), open: true }, one)).toEqual(before);
  });

  it("is read anew where other tags are selected than before", () => {
    const one = named("v1", "w1");
    const known = knownAfter(read({ git, tags: ["v*"] }, one));
    const after = poll({ git, tags: ["w*"] }, known, advertised, one);
    expect(after).toMatchObject({ is: "listing", listing: { entries: [{ name: "w1" }] } });
  });

  it("costs less than the free plan's 10 ms where 20,000 tags have not changed", () => {
    const one = answer(
      ...Array.from({ length: 20_000 }, (_, n) => `${id(1)} refs/tags/v${n} peeled:${id(2)}`),
    );
    const known = knownAfter(read({ git }, one));
    expect(leastMs(() => expect(poll({ git }, known, one)).toEqual({ is: "unchanged" }))).toBeLessThan(10);
  });
});

describeWithServer("the tags of a repository", (server) => {
  it("are told as they are added, moved and deleted, light or annotated, the newest version last", async () => {
    const repository = server().create();
    const first = repository.commit();
    for (const name of ["v24.01", "v24.05", "a", "b", "c", "d"]) tag(repository, name);
    tag(repository, "signed", "-m", "said");
    const { told, watching } = watchTags(server(), repository);
    expect(await told()).toEqual(["baseline"]);
    expect(watching.listing.entries.map(({ commit }) => commit?.id)).toEqual(Array(7).fill(first));
    expect(await told()).toEqual(["unchanged"]);

    const second = repository.commit();
    for (const name of ["v24.10", "v24.9", "v24.9-rc1", "v24.05"]) tag(repository, name);
    tag(repository, "v24.9.1", "-m", "said");
    repository.git("tag", "-d", "v24.01");
    expect(await told()).toEqual([
      "changed",
      "v24.01 deleted",
      `v24.05 moved from ${first.slice(0, 7)} to ${second.slice(0, 7)}`,
      "v24.9-rc1 tagged",
      "v24.9 tagged",
      "v24.9.1 tagged",
      "v24.10 tagged",
    ]);
    expect(watching.listing.entries.find(({ name }) => name === "v24.9.1")?.commit?.id).toBe(second);
  });

  it("are told again where one comes back to where it was, and never as history that was replaced", async () => {
    const repository = server().create();
    repository.commits([{}, {}]);
    tag(repository, "nightly");
    const { told } = watchTags(server(), repository);
    await told();
    for (const to of ["main~1", "main", "main~1"]) {
      repository.git("tag", "--force", "nightly", to);
      expect(await told()).toEqual(["changed", expect.stringMatching(/^nightly moved from/)]);
    }
  });

  it("are not told where one was made anew for the same commit, or is not selected", async () => {
    const repository = server().create();
    repository.commit();
    tag(repository, "v1", "-m", "said");
    const { told } = watchTags(server(), repository, ["v*"]);
    await told();
    tag(repository, "v1", "-m", "signed");
    tag(repository, "nightly");
    expect(await told()).toEqual(["unchanged"]);
    tag(repository, "v2");
    expect(await told()).toEqual(["changed", "v2 tagged"]);
  });

  it("begin with none, and are held for two polls where nearly all are gone", async () => {
    const repository = server().create();
    repository.commit();
    const { told } = watchTags(server(), repository);
    expect(await told()).toEqual(["baseline"]);
    for (const name of ["a", "b", "c", "d", "e"]) tag(repository, name);
    expect(await told()).toHaveLength(6);
    rmSync(join(repository.dir, "refs/tags"), { recursive: true });
    expect([await told(), await told()]).toEqual([["held"], ["held"]]);
    expect(await told()).toEqual(["changed", ...[..."abcde"].map((name) => `${name} deleted`)]);
  });

  it.each(["sha1", "sha256"] as const)(
    "take one request a poll, two at the first, with %s",
    async (format) => {
      const repository = server().create(format);
      repository.commit();
      const { told } = watchTags(server(), repository);
      const requests: number[] = [];
      for (const name of ["v1", "v1", "v2"]) {
        tag(repository, name);
        const before = server().exchanges.length;
        await told();
        requests.push(server().exchanges.length - before);
      }
      expect(requests).toEqual([2, 1, 1]);
    },
  );

  it("are 20,000 of which 1,000 move: each is told once", async () => {
    const repository = server().create();
    const commits: [string, string] = [repository.commit(), repository.commit()];
    tagMany(repository, 0, commits);
    const { told } = watchTags(server(), repository);
    expect([await told(), await told()]).toEqual([["baseline"], ["unchanged"]]);
    tagMany(repository, 1000, commits);
    const [outcome, ...titles] = await told();
    expect([outcome, titles.length, new Set(titles).size]).toEqual(["changed", 1000, 1000]);
    expect(await told()).toEqual(["unchanged"]);
  });
});
