/** Pushes to replay: SPDK's real ones where the shared data are at hand, else the demo's. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod/mini";
import { messageOf, stepsOf } from "../demo/forge-history.ts";
import { after, type Push } from "../demo/forge.ts";
import { spdkLib } from "../demo/spdk-lib.ts";
import { Commit, Entry, sortEntries, type Listing } from "../src/listing.ts";
import { formatTime, SECOND } from "../src/time.ts";
import { TestRepository } from "./git/repository.ts";

const file = join(import.meta.dirname, "../../shared/data/spdk-lib.jsonl");

const Line = z.object({
  head: Commit,
  entries: z.optional(z.array(Entry)),
  set: z.optional(z.array(Entry)),
  gone: z.optional(z.array(z.string())),
});

export type History = { name: string; listing: Listing; pushes: Push[] };

/** The history, with a name for test titles that says which one it is. */
export function readHistory(): History {
  if (!existsSync(file)) return { name: "the demo's pushes (SPDK's 500 are not at hand)", ...spdkLib };
  const [first, ...rest] = readFileSync(file, "utf8")
    .trim()
    .split("\n")
    .map((line) => z.parse(Line, JSON.parse(line)));
  if (first === undefined) throw new Error("the shared history is empty");
  return {
    name: `SPDK's ${rest.length} pushes`,
    listing: { ref: "master", head: first.head, entries: sortEntries(first.entries ?? []) },
    pushes: rest.map(({ head, set = [], gone = [] }) => ({ head, set, gone })),
  };
}

/** A history that a git repository has, whose `master` is where `moveTo` last set it: at first, at the listing's head. */
export type GitHistory = History & { moveTo(head: Commit | undefined): void };

/** The listing after all pushes. */
export function lastListing({ listing, pushes }: History): Listing {
  return pushes.reduce(after, listing);
}

/**
 * The same history as a git repository `spdk.git` in the folder `root`: commits of its own, with the messages, authors and
 * order of the others, each of which changes one file of every entry that it touches. Returns it with their ids and dates.
 */
export function inGit(history: History, root: string): GitHistory {
  const repository = new TestRepository(root, "spdk.git");
  const steps = stepsOf(history.listing, history.pushes);
  const kinds = new Map(
    [...history.listing.entries, ...history.pushes.flatMap(({ set }) => set)].map(({ name, kind }) => [
      name,
      kind,
    ]),
  );
  const gone = new Map(history.pushes.map(({ head, gone: names }) => [head.id, new Set(names)]));
  repository.commits(
    steps.map(({ commit, entries }) => ({
      branch: "master",
      message: messageOf(commit),
      author: `${commit.author ?? "Nobody"} <>`,
      files: Object.fromEntries(
        entries.map((name) => [
          `lib/${name}${kinds.get(name) === "directory" && !gone.get(commit.id)?.has(name) ? "/file" : ""}`,
          gone.get(commit.id)?.has(name) === true ? null : commit.id,
        ]),
      ),
    })),
  );
  const made = repository.git("log", "--reverse", "--format=%H %ct", "master").split("\n");
  const renamed = new Map(
    steps.map(({ commit }, index) => {
      const [id = "", seconds] = made[index]?.split(" ") ?? [];
      return [commit.id, { ...commit, id, committedAt: formatTime(Number(seconds) * SECOND) }];
    }),
  );
  const commitOf = ({ id }: Commit) => renamed.get(id) ?? { id, title: "" };
  const entryOf = (entry: Entry): Entry =>
    entry.commit === undefined ? entry : { ...entry, commit: commitOf(entry.commit) };
  const { head, entries } = history.listing;
  const moveTo: GitHistory["moveTo"] = (to) => repository.point("master", to?.id ?? "master");
  moveTo(head && commitOf(head));
  return {
    name: history.name,
    moveTo,
    listing: {
      ...history.listing,
      ...(head === undefined ? {} : { head: commitOf(head) }),
      entries: entries.map(entryOf),
    },
    pushes: history.pushes.map((push) => ({
      ...push,
      head: commitOf(push.head),
      set: push.set.map(entryOf),
    })),
  };
}
