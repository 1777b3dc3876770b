/** Servers that are not like GitHub's: less willing, older, broken, or no git servers at all. */
import { execFileSync } from "node:child_process";
import { afterEach, expect, it } from "vitest";
import type { Page } from "../../../src/upstream/contract.ts";
import type { Perform } from "../../../src/upstream/fetch.ts";
import { likeGitHub } from "../../git/backend.ts";
import { logOf } from "../../git/log.ts";
import type { TestRepository } from "../../git/repository.ts";
import { describeWithServer } from "./server.ts";
import { folded, type GitWatch, perform } from "./watch.ts";

/** Asks as others do, and changes what is answered to requests that hold a text. */
function changing(mark: string, change: (page: Page, body: string) => Partial<Page>): Perform {
  return async (request) => {
    const answer = await perform(request);
    const body = request.body ?? request.url;
    return answer.is === "page" && body.includes(mark) ? { ...answer, ...change(answer, body) } : answer;
  };
}

const text = (body: string) => ({ body: new TextEncoder().encode(body) });
const line = (content: string) => text((content.length + 4).toString(16).padStart(4, "0") + content);

/** JGit as Gerrit runs it: commits may be wanted that a branch has, and nothing else. */
function givingCommitsOnly(repository: TestRepository): Perform {
  return changing("command=fetch", (_, body) => {
    const wanted = [...body.matchAll(/want ([0-9a-f]{40})/g)].map(([, id = ""]) => id);
    const other = wanted.find((id) => repository.git("cat-file", "-t", id) !== "commit");
    return other === undefined ? {} : line(`ERR want ${other} not valid`);
  });
}

