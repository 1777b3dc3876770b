/** What happened to SPDK's `lib/`, push by push: the real history where it lies beside the project, else the demo's. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod/mini";
import type { Push } from "../demo/forge.ts";
import { spdkLib } from "../demo/spdk-lib.ts";
import { Commit, Entry, Listing } from "../src/listing.ts";

export type History = {
  /** Where the pushes come from, for people. */
  from: string;
  /** Before the first push. */
  listing: Listing;
  pushes: readonly Push[];
};

const file = join(import.meta.dirname, "../../shared/data/spdk-lib.jsonl");

const Line = z.object({ head: Commit, set: z.array(Entry), gone: z.array(z.string()) });

/** The first `count` pushes. The demo's few are gone through again and again, each time with other commit ids. */
export function readHistory(count: number): History {
  if (!existsSync(file)) return repeated(spdkLib, count);
  const [first = "", ...pushes] = readFileSync(file, "utf8")
    .split("\n")
    .filter(Boolean)
    .slice(0, count + 1);
  return {
    from: "real pushes",
    listing: z.parse(Listing, JSON.parse(first)),
    pushes: pushes.map((line) => z.parse(Line, JSON.parse(line))),
  };
}

/** As many pushes as asked for, made of those of a short history that set entries. */
export function repeated({ listing, pushes }: Pick<History, "listing" | "pushes">, count: number): History {
  const setting = pushes.filter(({ set, gone }) => set.length > 0 && gone.length === 0);
  const many = Array.from({ length: count }, (_, index): Push[] => {
    const push = setting[index % setting.length];
    if (push === undefined) return [];
    const anew = (commit: Commit): Commit => ({
      ...commit,
      id: createHash("sha1").update(`${commit.id} ${index}`).digest("hex"),
    });
    const set = push.set.map(({ commit, ...entry }) =>
      commit === undefined ? entry : { ...entry, commit: anew(commit) },
    );
    return [{ head: anew(push.head), set, gone: [] }];
  });
  return { from: "the demo's pushes, repeated", listing, pushes: many.flat() };
}
