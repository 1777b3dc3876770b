/** Polls of the git upstream: what each asks for, and what it makes of the answers. */
import { describe, expect, it } from "vitest";
import { logOf, namesIn } from "../git/log.ts";
import type { NewCommit, TestRepository } from "../git/repository.ts";
import { describeWithServer, type GitServer } from "./git/server.ts";
import { folded, type GitWatch } from "./git/watch.ts";

const files = (more: NewCommit["files"] = {}): NewCommit => ({
  files: { README: "about", "lib/a/x": "1", "lib/b/x": "1", "lib/c": "1", ...more },
});

/** What git says of the directory: names, and the last commit of each. */
function rowsOf(repository: TestRepository, ref = "main"): [string, string][] {
  return [...namesIn(repository, ref, "lib").keys()].map((name) => [
    name,
    repository.git("log", "-1", "--format=%H", ref, "--", `lib/${name}`),
  ]);
}

function rowsIn(watch: GitWatch): [string, string | undefined][] {
  return (watch.known?.listing?.().entries ?? []).map(({ name, commit }) => [name, commit?.id]);
}

/** The requests that something takes. */
async function requestsOf(server: GitServer, work: () => Promise<unknown>): Promise<number> {
  const before = server.exchanges.length;
  await work();
  return server.exchanges.length - before;
}