describeWithServer("a git server", (server) => {
  afterEach(() => server().configure(likeGitHub));

  /** Two pushes, a merge among them, polled one after the other. */
  async function holds(repository: TestRepository, watch: GitWatch): Promise<void> {
    const files = { README: "about", "lib/a/deep/x": "1", "lib/b/x": "1", "lib/c": "1" };
    repository.commit({ files });
    for (const name of ["a/deep/x", "b/x"]) repository.commit({ files: { [`lib/${name}`]: "2" } });
    const rows = (await watch.read()).listing.entries.map(({ name, commit }) => [name, commit?.id]);
    const ids = ["main~1", "main", "main~2"].map((name) => repository.git("rev-parse", name));
    expect(rows).toEqual(["a", "b", "c"].map((name, index) => [name, ids[index]]));
    repository.commit({ branch: "side", parents: ["main~1"], files: { "lib/a/deep/x": "side" } });
    repository.commit({ files: { "lib/a/deep/y": "main" } });
    repository.commit({ parents: ["main", "side"], files: { "lib/a/deep/x": "side" } });
    repository.commit({ files: { "lib/c": "2" } });
    const old = ids[1];
    expect(folded(await watch.read())).toEqual(logOf(repository, `${old}..main`, "lib"));
    repository.commit({ files: { README: "more" } });
    repository.commit({ files: { "lib/c": null, "lib/d": "2" } });
    expect(folded(await watch.read())).toEqual(logOf(repository, "main~2..main", "lib"));
  }

  it("that leaves out files but not trees is read, and what that costs is said", async () => {
    server().configure({ "uploadpack.allowFilter": "true", "uploadpackfilter.tree.allow": "false" });
    const repository = server().create();
    const watch = server().watch(repository);
    await holds(repository, watch);
    expect(await watch.poll()).toEqual({ is: "unchanged", notes: [{ note: "no-filter" }] });
  });

  it("that leaves out nothing is read, and what that costs is said", async () => {
    server().configure({});
    const repository = server().create();
    const watch = server().watch(repository);
    await holds(repository, watch);
    expect(await watch.poll()).toEqual({ is: "unchanged", notes: [{ note: "no-filter" }] });
  });

  it("that gives out commits and no trees by their ids is read, and what that costs is said", async () => {
    const repository = server().create();
    const watch = server().watch(repository);
    watch.perform = givingCommitsOnly(repository);
    await holds(repository, watch);
    expect(await watch.poll()).toEqual({ is: "unchanged", notes: [{ note: "no-filter" }] });
  });

  it("that no longer leaves anything out is read on", async () => {
    const repository = server().create();
    repository.commit({ files: { "lib/a": "1" } });
    const watch = server().watch(repository);
    await watch.read();
    server().configure({});
    repository.commit({ files: { "lib/a": "2" } });
    expect(folded(await watch.read())).toEqual(logOf(repository, "main~1..main", "lib"));
  });

  it("that speaks version 0 only is refused", async () => {
    const repository = server().create();
    repository.commit({ files: { "lib/a": "1" } });
    const watch = server().watch(repository);
    watch.perform = ({ headers, ...request }) => {
      const { "git-protocol": _version, ...others } = headers ?? {};
      return perform({ ...request, headers: others });
    };
    const refusal = { reason: "git-protocol", because: "old-protocol" };
    expect(await watch.refusal()).toEqual(refusal);
    const known = server().watch(repository);
    await known.read();
    known.perform = watch.perform;
    expect(await known.refusal()).toEqual(refusal);
  });

  it.each<[what: string, page: Partial<Page>, refusal: object]>([
    [
      "answers with a page for people",
      text("<!doctype html><title>Sign in</title>"),
      { reason: "git-protocol", because: "not-git" },
    ],
    ["asks for a password", { status: 401 }, { reason: "login-required", status: 401 }],
    ["says that it is asked too often", { status: 429 }, { reason: "rate-limited", status: 429 }],
    ["has an error of its own", { status: 500 }, { reason: "server-error", status: 500 }],
    [
      "says in its own words what is wrong",
      line("ERR access denied"),
      { reason: "git-protocol", because: "error" },
    ],
    ["answers with half a packet", text("003f1234"), { reason: "git-protocol", because: "not-git" }],
  ])("that %s is refused at every step, and nothing is concluded", async (_, page, refusal) => {
    const repository = server().create();
    repository.commit({ files: { "lib/a": "1" } });
    for (const mark of ["info/refs", "command=ls-refs"]) {
      const watch = server().watch(repository);
      watch.perform = changing(mark, () => page);
      expect(await watch.refusal(), mark).toEqual(refusal);
    }
    const watch = server().watch(repository);
    await watch.read();
    repository.commit({ files: { "lib/a": "2" } });
    watch.perform = changing("command=ls-refs", () => page);
    expect(await watch.refusal()).toEqual(refusal);
    watch.perform = perform;
    expect(folded(await watch.read())).toHaveLength(1);
  });

  it.each<[what: string, change: (body: Uint8Array) => Uint8Array, refusal: object]>([
    ["ends too early", (body) => body.subarray(0, -5), { reason: "truncated" }],
    ["ends before its last packet", (body) => body.subarray(0, -4), { reason: "truncated" }],
    [
      "has one byte changed",
      (body) => body.with(body.length - 12, 0xff),
      { reason: "git-protocol", because: "damaged" },
    ],
  ])("whose pack %s is refused, and read when it is whole again", async (_, change, refusal) => {
    const repository = server().create();
    repository.commit({ files: { "lib/a": "1" } });
    const watch = server().watch(repository);
    await watch.read();
    repository.commit({ files: { "lib/a": "2" } });
    watch.perform = changing("want", ({ body }) => ({ body: change(body) }));
    expect(await watch.refusal()).toEqual(refusal);
    watch.perform = perform;
    expect(folded(await watch.read())).toHaveLength(1);
  });

  it("that sends another tree than the one wanted is refused", async () => {
    const repository = server().create();
    repository.commit({ files: { "lib/a": "1" } });
    const watch = server().watch(repository);
    await watch.read();
    repository.commit({ files: { "lib/a": "2" } });
    const old = repository.git("rev-parse", "main~1:lib");
    const [lib, root] = ["main:lib", "main^{tree}"].map((name) => repository.git("rev-parse", name));
    watch.perform = (request) =>
      request.body?.includes(`want ${root}`)
        ? perform(request)
        : perform({ ...request, body: request.body?.replace(`want ${lib}`, `want ${old}`) ?? "" });
    expect(await watch.refusal()).toEqual({ reason: "git-protocol", because: "damaged" });
  });

  it("that is shallow itself leaves unknown what it cannot know, and is asked no further", async () => {
    const repository = server().create();
    repository.commit({ files: { "lib/old": "1", "lib/new": "1" } });
    for (const content of ["2", "3", "4"]) repository.commit({ files: { "lib/new": content } });
    const shallow = server().create();
    execFileSync("git", [
      "-C",
      shallow.dir,
      "fetch",
      "--quiet",
      "--depth=2",
      `file://${repository.dir}`,
      "main:main",
    ]);
    const watch = server().watch(shallow);
    const { listing, notReady } = await watch.read();
    expect(listing.entries.map(({ name, commit }) => [name, commit?.id])).toEqual([
      ["new", repository.git("rev-parse", "main")],
      ["old", undefined],
    ]);
    expect(notReady).toEqual([]);
    expect(await watch.poll()).toEqual({ is: "unchanged" });
  });
});
