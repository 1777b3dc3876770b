/**
 * The watches that were taken out of the configuration, as routes get to know of them: one small document in KV for all, so
 * that a name which was never a watch's costs one read. Private ones are not in it: to readers they never were.
 */
import * as z from "zod/mini";
import { parseJson } from "../json.ts";
import type { Roster } from "../roster.ts";
import { formatTime } from "../time.ts";

const KEY = "removed";

const RemovedWatch = z.object({
  key: z.string(),
  names: z.array(z.string()),
  /** The tick at which it was no longer configured. */
  since: z.string(),
});
type RemovedWatch = z.infer<typeof RemovedWatch>;
const RemovedWatches = z.array(RemovedWatch);

/** Brings the document up to date, if there is anything new to say. Throws where KV refuses. */
export async function writeRemoved(kv: KVNamespace, before: Roster, after: Roster): Promise<void> {
  const text = textOf(after);
  if (text !== textOf(before)) await kv.put(KEY, text);
}

/** The removed watch of that name; undefined where there is none, or where KV does not show it from here yet. */
export async function readRemoved(kv: KVNamespace, name: string): Promise<RemovedWatch | undefined> {
  const stored = z.safeParse(RemovedWatches, parseJson((await kv.get(KEY)) ?? ""));
  return stored.data?.find(({ names }) => names.includes(name));
}

function textOf(roster: Roster): string {
  const removed = roster.flatMap(({ key, names, private: hidden, removed: tick }): RemovedWatch[] =>
    hidden || tick === undefined ? [] : [{ key, names, since: formatTime(tick) }],
  );
  return JSON.stringify(removed);
}
