/** A poll of a watch: by the kind of upstream that reads it, as robots.txt allows, from what its storage has. */
import type { Watch } from "./config.ts";
import { kept, READ_AT_LEAST_MS } from "./kept.ts";
import { asRead, pollByKind } from "./kinds.ts";
import { poll, type Polled } from "./poll.ts";
import type { RobotsRules } from "./robots-rules.ts";
import { nextDue } from "./schedule.ts";
import type { WatchState } from "./store/watch-state.ts";
import type { Answered, Quiet } from "./round.ts";
import type { WatchStore } from "./store/watch-store.ts";
import { drive } from "./upstream/ask.ts";
import type { PageRequest } from "./upstream/contract.ts";
import type { Perform } from "./upstream/fetch.ts";
import { obeying } from "./upstream/robots.ts";
import { digestOf, isSameRequest } from "./upstream/shared.ts";

/** Whether a tick is new to a watch and comes neither before it is due again nor while its upstream is to be left alone. */
export function mayPoll(watch: Watch, state: WatchState, scheduledTime: number): boolean {
  return scheduledTime >= firstTick(watch, state) && Date.now() >= (state.retryAfter ?? 0);
}

/** The first tick (milliseconds) that may poll. One that died is made up by the next, but not for those it had come to. */
function firstTick(watch: Watch, { tick = 0, backoffUntil = 0, snapshot }: WatchState): number {
  return Math.max(backoffUntil, snapshot === undefined ? tick + 1 : nextDue(watch, tick));
}

/**
 * What can be said of the next poll: what it asks first, if anything, the first tick (milliseconds) that may make it, and which
 * answer holds nothing new for it.
 */
export type Outlook = { next?: PageRequest; notBefore: number; quiet?: Quiet };

/**
 * The outlook once a poll is committed that asked for and was answered `first`; that is left out where something else wants the
 * watch awake.
 */
export function outlook(store: WatchStore, watch: Watch, first?: Answered): Outlook {
  const state = store.state();
  const one = asRead(watch, state);
  const notBefore = firstTick(watch, state);
  // The adapter says it by itself: nothing is asked for before the generator goes on.
  const steps = one.source.list(kept(store, one, Date.now())?.known);
  const { done, value: next } = steps.next();
  if (done === true) return { notBefore };
  const isSame = first !== undefined && isSameRequest(first.request, next);
  if (!isSame || next.steady !== true) return { next, notBefore };
  // Whatever this poll has found: the next finds nothing more in the same answer, and asks nothing more, if it ends here.
  const then = steps.next(first.answer);
  const digest = digestOf(next, first.answer);
  if (then.done !== true || then.value.is !== "unchanged" || digest === undefined) return { next, notBefore };
  return { next, notBefore, quiet: { digest, until: (state.readAt ?? 0) + READ_AT_LEAST_MS } };
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