describeWithServer("a directory read by git", (server) => {
  it("has its entries, their kinds and their last commits at the first poll, and tells nothing", async () => {
    const repository = server().create();
    repository.commit(files());
    repository.commit({
      message: "bdev: add a thing\n\nIt is needed.\nVery.\n\nSigned-off-by: Ada\n",
      files: { "lib/b/y": "2", "lib/link": { link: "c" }, "lib/sub": { submodule: "1".repeat(40) } },
    });
    repository.commit({ files: { README: "more" } });
    const watch = server().watch(repository);
    const { listing, notReady, history } = await watch.read();
    expect([history, notReady, listing.ref]).toEqual([undefined, [], "main"]);
    expect(listing.entries.map(({ name, kind }) => [name, kind])).toEqual([
      ["a", "directory"],
      ["b", "directory"],
      ["c", "file"],
      ["link", "symlink"],
      ["sub", "submodule"],
    ]);
    expect(rowsIn(watch)).toEqual(rowsOf(repository));
    expect(listing.head).toEqual({
      id: repository.git("rev-parse", "main~1"),
      title: "bdev: add a thing",
      author: "Ada Lovelace",
      committedAt: "2026-11-23T06:02:00Z",
      body: "It is needed.\nVery.\n\nSigned-off-by: Ada",
    });
  });

  it("takes one request of under 200 bytes, answer included, while nothing is pushed", async () => {
    const repository = server().create();
    repository.commit(files());
    const watch = server().watch(repository);
    await watch.read();
    expect(
      await requestsOf(server(), async () => expect(await watch.poll()).toEqual({ is: "unchanged" })),
    ).toBe(1);
    const { up, down } = server().exchanges.at(-1) ?? { up: Infinity, down: Infinity };
    expect(up + down).toBeLessThan(200);
  });

  it("takes four requests for a push: the ref, its commits, their trees, the directory's", async () => {
    const repository = server().create();
    repository.commit(files());
    const watch = server().watch(repository);
    await watch.read();
    for (const text of ["2", "3", "4"]) repository.commit({ files: { "lib/a/x": text } });
    expect(await requestsOf(server(), () => watch.read())).toBe(4);
    expect(rowsIn(watch)).toEqual(rowsOf(repository));
  });

  it("asks for no tree of the directory where a push touched others only", async () => {
    const repository = server().create();
    repository.commit(files());
    const watch = server().watch(repository);
    const before = await watch.read();
    repository.commit({ files: { README: "2" } });
    let after = before;
    expect(await requestsOf(server(), async () => (after = await watch.read()))).toBe(3);
    expect(after.listing).toEqual(before.listing);
    expect(await watch.poll()).toEqual({ is: "unchanged" });
  });

  it("reads the whole listing again under an unmoved ref while something is open", async () => {
    const repository = server().create();
    repository.commit(files());
    const watch = server().watch(repository);
    const { listing, at } = await watch.read();
    const held = { name: "held", kind: "file" } as const;
    watch.keep({ ...listing, entries: [...listing.entries, held] }, true, at);
    const history = { commits: [], rewritten: false };
    expect(await watch.read()).toEqual({ is: "listing", listing, notReady: [], at, history });
  });

  it("goes on where another upstream stopped, if its head is in the history and holds the same names", async () => {
    const repository = server().create();
    repository.commit(files());
    const watch = server().watch(repository);
    const { listing } = await watch.read();
    watch.keep(listing, false, undefined);
    repository.commit({ files: { "lib/c": "2" } });
    expect(folded(await watch.read())).toEqual(logOf(repository, "main~1..main", "lib"));
    expect(rowsIn(watch)).toEqual(rowsOf(repository));
  });

  it.each<[what: string, ids: (head: string) => string, name: string]>([
    ["names a commit that the repository does not have", () => "1".repeat(40), "a"],
    ["names other entries", (head) => head, "z"],
  ])("begins anew where what is known %s", async (_, idOf, name) => {
    const repository = server().create();
    const head = repository.commit(files());
    const watch = server().watch(repository);
    watch.keep({ head: { id: idOf(head), title: "" }, entries: [{ name, kind: "file" }] }, false, undefined);
    expect(await watch.read()).not.toHaveProperty("history");
    expect(rowsIn(watch)).toEqual(rowsOf(repository));
  });

  it("begins anew where its own mark is damaged or of another directory", async () => {
    const repository = server().create();
    repository.commit(files({ "other/file": "x" }));
    const watch = server().watch(repository);
    const { listing, at } = await watch.read();
    watch.keep(listing, false, `${at}}`);
    expect((await watch.read()).listing.entries).toHaveLength(3);
    watch.target = { ...watch.target, path: "other" };
    expect((await watch.read()).listing.entries).toMatchObject([{ name: "file" }]);
  });

  describe("whose history is replaced", () => {
    it("says so, and tells the commits that took the place of the old", async () => {
      const repository = server().create();
      repository.commit(files());
      const old = repository.commit({ files: { "lib/a/x": "2" } });
      const watch = server().watch(repository);
      await watch.read();
      const amended = repository.commit({
        parents: ["main~1"],
        message: "amended",
        files: { "lib/a/x": "3" },
      });
      const there = await watch.read();
      expect(there.history?.rewritten).toBe(true);
      expect(folded(there)).toEqual(logOf(repository, `${old}..${amended}`, "lib"));
      expect(rowsIn(watch)).toEqual(rowsOf(repository));

      repository.point("main", old);
      const back = await watch.read();
      expect(back.history?.rewritten).toBe(true);
      expect(folded(back)).toEqual(logOf(repository, `${amended}..${old}`, "lib"));
      expect(rowsIn(watch)).toEqual(rowsOf(repository));
    });

    it("finds the last commits again where the branch was only set back", async () => {
      const repository = server().create();
      const first = repository.commit(files());
      for (const text of ["2", "3"]) repository.commit({ files: { "lib/a/x": text, "lib/new": text } });
      const watch = server().watch(repository);
      await watch.read();
      repository.point("main", first);
      expect(await watch.read()).toMatchObject({ history: { commits: [], rewritten: true } });
      expect(rowsIn(watch)).toEqual(rowsOf(repository));
    });

    it("finds them too where an entry is as before, but by another commit", async () => {
      const repository = server().create();
      repository.commit(files());
      repository.commit({ message: "first try", files: { "lib/a/x": "2" } });
      const watch = server().watch(repository);
      await watch.read();
      const again = { message: "second try", files: { "lib/a/x": "2" } };
      repository.commits([{ parents: ["main~1"], ...again }, { files: { README: "after" } }]);
      expect((await watch.read()).history?.rewritten).toBe(true);
      expect(rowsIn(watch)).toEqual(rowsOf(repository));
    });

    it("says so also where the server has thrown the old history away", async () => {
      const repository = server().create();
      repository.commit(files());
      repository.commit({ files: { "lib/a/x": "2" } });
      const watch = server().watch(repository);
      await watch.read();
      repository.commit({ parents: ["main~1"], files: { "lib/b/x": "2" } });
      repository.git("gc", "--quiet", "--prune=now");
      expect((await watch.read()).history).toEqual({ commits: [], rewritten: true });
      expect(rowsIn(watch)).toEqual(rowsOf(repository));
    });
  });

  it("is left as it was while its branch is gone, and goes on when that is back", async () => {
    const repository = server().create();
    const first = repository.commit(files());
    const watch = server().watch(repository);
    await watch.read();
    repository.git("update-ref", "-d", "refs/heads/main");
    expect(await watch.refusal()).toEqual({ reason: "not-found", status: 200, because: "no-ref" });
    repository.commit({ parents: [first], files: { "lib/c": "2" } });
    expect(folded(await watch.read())).toEqual(logOf(repository, `${first}..main`, "lib"));
  });

  it("is refused where it was never there", async () => {
    const repository = server().create();
    repository.commit({ files: { README: "about" } });
    const refusal = await server().watch(repository).refusal();
    expect(refusal).toEqual({ reason: "not-found", status: 200, because: "no-directory" });
  });

  it("is refused where its path is a file's", async () => {
    const repository = server().create();
    repository.commit({ files: { lib: "a file" } });
    expect(await server().watch(repository).refusal()).toMatchObject({ because: "no-directory" });
  });

  it("is refused where the repository has no commit", async () => {
    const watch = server().watch(server().create(), { path: "lib" });
    expect(await watch.refusal()).toEqual({ reason: "empty-repository" });
  });

  it("is refused where there is no repository", async () => {
    const watch = server().watch(server().create());
    watch.target = { ...watch.target, git: server().url("no-such.git") };
    expect(await watch.refusal()).toEqual({ reason: "not-found", status: 404 });
  });
});
