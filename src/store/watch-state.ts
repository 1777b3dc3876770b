/** What a Watcher remembers beside its snapshots, updates and cursors: one row, so that a quiet poll writes one. */
import * as z from "zod/mini";
import { Outage } from "../alerts.ts";
import { Open } from "../poll.ts";
import { Status } from "../status.ts";

/** Raised when the shape changes; `readState` then brings older ones up to it. */
const VERSION = 1;

export const WatchState = z.object({
  version: z.literal(VERSION),
  /** Random, made with the first baseline; part of every update's id. Absent before the baseline. */
  birth: z.exactOptional(z.string()),
  /** When the first baseline was taken. */
  since: z.exactOptional(z.string()),
  /** The target that the latest snapshot was taken of, as `Source.target` writes it. */
  target: z.exactOptional(z.string()),
  /** The kind of upstream that read it. */
  upstream: z.exactOptional(z.string()),
  /** The latest snapshot. */
  snapshot: z.exactOptional(z.object({ number: z.number(), id: z.string(), takenAt: z.string() })),
  /** The head, and how many entries the listing has: enough to tell that nothing changed. */
  head: z.exactOptional(z.object({ id: z.string(), title: z.string() })),
  entries: z.number(),
  open: Open,
  /** `seq` and `detectedAt` of the newest update; 0 before the first. */
  latest: z.number(),
  detectedAt: z.exactOptional(z.string()),
  /** `scheduledTime` of the last tick seen (milliseconds). */
  tick: z.exactOptional(z.number()),
  lastPoll: Status.shape.lastPoll,
  lastSuccess: z.exactOptional(z.string()),
  /** When the directory itself was last read (milliseconds), not only that there was nothing new. */
  readAt: z.exactOptional(z.number()),
  /** Polls in a row that failed. */
  failures: z.number(),
  /** While they fail: since when, by the wall clock and by the tick's, and whether the operator was told. */
  outage: z.exactOptional(Outage),
  /** The adapter's own mark of what it last read, for its next poll. */
  at: z.exactOptional(z.string()),
  /** What robots.txt says of the watch's own page, while that may be relied on (milliseconds). */
  robots: z.exactOptional(
    z.object({ url: z.string(), verdict: z.enum(["allowed", "forbidden", "unreadable"]), until: z.number() }),
  ),
  /** What else the operator should know, as the last poll that read the listing found it. */
  notes: Status.shape.notes,
  /** Since when its operator has paused it; absent while it is not. */
  pausedSince: z.exactOptional(z.string()),
  /** Not polled before: by the tick's clock (backoff) and by the wall clock (`Retry-After`); milliseconds. */
  backoffUntil: z.exactOptional(z.number()),
  retryAfter: z.exactOptional(z.number()),
});
export type WatchState = z.infer<typeof WatchState>;

export const newState: WatchState = {
  version: VERSION,
  entries: 0,
  open: { rows: [] },
  latest: 0,
  failures: 0,
};

/** The state in a stored text. Throws where it is of a newer version: an older Treewatch must not write over it. */
export function readState(text: string): WatchState {
  const stored: unknown = JSON.parse(text);
  const state = z.safeParse(WatchState, stored);
  if (state.success) return state.data;
  throw new Error("stored watch state has a shape this version of Treewatch does not know", {
    cause: state.error,
  });
}
