/** How a watch is doing, from what its Watcher has stored: `status.json`. */
import type { Channels } from "./channels.ts";
import type { Watch } from "./config.ts";
import { asRead } from "./kinds.ts";
import { PUBLICATION } from "./publish.ts";
import { lastDue, nextDue } from "./schedule.ts";
import type { Status } from "./status.ts";
import type { WatchState } from "./store/watch-state.ts";
import type { WatchStore } from "./store/watch-store.ts";
import { formatTime } from "./time.ts";
import type { Transfer } from "./transfer.ts";

/**
 * The watch's status; fields with nothing to say are absent. Polls that brought nothing and left its Watcher asleep are
 * reckoned from the schedule and the tick up to which its host was asked. All times in milliseconds.
 */
export function watchStatus(
  store: WatchStore,
  configured: Watch,
  channels: Channels,
  transfer: Transfer,
  time: { askedUpTo: number; now: number },
): Status {
  const pause = transfer.pause();
  const stored = store.state();
  const state = pause === undefined ? withQuietPolls(stored, configured, time) : stored;
  const watch = { ...configured, paused: pause !== undefined };
  const next = nextPoll(watch, state);
  return {
    watch: watch.id,
    upstream: asRead(watch, state).source.upstream,
    state: stateOf(watch, state),
    ...pause,
    ...(state.lastPoll === undefined ? {} : { lastPoll: state.lastPoll }),
    ...(state.notes === undefined ? {} : { notes: state.notes }),
    ...(state.lastSuccess === undefined ? {} : { lastSuccess: state.lastSuccess }),
    ...(next === undefined ? {} : { nextPoll: formatTime(next) }),
    ...(state.snapshot === undefined ? {} : { snapshot: state.snapshot.id }),
    latest: state.latest,
    published: store.cursor(PUBLICATION)?.position ?? 0,
    ...channels.statuses(),
  };
}

/** The state as it were had the quiet polls been noted in it. */
function withQuietPolls(
  state: WatchState,
  watch: Watch,
  { askedUpTo, now }: { askedUpTo: number; now: number },
): WatchState {
  const tick = lastDue(watch, askedUpTo);
  if (state.failures > 0 || state.tick === undefined || tick <= state.tick) return state;
  const at = formatTime(Math.min(tick, now));
  return { ...state, tick, lastPoll: { at, outcome: "unchanged" }, lastSuccess: at };
}

function stateOf(watch: Watch, state: WatchState): Status["state"] {
  if (watch.paused) return "paused";
  if (state.failures > 0) return "failing";
  return state.snapshot === undefined ? "new" : "ok";
}

/** The first of the watch's own times at which the upstream may be asked again. */
function nextPoll(watch: Watch, { tick, backoffUntil = 0, retryAfter = 0 }: WatchState): number | undefined {
  if (watch.paused || tick === undefined) return undefined;
  return nextDue(watch, Math.max(tick, backoffUntil - 1, retryAfter - 1));
}
