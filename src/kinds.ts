/** Which kind of upstream reads a watch, where its address fits several: found out by the first poll that reads anything. */
import type { Watch } from "./config.ts";
import type { Polled } from "./poll.ts";
import type { WatchState } from "./store/watch-state.ts";
import type { Refusal } from "./upstream/refusal.ts";

/** The watch with the source that its latest snapshot was read by, if it still means that; else as it is configured. */
export function asRead(watch: Watch, { target, upstream }: WatchState): Watch {
  const source = watch.others.find((one) => one.target === target && one.upstream === upstream);
  return source === undefined ? watch : { ...watch, source };
}

/** Whether the latest snapshot is of what the watch means now, read by the same kind. */
export function isOf({ source }: Watch, { target, upstream = source.upstream }: WatchState): boolean {
  return source.target === target && source.upstream === upstream;
}

/** The host itself cannot be asked, or not now: another kind would fare no better. */
const ofHost = new Set<Refusal["reason"]>([
  "network",
  "tls",
  "timeout",
  "rate-limited",
  "server-error",
  "private-address",
]);

/**
 * Polls a watch by the kind that has read it; where none has, by each that its address fits, the best first, until one reads
 * it. Where none does, the refusal of the first says why.
 */
export async function pollByKind(
  watch: Watch,
  state: WatchState,
  poll: (watch: Watch) => Promise<Polled>,
): Promise<{ watch: Watch; polled: Polled }> {
  const before = asRead(watch, state);
  const first = { watch: before, polled: await poll(before) };
  if (isOf(before, state) || first.polled.outcome !== "failed") return first;
  if (ofHost.has(first.polled.refusal.reason)) return first;
  for (const source of watch.others) {
    const other = { ...watch, source };
    const polled = await poll(other);
    if (polled.outcome !== "failed") return { watch: other, polled };
  }
  return first;
}
