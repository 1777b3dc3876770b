/** PURE. When the demo's forge lets its next push happen: decided from what Treewatch itself says of the watch. */
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

/** Whether the update of the newest of `position` pushes has been seen, and every channel told of it. */
export function isTold({ latest, channels }: Seen, position: number): boolean {
  return latest >= position && channels.every(({ delivered }) => delivered >= position);
}

/**
 * A function that is told the time and what `status.json` says, again and again, and says whether the next push is to
 * happen: the first as soon as the baseline stands; the second 15 seconds after the first was told; the others as soon
 * as the one before was told. `position` is how many have happened. It knows nothing of an end.
 */
export function createStory(): (now: number, position: number, seen: Seen) => boolean {
  let toldSince: number | undefined;
  return (now, position, seen) => {
    if (seen.snapshot === undefined || !isTold(seen, position)) return false;
    if (position !== 1) return true;
    toldSince ??= now;
    return now - toldSince >= quietMs;
  };
}
