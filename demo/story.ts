/** PURE. How many pushes the demo's forge lets happen: decided from what Treewatch itself says of the watch. */
import * as z from "zod/mini";
import { SECOND } from "../src/time.ts";

/** What the demo reads in `status.json`. */
export const Seen = z.object({
  snapshot: z.optional(z.string()),
  latest: z.number(),
  channels: z.array(z.object({ delivered: z.number() })),
});
export type Seen = z.infer<typeof Seen>;

/** Time for a look around, once the first change has been told, before the next ones come. */
export const quietMs = 15 * SECOND;
/** Pushes at each look, of which there are two a second, once history goes by. */
export const rush = 3;

/** Whether the update of the newest of `position` pushes has been seen, and every channel told of it. */
export function isTold({ latest, channels }: Seen, position: number): boolean {
  return latest >= position && channels.every(({ delivered }) => delivered >= position);
}

/**
 * A function that is told the time and what `status.json` says, again and again, and says how many pushes are to happen
 * now: the first as soon as the baseline stands; 15 seconds after it was told, three at each look. `position` is how
 * many have happened. It knows nothing of an end.
 */
export function createStory(): (now: number, position: number, seen: Seen) => number {
  let toldSince: number | undefined;
  return (now, position, seen) => {
    if (seen.snapshot === undefined) return 0;
    if (position !== 1) return position === 0 ? 1 : rush;
    if (!isTold(seen, 1)) return 0;
    toldSince ??= now;
    return now - toldSince >= quietMs ? rush : 0;
  };
}
