/**
 * A watch's state as a stream of lines (`docs/state.md`): a header, a record a line in any order, and a trailer by which
 * a stream that is cut or changed is known. What is a secret, or of one deployment only, is not in it.
 */
import * as z from "zod/mini";
import { Alert } from "../alerts.ts";
import { sha256 } from "../hash.ts";
import { Update } from "../updates.ts";
import { CarriedCursor } from "./cursor.ts";
import { Snapshot, WatchName } from "./snapshot.ts";
import { WatchState } from "./watch-state.ts";

/** Raised when a line changes its shape; `local/state-stream.ts` then brings older streams up to it. */
export const STATE_VERSION = 1;

/** How many records of a kind a stream holds. */
export const Counts = z.catchall(z.object({}), z.number());
export type Counts = z.infer<typeof Counts>;

/** The first line. */
export const Header = z.object({
  treewatch: z.literal("state"),
  version: z.literal(STATE_VERSION),
  watch: WatchName,
  /** The target that the latest snapshot was taken of. */
  target: z.string(),
  /** How many snapshots and updates follow. */
  counts: z.object({ snapshots: z.number(), updates: z.number() }),
});
export type Header = z.infer<typeof Header>;

/** A line between the first and the last: it has one of these kinds, and `document` with a snapshot. */
export const Line = z.strictObject({
  state: z.exactOptional(WatchState),
  /** A channel's, an operator's channel's or the hub's. */
  cursor: z.exactOptional(z.object({ name: z.string(), ...CarriedCursor.shape })),
  alert: z.exactOptional(Alert),
  /** An entry and a commit that it was at and has left; the directory itself is the entry without a name. */
  left: z.exactOptional(z.object({ entry: z.string(), commit: z.string() })),
  /** A snapshot's place in the sequence, and when the next one took its place. */
  snapshot: z.exactOptional(z.object({ number: z.number(), supersededAt: z.exactOptional(z.string()) })),
  document: z.exactOptional(Snapshot),
  update: z.exactOptional(Update),
});

/** The last line. */
export const Trailer = z.object({ end: z.object({ counts: Counts, digest: z.string() }) });

/** The digest of no lines. */
export const NO_LINES = "0".repeat(64);

/** The digest of lines: SHA-256 of the digest of those before it and the line, so that it can be gone on with. */
export function digestOf(before: string, line: string): string {
  return sha256(before + line);
}

/** How far a reader of a stream has got. */
export type Progress = { lines: number; digest: string; counts: Counts };

export const noProgress: Progress = { lines: 0, digest: NO_LINES, counts: {} };

/** The progress with one more line, whose kind is its first field. */
export function after({ lines, digest, counts }: Progress, line: string): Progress {
  const kind = lines === 0 ? "" : (/^\{"(\w+)"/.exec(line)?.[1] ?? "");
  return {
    lines: lines + 1,
    digest: digestOf(digest, line),
    counts: kind === "" ? counts : { ...counts, [kind]: (counts[kind] ?? 0) + 1 },
  };
}
