/** How a watch is doing: the outward shape of `status.json`, and what a Watcher reports to the Fleet. */
import * as z from "zod/mini";

export const watchStates = ["new", "ok", "failing", "paused"] as const;
export const pollOutcomes = ["baseline", "unchanged", "changed", "held", "failed"] as const;

export const channelStates = ["idle", "sending", "waiting", "retrying", "stopped", "unconfigured"] as const;

/** Where one channel has got to. `reason` and `message` come with `retrying`, `stopped` and `unconfigured`. */
export const ChannelStatus = z.object({
  /** The name of its secret. */
  name: z.string(),
  kind: z.string(),
  state: z.enum(channelStates),
  reason: z.exactOptional(z.string()),
  message: z.exactOptional(z.string()),
  /** With `waiting` and `retrying`: no message goes out before this time. */
  notBefore: z.exactOptional(z.string()),
  /** Its cursor: all up to this `seq` was sent or not asked for. */
  delivered: z.number(),
  lastMessageAt: z.exactOptional(z.string()),
  /** Updates that its filter has passed over since `lastMessageAt`. */
  skipped: z.number(),
});
export type ChannelStatus = z.infer<typeof ChannelStatus>;

export const Status = z.object({
  watch: z.string(),
  /** Absent where the watch's configuration is not valid. */
  upstream: z.exactOptional(z.string()),
  state: z.enum(watchStates),
  /** Set with a `message` where the watch is paused, or its configuration is not valid; its state then rests. */
  reason: z.exactOptional(z.string()),
  message: z.exactOptional(z.string()),
  lastPoll: z.exactOptional(
    z.object({
      at: z.string(),
      outcome: z.enum(pollOutcomes),
      reason: z.exactOptional(z.string()),
      message: z.exactOptional(z.string()),
    }),
  ),
  /** What else the operator should know of a directory that can be read: moved, archived, … */
  notes: z.exactOptional(z.array(z.object({ code: z.string(), message: z.string() }))),
  lastSuccess: z.exactOptional(z.string()),
  nextPoll: z.exactOptional(z.string()),
  /** Id of the latest committed snapshot. */
  snapshot: z.exactOptional(z.string()),
  /** `seq` of the newest update; 0 before the first. */
  latest: z.number(),
  /** `seq` of the newest update that readers see. */
  published: z.number(),
  channels: z.array(ChannelStatus),
  /** The operator's channels, whose `delivered` counts alerts; absent where there are none. */
  ops: z.exactOptional(z.array(ChannelStatus)),
});
export type Status = z.infer<typeof Status>;
