/** A listing that was kept: the outward shape of `snapshot.json`, which is also how it is stored. */
import * as z from "zod/mini";
import { sha256 } from "../hash.ts";
import { Listing } from "../listing.ts";
import { formatTime } from "../time.ts";

/** Who is watched, as documents name it. */
export const WatchName = z.object({ id: z.string(), title: z.string(), url: z.string() });
export type WatchName = z.infer<typeof WatchName>;

export const Snapshot = z.object({
  watch: WatchName,
  snapshot: z.object({ id: z.string(), takenAt: z.string(), previous: z.exactOptional(z.string()) }),
  ...Listing.shape,
});
export type Snapshot = z.infer<typeof Snapshot>;

/** The snapshot of a listing. Its id begins with its time, so that ids sort by age, and ends with a hash of it. */
export function takeSnapshot(watch: WatchName, listing: Listing, now: number, previous?: string): Snapshot {
  const takenAt = formatTime(now);
  const hash = sha256(JSON.stringify([watch.id, takenAt, previous, listing]));
  const id = `${takenAt.replace(/[-:]/g, "")}-${hash.slice(0, 12)}`;
  const { entries, ...ofListing } = listing;
  return {
    watch,
    snapshot: { id, takenAt, ...(previous === undefined ? {} : { previous }) },
    ...ofListing,
    entries,
  };
}

/** Whether a text has the form of a snapshot's id; one that has not never named a snapshot. */
export function isSnapshotId(text: string): boolean {
  return /^\d{8}T\d{6}Z-[0-9a-f]{12}$/.test(text);
}

/** When the snapshot of an id was taken. */
export function takenAtOf(id: string): string {
  return id.replace(/^(....)(..)(..T..)(..)(..Z).*$/, "$1-$2-$3:$4:$5");
}
