/** Writes what a poll found into a Watcher's storage. The caller makes it one transaction with setting the alarm. */
import { randomUUID } from "node:crypto";
import { judgeTrouble } from "./alerts.ts";
import type { Watch } from "./config.ts";
import type { Next, Polled } from "./poll.ts";
import { backoff } from "./schedule.ts";
import { takeSnapshot } from "./store/snapshot.ts";
import type { WatchState } from "./store/watch-state.ts";
import type { WatchStore } from "./store/watch-store.ts";
import { formatTime } from "./time.ts";
import { number } from "./updates.ts";
import { explainNote } from "./upstream/notes.ts";
import { explainRefusal } from "./upstream/refusal.ts";

/** When a poll took place: by the wall clock, and by the clock of the ticks, which runs ahead where time runs fast. */
export type Moment = { now: number; tick: number };

/** Stores a poll's outcome, and what the operator has to hear of it. A quiet one writes one row. */
export function commitPoll(store: WatchStore, watch: Watch, polled: Polled, at: Moment): void {
  const before = store.state();
  const state = afterPoll(before, watch, polled, at);
  if (polled.outcome !== "failed" && polled.next !== undefined)
    commitNext(store, watch, state, polled, polled.next, at);
  store.writeState(state);
  raiseAlerts(store, before, polled, at);
}

/** Adds what the operator has to hear of a poll, and notes that it was said. Writes nothing where there is nothing new. */
function raiseAlerts(store: WatchStore, before: WatchState, polled: Polled, at: Moment): void {
  const { outage, failures, open, snapshot } = before;
  const standing = { outage, failures, held: open.held !== undefined, known: snapshot !== undefined };
  const judged = judgeTrouble(standing, polled, at);
  for (const alert of judged.raised) store.alerts.add(alert);
  if (judged.outage === outage) return;
  const { outage: _, ...state } = store.state();
  store.writeState(judged.outage === undefined ? state : { ...state, outage: judged.outage });
}

/** The state with the poll itself noted in it. */
function afterPoll(before: WatchState, watch: Watch, polled: Polled, at: Moment): WatchState {
  const { backoffUntil: _backoff, retryAfter: _retryAfter, ...rest } = before;
  const lastPoll = { at: formatTime(at.now), outcome: polled.outcome };
  if (polled.outcome !== "failed") {
    const { notes: earlier = [], ...read } = rest;
    const notes = polled.notes?.map((note) => ({ code: note.note, message: explainNote(note) })) ?? earlier;
    const good: WatchState = { ...read, tick: at.tick, failures: 0, lastPoll, lastSuccess: lastPoll.at };
    if (polled.at !== undefined) good.at = polled.at;
    if (polled.wasRead === true) good.readAt = at.now;
    return notes.length === 0 ? good : { ...good, notes };
  }
  const { refusal } = polled;
  const failures = before.failures + 1;
  const wait = backoff(watch, failures);
  const retryAfterMs = "retryAfterMs" in refusal ? refusal.retryAfterMs : undefined;
  return {
    ...rest,
    tick: at.tick,
    failures,
    lastPoll: { ...lastPoll, reason: refusal.reason, message: explainRefusal(refusal) },
    ...(wait === 0 ? {} : { backoffUntil: at.tick + wait }),
    ...(retryAfterMs === undefined ? {} : { retryAfter: at.now + retryAfterMs }),
  };
}

/** Stores the listing and its updates, and changes `state` to be of them. */
function commitNext(
  store: WatchStore,
  watch: Watch,
  state: WatchState,
  polled: Polled,
  next: Next,
  at: Moment,
): void {
  state.open = next.open;
  if (!next.snapshot) return;
  const previous = state.snapshot;
  const name = { id: watch.id, title: watch.title, url: watch.source.url };
  const snapshot = takeSnapshot(name, next.listing, at.now, previous?.id);
  state.snapshot = {
    number: store.addSnapshot(snapshot),
    id: snapshot.snapshot.id,
    takenAt: snapshot.snapshot.takenAt,
  };
  state.target = watch.source.target;
  state.upstream = watch.source.upstream;
  state.entries = next.listing.entries.length;
  if (next.listing.head === undefined) delete state.head;
  else state.head = { id: next.listing.head.id, title: next.listing.head.title };
  state.birth ??= randomUUID();
  state.since ??= snapshot.snapshot.takenAt;
  if (previous === undefined || !("updates" in polled)) return;
  const updates = number(polled.updates, {
    birth: state.birth,
    seq: state.latest,
    ...(state.detectedAt === undefined ? {} : { detectedAt: state.detectedAt }),
    now: at.now,
    snapshots: { from: previous.id, to: state.snapshot.id },
    isKnown: (id) => store.hasUpdate(id),
  });
  for (const update of updates) store.addUpdate(update);
  for (const [entry, commit] of next.left) store.leave(entry, commit);
  const newest = updates.at(-1);
  if (newest === undefined) return;
  state.latest = newest.seq;
  state.detectedAt = newest.detectedAt;
}
