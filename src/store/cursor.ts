/** How far one subscriber to a watch's updates has got. */
import * as z from "zod/mini";

/** What a stream of the state carries of it: not what is of one deployment only, nor what is made of secrets. */
export const CarriedCursor = z.object({
  /** The `seq` up to which all is done. */
  position: z.number(),
  /** Of publication: how many updates are on pages beyond `position`, where writing them takes several steps. */
  paged: z.exactOptional(z.number()),
  /** Of publication: whether older snapshots are still to be written, after the document. */
  backlog: z.exactOptional(z.literal(true)),
  /** Of publication: where the document sends readers. */
  movedTo: z.exactOptional(z.string()),
  /** Tries in a row that failed. */
  attempts: z.number(),
  /** Not tried before (wall clock, milliseconds). */
  notBefore: z.exactOptional(z.number()),
  /** Why the last try failed, or why the channel stopped: a stable code. */
  reason: z.exactOptional(z.string()),
  /** The delivery in flight: its id and the range it carries, frozen once tried. */
  delivery: z.exactOptional(
    z.object({ id: z.string(), to: z.number(), plain: z.exactOptional(z.literal(true)) }),
  ),
  /** Set while what waits is held back until `notBefore`: the rule that says so, as the operator wrote it. */
  deferred: z.exactOptional(z.string()),
  /** What this channel can no longer be told, until a message has said so. */
  missed: z.exactOptional(
    z.object({ from: z.number(), to: z.number(), because: z.enum(["expired", "not-taken"]) }),
  ),
  /** Set while tries fail: the same hash of the secrets that were used. With others it is tried at once. */
  used: z.exactOptional(z.string()),
  lastMessageAt: z.exactOptional(z.string()),
  /** Updates passed over by the filter since then. */
  skipped: z.number(),
});

export const Cursor = z.object({
  ...CarriedCursor.shape,
  /** Of publication: the number of the newest snapshot that readers see. */
  snapshot: z.exactOptional(z.number()),
  /** Of publication: the document that readers see, so that its further parts can be removed with the next. */
  document: z.exactOptional(z.object({ version: z.string(), parts: z.number() })),
  /** Of the Fleet: tells whether what it was told is still so. */
  told: z.exactOptional(z.string()),
  /** Set while stopped: a salted hash of the secrets that were refused. The channel goes on when they change. */
  stopped: z.exactOptional(z.string()),
});
export type Cursor = z.infer<typeof Cursor>;

export const newCursor: Cursor = { position: 0, attempts: 0, skipped: 0 };
