/** A poll of a watch: by the kind of upstream that reads it, as robots.txt allows, from what its storage has. */
import type { Watch } from "./config.ts";
import { kept } from "./kept.ts";
import { pollByKind } from "./kinds.ts";
import { poll, type Polled } from "./poll.ts";
import type { RobotsRules } from "./robots-rules.ts";
import { isDue } from "./schedule.ts";
import type { WatchState } from "./store/watch-state.ts";
import type { WatchStore } from "./store/watch-store.ts";
import { drive } from "./upstream/ask.ts";
import type { Perform } from "./upstream/fetch.ts";
import { obeying } from "./upstream/robots.ts";

/** Whether a tick is new to a watch and comes neither before it is due again nor while its upstream is to be left alone. */
export function mayPoll(watch: Watch, state: WatchState, scheduledTime: number): boolean {
  const { tick = 0, backoffUntil = 0, retryAfter = 0, snapshot } = state;
  if (scheduledTime <= tick || scheduledTime < backoffUntil || Date.now() < retryAfter) return false;
  // A tick that died is made up by the next, but not for those that it had come to.
  return snapshot === undefined || isDue(watch, scheduledTime, tick);
}

/** Polls; nothing is stored. The watch comes back with the source that was read. */
export function pollWatch(
  store: WatchStore,
  rules: RobotsRules,
  watch: Watch,
  perform: Perform,
): Promise<{ watch: Watch; polled: Polled }> {
  return pollByKind(watch, store.state(), (one) => {
    const asking = one.robots === "ignore" ? perform : obeying(perform, (url) => rules.judge(one, url));
    return poll(one.source, (steps) => drive(steps, asking), kept(store, one, Date.now()));
  });
}
