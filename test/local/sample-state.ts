/** A watch's state as a stream, of any size: one entry changes from snapshot to snapshot, in several commits each time. */
import { newCursor } from "../../src/store/cursor.ts";
import { takeSnapshot } from "../../src/store/snapshot.ts";
import { newState } from "../../src/store/watch-state.ts";
import { formatTime } from "../../src/time.ts";
import type { Lines } from "../../local/state-stream.ts";
import { commit, listing } from "../world.ts";

const MINUTE = 60_000;

/** What the stream is of. `since` is when its baseline was taken (milliseconds). */
export type Sample = {
  watch: { id: string; title: string; url: string };
  target: string;
  since: number;
  snapshots: number;
  /** In each snapshot but the first. */
  updatesEach: number;
  entries?: readonly string[];
  version?: number;
};

/** The lines, without a trailer. */
export async function* sampleState(sample: Sample): Lines {
  const { watch, target, since, snapshots, updatesEach, entries = [], version = 1 } = sample;
  const birth = "00000000-0000-4000-8000-000000000000";
  const updates = (snapshots - 1) * updatesEach;
  const listingAt = (n: number) => listing({ ...Object.fromEntries(entries.map((name) => [name, 0])), a: n });
  let previous: string | undefined;
  const taken = Array.from({ length: snapshots }, (_, index) => {
    const { snapshot } = takeSnapshot(
      watch,
      listingAt(index * updatesEach),
      since + index * MINUTE,
      previous,
    );
    previous = snapshot.id;
    return snapshot;
  });
  const latest = taken.at(-1);
  if (latest === undefined) throw new Error("no state is without a snapshot");
  const newest = listingAt(updates);
  yield JSON.stringify({ treewatch: "state", version, watch, target, counts: { snapshots, updates } });
  yield JSON.stringify({
    state: {
      ...newState,
      birth,
      since: formatTime(since),
      target,
      snapshot: { number: snapshots, id: latest.id, takenAt: latest.takenAt },
      head: { id: newest.head?.id, title: newest.head?.title },
      entries: newest.entries.length,
      latest: updates,
      detectedAt: latest.takenAt,
    },
  });
  yield JSON.stringify({ cursor: { name: "channel/SLACK", ...newCursor, position: updates } });
  for (let n = 0; n < updates; n++) yield JSON.stringify({ left: { entry: "a", commit: commit(n).id } });
  for (let index = 0; index < snapshots; index++) {
    const next = taken[index + 1]?.takenAt;
    const place = { number: index + 1, ...(next === undefined ? {} : { supersededAt: next }) };
    const before = taken[index - 1]?.id;
    const document = takeSnapshot(watch, listingAt(index * updatesEach), since + index * MINUTE, before);
    yield JSON.stringify({ snapshot: place, document });
  }
  for (let seq = 1; seq <= updates; seq++) {
    const index = Math.ceil(seq / updatesEach);
    const [before, after] = [seq - 1, seq].map((n) => ({ name: "a", kind: "directory", commit: commit(n) }));
    yield JSON.stringify({
      update: {
        seq,
        id: `tag:treewatch,2026:${birth}/${seq.toString(16).padStart(32, "0")}`,
        detectedAt: formatTime(since + index * MINUTE - (index * updatesEach - seq) * 1000),
        complete: true,
        commit: commit(seq),
        changes: [{ kind: "updated", entry: "a", before, after }],
        snapshots: { from: taken[index - 1]?.id, to: taken[index]?.id },
      },
    });
  }
}
