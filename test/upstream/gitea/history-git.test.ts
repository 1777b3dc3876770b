/** The forge's own git endpoint as a source of history, where this machine has git's HTTP server. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Commit, Entry, Listing } from "../../../src/listing.ts";
import { drive } from "../../../src/upstream/ask.ts";
import type { History, PageRequest, Read, Refused } from "../../../src/upstream/contract.ts";
import { createPerform } from "../../../src/upstream/fetch.ts";
import { readByGit } from "../../../src/upstream/gitea/git-history.ts";
import { giteaHistory } from "../../../src/upstream/gitea/history.ts";
import { placeOf } from "../../../src/upstream/gitea/place.ts";
import { questionOf } from "../../../src/upstream/gitea/trails.ts";
import { type Backend, hasBackend, startBackend } from "../../git/backend.ts";
import { type NewCommit, TestRepository } from "../../git/repository.ts";

const perform = createPerform({ fetch, userAgent: "Treewatch/test", allowPrivateHosts: true });
let root: string;
let backend: Backend;
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), "treewatch-git-"));
  if (hasBackend) backend = await startBackend(root);
});
afterAll(async () => {
  await backend?.close();
  rmSync(root, { recursive: true, force: true });
});

/** The directory `lib` at a commit, as the forge's page shows it. */
function listingAt(repository: TestRepository, commit: string): Listing {
  const last = (path: string): Commit => {
    const [id = "", title = ""] = repository
      .git("log", "-1", "--format=%H%n%s", commit, "--", path)
      .split("\n");
    return { id, title };
  };
  const names = repository.git("ls-tree", "--name-only", `${commit}:lib`).split("\n").filter(Boolean);
  return {
    ref: "main",
    head: last("lib"),
    entries: names.toSorted().map((name): Entry => ({ name, kind: "file", commit: last(`lib/${name}`) })),
  };
}

/** What is told of what led from the commits `before` to those after them, and how many requests that took. */
async function tell(
  before: NewCommit,
  after: (repository: TestRepository) => string,
  change?: (listing: Listing) => Listing,
) {
  const repository = new TestRepository(root, "own/repo.git");
  const old = listingAt(repository, repository.commit(before));
  const now = listingAt(repository, after(repository));
  const target = { repository: backend.url("own/repo"), tree: "branch/main/lib" };
  const requests: string[] = [];
  const counted = (request: PageRequest) => {
    requests.push(request.url);
    return perform(request);
  };
  const listing = change?.(now) ?? now;
  const history = await drive(giteaHistory(target, old, { is: "listing", listing, notReady: [] }), counted);
  return { history, told: linesOf(history), requests };
}

/** Commits that come after what is there. */
const then =
  (...all: NewCommit[]) =>
  (repository: TestRepository) =>
    repository.commits(all);

function linesOf(history: History | Refused): string[] {
  if ("is" in history) return [history.refusal.reason];
  return history.commits.map(
    ({ commit, changes, complete }) =>
      `${commit.title}: ${changes.map(({ kind, entry, from }) => [kind, from, entry].filter(Boolean).join(" ")).join(", ")}${complete ? "" : " …"}`,
  );
}

const base: NewCommit = { message: "base", files: { "lib/a": "1", "lib/b": "1", "doc/x": "1" } };

describe.skipIf(!hasBackend)("history by git (skipped where git http-backend is missing)", () => {
  it("is exact to the entry, with renames, and asks nothing else", async () => {
    const { told, requests, history } = await tell(
      base,
      then(
        { message: "one\n\nWhy.\n", author: "Grace <g@example.org>", files: { "lib/a": "2", "lib/b": "2" } },
        { message: "elsewhere", files: { "doc/x": "2" } },
        { message: "two", files: { "lib/c": "1", "lib/b": null } },
        { message: "three", files: { "lib/c": null, "lib/d": "1" } },
      ),
    );
    expect(told).toEqual(["one: updated a, updated b", "two: removed b, added c", "three: renamed c d"]);
    expect(history).toMatchObject({
      commits: [
        {
          commit: {
            author: "Grace",
            body: "Why.",
            url: expect.stringMatching(/\/own\/repo\/commit\/[0-9a-f]{40}$/),
          },
        },
        {},
        {},
      ],
      rewritten: false,
    });
    expect(requests.filter((url) => !url.includes("/repo.git/"))).toEqual([]);
    expect(requests.length).toBeLessThanOrEqual(8);
  });

  it("tells merges of what both sides have changed where rows show them, behind what they come from", async () => {
    const { told } = await tell(
      { message: "base", files: { "lib/a/x": "1", "lib/a/y": "1", "lib/b": "1" } },
      (repository) => {
        const from = repository.git("rev-parse", "main");
        const side = repository.commit({
          message: "side",
          branch: "side",
          parents: [from],
          files: { "lib/a/x": "2" },
        });
        const main = repository.commit({ message: "other", files: { "lib/a/y": "2" } });
        repository.commit({ message: "merge", parents: [main, side], files: { "lib/a/x": "2" } });
        return repository.commit({ message: "later", files: { "lib/b": "2" } });
      },
    );
    expect(told.slice(0, 2).toSorted()).toEqual(["other: updated a", "side: updated a"]);
    expect(told.slice(2)).toEqual(["merge: updated a", "later: updated b"]);
  });

  it("leaves an entry to its row where that shows another last commit", async () => {
    const { told } = await tell(
      base,
      then({ message: "one", files: { "lib/a": "2", "lib/b": "2" } }),
      (listing) => ({
        ...listing,
        entries: listing.entries.map((entry) =>
          entry.name === "a" ? { ...entry, commit: { id: "1".repeat(40), title: "" } } : entry,
        ),
      }),
    );
    expect(told).toEqual(["one: updated b"]);
  });

  it("looks for nothing that the rows do not know, such as the id of a commit with an empty message", async () => {
    const { told, requests } = await tell(
      base,
      then({ message: "", files: { "lib/a": "2" } }),
      (listing) => ({
        ...listing,
        entries: listing.entries.map(({ commit, ...entry }) =>
          entry.name === "a"
            ? { ...entry, modifiedAt: "2026-01-01T00:00:00Z" }
            : { ...entry, ...(commit && { commit }) },
        ),
      }),
    );
    expect(told).toEqual([": updated a"]);
    expect(requests.length).toBeLessThanOrEqual(8);
  });

  it("tells as much of a long way as its requests suffice for, and where it has got to", async () => {
    const repository = new TestRepository(root, "own/repo.git");
    const before = listingAt(repository, repository.commit(base));
    const after = listingAt(
      repository,
      repository.commits(
        Array.from({ length: 1500 }, (_, index) => ({
          message: `c${index}`,
          files: { [index < 1490 ? "lib/a" : "lib/b"]: `${index}` },
        })),
      ),
    );
    const read: Read = { is: "listing", listing: after, notReady: [] };
    const place = placeOf({ repository: backend.url("own/repo"), tree: "branch/main/lib" }, read);
    const question = questionOf(place, before, after, 16);
    if (question === undefined) throw new Error("there is nothing to ask");
    const history = await drive(readByGit(question), perform);
    if ("is" in history) throw new Error("it was refused");
    const { commits, unfinished } = history;
    expect(linesOf(history)).toEqual(commits.map((_, index) => `c${index}: updated a`));
    expect(commits.length).toBeGreaterThanOrEqual(500);
    expect(unfinished).toMatchObject({ left: ["a", "b"], head: { id: commits.at(-1)?.commit.id } });
    expect(question.budget.left).toBeGreaterThanOrEqual(4);
  });
});
