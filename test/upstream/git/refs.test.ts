/** Which ref a watch means, and where the repository is. */
import { describe, expect, it } from "vitest";
import type { GitTarget } from "../../../src/upstream/git/address.ts";
import { describeWithServer } from "./server.ts";
import { perform } from "./watch.ts";

describeWithServer("the ref that is read", (server) => {
  /** A repository with a commit on each of the branches. */
  function branches(...names: string[]) {
    const repository = server().create();
    for (const branch of names)
      repository.commit({ branch, files: { [`lib/${branch.replaceAll("/", "-")}`]: "1" } });
    return repository;
  }

  it.each<[what: string, target: Omit<GitTarget, "git">, ref: string, entry: string]>([
    ["a branch", { ref: "next", path: "lib" }, "next", "next"],
    ["a branch whose name begins another's", { ref: "main", path: "lib" }, "main", "main"],
    ["a branch by its full name", { ref: "refs/heads/next", path: "lib" }, "next", "next"],
    ["the default branch where none is named", { path: "lib" }, "main", "main"],
    ["a branch whose name goes on in the path", { ref: "topic", path: "new/lib" }, "topic/new", "topic-new"],
    ["an annotated tag", { ref: "v1", path: "lib" }, "v1", "main"],
    ["a branch before a tag of its name", { ref: "both", path: "lib" }, "both", "both"],
  ])("is %s", async (_, target, ref, entry) => {
    const repository = branches("main", "main-2", "next", "topic/new", "both");
    repository.git("tag", "-m", "the first", "v1", "main");
    repository.git("tag", "both", "main");
    const watch = server().watch(repository, target);
    const { listing, notes } = await watch.read();
    expect([listing.ref, listing.entries.map(({ name }) => name), notes]).toEqual([ref, [entry], undefined]);
    expect(await watch.poll()).toEqual({ is: "unchanged" });
  });

  it("may be a commit, which is asked for once and never changes", async () => {
    const repository = branches("main");
    const id = repository.git("rev-parse", "main");
    repository.commit({ files: { "lib/later": "2" } });
    const watch = server().watch(repository, { ref: id, path: "lib" });
    const notes = [{ note: "fixed-commit" }];
    expect(await watch.read()).toMatchObject({ listing: { entries: [{ name: "main" }] }, notes });
    const before = server().exchanges.length;
    expect(await watch.poll()).toEqual({ is: "unchanged", notes });
    expect(server().exchanges).toHaveLength(before);
  });

  it("is the new default branch when that changes", async () => {
    const repository = branches("main");
    repository.commit({ branch: "trunk", parents: ["main"], files: { "lib/new": "2" } });
    const watch = server().watch(repository, { path: "lib" });
    await watch.read();
    repository.git("symbolic-ref", "HEAD", "refs/heads/trunk");
    expect(await watch.read()).toMatchObject({
      listing: { ref: "trunk" },
      history: { commits: [{ changes: [{ kind: "added", entry: "new" }] }], rewritten: false },
    });
  });

  it("is not found where only longer names begin like it", async () => {
    const watch = server().watch(branches("main-2"));
    expect(await watch.refusal()).toMatchObject({ reason: "not-found", because: "no-ref" });
  });

  it("is the root of the repository where no path is named", async () => {
    const watch = server().watch(branches("main"), { ref: "main" });
    expect((await watch.read()).listing.entries).toMatchObject([{ name: "lib", kind: "directory" }]);
  });

  it("is of a repository that has moved, which is said at every poll", async () => {
    const repository = branches("main");
    const watch = server().watch(repository);
    const { git: there } = watch.target;
    const old = "http://forge.example/old/name.git";
    watch.target = { ...watch.target, git: old };
    // As a forge redirects: the GET with its query, the POST to an address that answers no GET.
    watch.perform = async (request) => {
      if (!request.url.startsWith(old)) return perform(request);
      const url = there + request.url.slice(old.length);
      if (request.method !== "POST") return perform({ ...request, url });
      return { is: "page", url, status: 405, headers: new Headers(), body: new Uint8Array() };
    };
    const notes = [{ note: "moved", to: there }];
    expect(await watch.read()).toMatchObject({ notes });
    expect(await watch.poll()).toEqual({ is: "unchanged", notes });
  });

  it("is of a repository whose address is only spelled in another way, which is nothing to say", async () => {
    const watch = server().watch(branches("main"));
    watch.target = { ...watch.target, git: watch.target.git.replace("127.0.0.1", "0x7F.1") };
    expect(await watch.read()).not.toHaveProperty("notes");
    expect(await watch.poll()).toEqual({ is: "unchanged" });
  });

  it("is found again where the repository moves between two polls", async () => {
    const repository = branches("main");
    const watch = server().watch(repository);
    const { git: there } = watch.target;
    const old = "http://forge.example/old.git";
    watch.target = { ...watch.target, git: old };
    watch.perform = async (request) => {
      const answer = await perform({ ...request, url: request.url.replace(old, there) });
      return answer.is === "page" ? { ...answer, url: request.url } : answer;
    };
    await watch.read();
    repository.commit({ files: { "lib/new": "2" } });
    watch.perform = async (request) => {
      if (!request.url.startsWith(old)) return perform(request);
      const url = request.url.replace(old, there);
      return request.method === "POST"
        ? { is: "page", url, status: 404, headers: new Headers(), body: new Uint8Array() }
        : perform({ ...request, url });
    };
    expect(await watch.read()).toMatchObject({
      history: { commits: [{ changes: [{ kind: "added", entry: "new" }] }] },
      notes: [{ note: "moved", to: there }],
    });
  });
});

describe("a name that would begin another line of the request", () => {
  it("is no ref", async () => {
    const { GitTarget } = await import("../../../src/upstream/git/address.ts");
    const target = { git: "https://git.example/o/r.git", ref: "main\n0032want" };
    expect(GitTarget.safeParse(target).success).toBe(false);
  });
});
