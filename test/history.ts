/** Pushes to replay: SPDK's real ones where the shared data are at hand, else the demo's. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod/mini";
import { after, type Push } from "../demo/forge.ts";
import { spdkLib } from "../demo/spdk-lib.ts";
import { Commit, Entry, sortEntries, type Listing } from "../src/listing.ts";

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

/** The listing after all pushes. */
export function lastListing({ listing, pushes }: History): Listing {
  return pushes.reduce(after, listing);
}
