/** A restore: the state of watches, brought from a backup into a deployment. */
import { randomUUID } from "node:crypto";
import { bring } from "./bring.ts";
import { Hindrance, type Deployment } from "./deployment.ts";
import { linesOf, proveFile, withNewest } from "./state-stream.ts";

/** So many snapshots of a watch are restored or moved where nothing else is asked for: each is a write in KV. */
export const NEWEST_SNAPSHOTS = 200;
/** KV writes in a day on Cloudflare's free plan, and updates in one of them. */
const FREE_WRITES = 1000;
const UPDATES_A_PAGE = 100;

/** One watch that was restored. `left` are the snapshots that were not. */
export type Restored = { watch: string; updates: number; snapshots: number; left: number; digest: string };

/** What all of a watch's documents cost: writes in KV, and the days that they take on the free plan. */
export function costOf(counts: { snapshots: number; updates: number }): { writes: number; days: number } {
  const writes = counts.snapshots + Math.floor(counts.updates / UPDATES_A_PAGE) + 1;
  return { writes, days: Math.ceil(writes / FREE_WRITES) };
}

/**
 * Restores these watches, or all that are in the file, one after the other; each is replaced at once or not at all. The
 * file is proven before anything is sent. `say` hears what the operator should know before it is done.
 */
export async function restore(
  to: Deployment,
  options: {
    watches: readonly string[];
    file: string;
    replace: boolean;
    allSnapshots: boolean;
    tell: (text: string) => void;
    say: (text: string) => void;
  },
): Promise<Restored[]> {
  const { file, replace, allSnapshots, tell } = options;
  tell(`Proving ${file}`);
  const streams = await proveFile(file);
  const missing = options.watches.find((id) => !streams.some(({ header }) => header.watch.id === id));
  if (missing !== undefined) {
    const names = streams.map(({ header }) => header.watch.id).join(", ");
    throw new Hindrance(`${file} does not hold the watch ${missing}. It holds ${names}.`);
  }
  const restored: Restored[] = [];
  for (const { header } of streams) {
    const { watch, counts } = header;
    if (options.watches.length > 0 && !options.watches.includes(watch.id)) continue;
    const snapshots = allSnapshots ? counts.snapshots : Math.min(counts.snapshots, NEWEST_SNAPSHOTS);
    if (allSnapshots) {
      const { writes, days } = costOf(counts);
      const time = days === 1 ? "one day" : `${days} days`;
      options.say(`${watch.id}: ${writes} KV writes, which are ${time} of Cloudflare's free plan.`);
    }
    const brought = await bring(() => withNewest(linesOf(file, watch.id), snapshots), to, {
      watch: watch.id,
      replace,
      tell: (lines) => tell(`Restoring ${watch.id}: ${lines} lines`),
    });
    const { digest } = brought;
    await to.move(watch.id, { do: "arrive", move: randomUUID(), digest, replace });
    const left = counts.snapshots - snapshots;
    restored.push({ watch: watch.id, updates: counts.updates, snapshots, left, digest });
  }
  return restored;
}
