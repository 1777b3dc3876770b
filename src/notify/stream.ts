/**
 * What a channel follows: the updates of a watch, or for the operator its alerts. Both are numbered, and both are told
 * from where the channel's cursor stands.
 */
import { alertType, type Alert } from "../alerts.ts";
import { select, type Filter } from "../filter.ts";
import type { WatchStore } from "../store/watch-store.ts";
import { parseTime } from "../time.ts";
import type { Update } from "../updates.ts";
import type { About, Missed, Run } from "./contract.ts";
import { readyAt, type When } from "./when.ts";

/** The most updates that are looked at for one message. */
const BATCH = 200;

/** Something numbered that a channel is told of. */
export type Stream<Item extends { seq: number }> = {
  /** Where the cursors of its channels are kept, followed by the channel's name. */
  prefix: "channel" | "ops";
  /** The newest one's number; 0 before the first. */
  latest(): number;
  /** The number of the oldest that is kept; 0 where there is none. */
  oldest(): number;
  /** Those after `after` up to and with `to`, oldest first; the first of them where there are many. */
  read(after: number, to: number): Item[];
  /** The item as the channel is told it, or undefined where it did not ask for it. */
  passes(item: Item): Item | undefined;
  /** When a message that begins with this item may go (milliseconds since 1970). */
  readyAt(item: Item, now: number): number;
  /** The rule by which it may not go now; undefined where there is none. */
  rule: string | undefined;
  /** When a message may go that has been tried before. */
  retryAt(now: number): number;
  run(items: readonly Item[], missed: Missed | undefined): Run;
};

/** A watch's updates, for a channel with these options. */
export function updatesOf(
  store: WatchStore,
  about: About,
  { filter, when }: { filter: Filter; when: When },
): Stream<Update> {
  return {
    prefix: "channel",
    latest: () => store.state().latest,
    oldest: () => store.oldestUpdate(),
    read: (after, to) => store.updates(after, to, BATCH),
    passes: (update) => select(update, filter),
    readyAt: ({ detectedAt }, now) => readyAt(when, parseTime(detectedAt), now),
    rule: ruleOf(when),
    retryAt: (now) => readyAt(when.quiet === undefined ? {} : { quiet: when.quiet }, now, now),
    run: (items, missed) => ({
      ...about,
      tells: "updates",
      items,
      ...(missed === undefined ? {} : { missed }),
    }),
  };
}

/** A watch's alerts, for one of the operator's channels. They are told at once, those of one type in one message. */
export function alertsOf(store: WatchStore, about: About): Stream<Alert> {
  return {
    prefix: "ops",
    latest: () => store.alerts.latest(),
    oldest: () => 0,
    read(after, to) {
      const all = store.alerts.read(after, to);
      const other = all.findIndex((alert) => alertType(alert) !== alertType(all[0] ?? alert));
      return other < 0 ? all : all.slice(0, other);
    },
    passes: (alert) => alert,
    readyAt: (_, now) => now,
    rule: undefined,
    retryAt: (now) => now,
    run: (items) => ({ ...about, tells: "alerts", items }),
  };
}

function ruleOf({ digest, quiet }: When): string | undefined {
  const rules = [digest?.text, quiet?.text].filter((text) => text !== undefined);
  return rules.length === 0 ? undefined : rules.join(", ");
}
