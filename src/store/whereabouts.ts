/** Whether a watch is here, on its way to another deployment, or there: kept beside its state, and never carried along. */
import * as z from "zod/mini";

export const Whereabouts = z.object({
  version: z.literal(1),
  /** Only `here` does it poll and tell. `leaving`: it stands still to be copied. `away`: readers are sent to `to`. */
  is: z.enum(["here", "leaving", "away"]),
  /** With `leaving` and `away`: the name of the move, where readers reach the other deployment, and since when (ms). */
  move: z.exactOptional(z.string()),
  to: z.exactOptional(z.string()),
  since: z.exactOptional(z.number()),
  /** Whether it is looked at although the configuration says `paused: true`, because it was moved in. */
  awake: z.exactOptional(z.literal(true)),
  /** What became of the newest moves to here: by none of them the watch arrives once more. */
  over: z.exactOptional(z.catchall(z.object({}), z.enum(["arrived", "called-off"]))),
  /** With `away`: what is kept of the watch is being deleted, or has been. */
  forgotten: z.exactOptional(z.literal(true)),
});
export type Whereabouts = z.infer<typeof Whereabouts>;

const KEY = "whereabouts";

export function readWhereabouts(storage: DurableObjectStorage): Whereabouts {
  const stored = storage.kv.get(KEY);
  return stored === undefined ? { version: 1, is: "here" } : z.parse(Whereabouts, stored);
}

export function writeWhereabouts(storage: DurableObjectStorage, next: Omit<Whereabouts, "version">): void {
  storage.kv.put(KEY, { version: 1, ...next } satisfies Whereabouts);
}
