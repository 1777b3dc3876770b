/** PURE. The names of a watch: its id, the ids that it had before, and the first of all, which its state is kept under. */
import * as z from "zod/mini";
import { WatchSpec } from "./watch-list.ts";

export type Names = {
  id: string;
  /** Ids that it had before, oldest first. */
  formerly: readonly string[];
  /** Its first id. It names the watch wherever something of it is stored, so that a rename moves nothing. */
  key: string;
};

const Written = z.object({ id: WatchSpec.shape.id, formerly: WatchSpec.shape.formerly });

/** The names that a watch is written with, be it valid or not; undefined where they cannot be read. */
export function readNames(spec: unknown): Names | undefined {
  const { data } = z.safeParse(Written, spec);
  return data === undefined ? undefined : { ...data, key: data.formerly[0] ?? data.id };
}

/** The names that more than one of these watches has. */
export function sharedNames(watches: readonly Names[]): Set<string> {
  const seen = new Set<string>();
  const shared = new Set<string>();
  for (const { id, formerly } of watches) {
    for (const name of new Set([id, ...formerly])) (seen.has(name) ? shared : seen).add(name);
  }
  return shared;
}
