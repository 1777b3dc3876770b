/** How far the git upstream goes in one poll, and how it goes on at the next. */
import { expect, it } from "vitest";
import { MAX_REQUESTS } from "../../../src/upstream/ask.ts";
import type { Read } from "../../../src/upstream/contract.ts";
import { logOf } from "../../git/log.ts";
import type { NewCommit } from "../../git/repository.ts";
import { describeWithServer } from "./server.ts";
import { folded, type GitWatch } from "./watch.ts";

/** Deep in the tree, more than one poll goes. */
const far = 3000;

describeWithServer("a long way between two polls", (server) => {
  /** Polls until nothing is left, at most `polls` times, each within the requests that a poll may make. */
  async function catchUp(watch: GitWatch, polls: number): Promise<Read[]> {
    const reads: Read[] = [];
    for (;;) {
      const before = server().exchanges.length;
      const read = await watch.poll();
      expect(server().exchanges.length - before).toBeLessThanOrEqual(MAX_REQUESTS);
      if (read.is === "unchanged") return reads;
      if (read.is === "refused") throw new Error(JSON.stringify(read.refusal));
      reads.push(read);
      expect(reads.length).toBeLessThanOrEqual(polls);
    }
  }

  /** Commits that change one of seven files in a directory, in turn. */
  const series = (directory: string, length: number): NewCommit[] =>
    Array.from({ length }, (_, index) => ({
      files: { [`${directory}/${index % 7}/file`]: `${index}` },
    }));

  it("of 5,000 commits is gone in one poll, commit by commit", async () => {
    const repository = server().create();
    repository.commit({ files: { "lib/0/file": "", "lib/old": "" } });
    const watch = server().watch(repository);
    const old = (await watch.read()).listing.head?.id;
    repository.commits(series("lib", 5000));
    const [read, ...more] = await catchUp(watch, 1);
    expect(more).toEqual([]);
    const told = read === undefined ? [] : folded(read);
    expect(told).toHaveLength(5000);
    expect(told).toEqual(logOf(repository, `${old}..main`, "lib"));
    expect(read?.listing.entries.find(({ name }) => name === "old")?.commit?.id).toBe(old);
  });

  it("of 3,000 commits deep in the tree is gone in several, each as if nothing more had been pushed yet", async () => {
    const directory = "a/b/c/d/e/f";
    const repository = server().create();
    repository.commit({ files: { [`${directory}/0/file`]: "" } });
    const watch = server().watch(repository, { ref: "main", path: directory });
    const old = (await watch.read()).listing.head?.id;
    repository.commits(series(directory, far));
    const reads = await catchUp(watch, 5);
    expect(reads.length).toBeGreaterThan(1);
    expect(reads.flatMap(folded)).toEqual(logOf(repository, `${old}..main`, directory));
    for (const { listing, history } of reads) {
      expect(listing.head?.id).toBe(history?.commits.at(-1)?.commit.id);
    }
  });

  it("to a directory so deep that a poll suffices for nothing else leads to its listing without history", async () => {
    const directory = Array.from({ length: 25 }, () => "d").join("/");
    const repository = server().create();
    repository.commit({ files: { [`${directory}/file`]: "1", [`${directory}/other`]: "1" } });
    const watch = server().watch(repository, { ref: "main", path: directory });
    await watch.read();
    repository.commit({ files: { [`${directory}/file`]: "2" } });
    const before = server().exchanges.length;
    const read = await watch.read();
    expect(server().exchanges.length - before).toBeLessThanOrEqual(MAX_REQUESTS);
    expect(read).not.toHaveProperty("history");
    expect(read.listing.entries.map(({ name }) => name)).toEqual(["file", "other"]);
  });

  it("back to an entry's last commit is gone over several polls, pushed to meanwhile or not", async () => {
    const repository = server().create();
    const first = repository.commit({ files: { "lib/0/file": "", "lib/old": "", "lib/older": "" } });
    repository.commits(series("lib", 5000));
    const watch = server().watch(repository);
    const { notReady, listing } = await watch.read();
    expect(notReady).toEqual(["old", "older"]);
    expect(listing.entries.filter(({ commit }) => commit === undefined)).toHaveLength(2);
    const pushed = repository.commit({ files: { "lib/old": "2" } });
    const second = await watch.read();
    expect(second.notReady).toEqual(["older"]);
    expect(folded(second)).toEqual([{ id: pushed, changes: { old: "updated" } }]);
    const [third] = await catchUp(watch, 1);
    expect(third?.notReady).toEqual([]);
    const rows = third?.listing.entries.map(({ name, commit }) => [name, commit?.id]);
    expect(rows).toContainEqual(["older", first]);
    expect(rows).toContainEqual(["old", pushed]);
  });
});
