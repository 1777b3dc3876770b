/**
 * A channel as a subscriber: it reads its stream on from its cursor, has a message composed, hands it to the Courier of
 * its address and records what came of it. The range of a delivery is frozen before its first try, so that a repeat goes
 * out under the same id with the same body.
 */
import type { Couriered, Refusal } from "../courier.ts";
import { sha256 } from "../hash.ts";
import { newCursor, type Cursor } from "../store/cursor.ts";
import type { WatchStore } from "../store/watch-store.ts";
import type { Subscriber } from "../subscribers.ts";
import { formatTime } from "../time.ts";
import type { ConfiguredChannel } from "./configured.ts";
import type { Channel, DeliveryRequest, Missed, Outcome, Secrets } from "./contract.ts";
import { withId } from "./request.ts";
import { retryWait } from "./retry.ts";
import type { Stream } from "./stream.ts";

/** What a channel needs from around it. */
export type Surroundings = {
  store: WatchStore;
  /** The watch's key. */
  watch: string;
  now: () => number;
  /** At least 0 and below 1. */
  random: () => number;
  /** Hands a request to the Courier of an address; `caller` is who waits for its turn there. */
  send: (address: string, caller: string, request: DeliveryRequest, secrets: string) => Promise<Couriered>;
  /** Tells the Courier of an address that its receiver refused for good, so that nobody else asks it. */
  refused: (address: string, refusal: Refusal) => Promise<void>;
  /** Hears of every try that was made. */
  tried: (tried: Tried) => void;
};

/** A try: what came of it, of which items, and by which channel. */
export type Tried = {
  channel: ConfiguredChannel;
  /** Of which stream: see `Stream.prefix`. */
  of: Stream<never>["prefix"];
  outcome: Outcome;
  /** Tries in a row that have failed, with this one. */
  attempts: number;
  from: number;
  to: number;
  plain: boolean;
};

/** Where the cursor of a channel is kept. */
export function cursorName(stream: { prefix: string }, { name }: { name: string }): string {
  return `${stream.prefix}/${name}`;
}

/** The subscriber of one channel to its stream. */
export function channelSubscriber<Item extends { seq: number }>(
  channel: ConfiguredChannel,
  stream: Stream<Item>,
  { store, watch, ...around }: Surroundings,
): Subscriber {
  const { adapter, secrets } = channel;
  const name = cursorName(stream, channel);
  const salt = () => store.state().birth ?? watch;

  return {
    name,
    turn: 1,
    dueAt() {
      const cursor = store.cursor(name);
      if (cursor === undefined || "problem" in secrets || cursor.position >= stream.latest())
        return undefined;
      if (cursor.stopped !== undefined)
        return cursor.stopped === fingerprint(watch, secrets.values) ? undefined : 0;
      if (cursor.used !== undefined && cursor.used !== fingerprint(watch, secrets.values)) return 0;
      // A rule that holds no more holds nothing back.
      return cursor.deferred !== undefined && cursor.deferred !== stream.rule ? 0 : (cursor.notBefore ?? 0);
    },
    async step() {
      if ("problem" in secrets) return;
      const cursor = withoutExpired(store.cursor(name) ?? newCursor, stream);
      const now = around.now();
      const waiting = stream.read(cursor.position, cursor.delivery?.to ?? stream.latest());
      const passing = waiting.flatMap((item) => stream.passes(item) ?? []);
      const [first] = passing;
      const passed = first === undefined ? waiting.length : waiting.findIndex(({ seq }) => seq === first.seq);
      if (first === undefined) {
        store.writeCursor(name, passOver(cursor, waiting, passed, stream));
        return;
      }
      const ready = cursor.delivery === undefined ? stream.readyAt(first, now) : stream.retryAt(now);
      if (ready > now) {
        const held = cursor.delivery === undefined ? passOver(cursor, waiting, passed, stream) : cursor;
        store.writeCursor(name, { ...held, notBefore: ready, deferred: stream.rule ?? "" });
        return;
      }
      const { stopped: _stopped, deferred: _deferred, ...going } = cursor;
      const plain = cursor.delivery?.plain ?? false;
      const id = cursor.delivery?.id ?? deliveryId([salt(), name, cursor.position]);
      const run = stream.run(passing, cursor.missed);
      const { request, taken } = adapter.compose(run, secrets.values, { id, at: now, plain });
      const range = { from: first.seq, to: endOf(passing, taken, waiting) };
      const trying = {
        ...going,
        delivery: { id, to: range.to, ...(plain ? { plain } : {}) },
      } satisfies Cursor;
      store.writeCursor(name, trying);
      const address = secrets.values[""] ?? "";
      const used = sharedFingerprint(secrets.values);
      const sent = await around.send(address, `${watch}/${name}`, withId(request, id), used);
      // Not its turn: what comes until then goes into the same message.
      if (sent.is === "busy") {
        store.writeCursor(name, { ...going, notBefore: sent.notBefore });
        return;
      }
      const outcome = judgeSent(adapter, sent);
      if (outcome.outcome === "refused" && sent.is !== "known")
        await around.refused(address, { reason: outcome.reason, secrets: used });
      const lastTold = passing[taken - 1] ?? first;
      const skipped = waiting.filter(({ seq }) => seq > lastTold.seq && seq <= range.to).length;
      const next = after(trying, outcome, { skipped, from: first.seq }, secrets.values);
      store.writeCursor(name, next);
      const { attempts } = next;
      if (sent.is !== "known")
        around.tried({ channel, of: stream.prefix, outcome, attempts, plain, ...range });
    },
  };

  /** The cursor after a try. */
  function after(
    trying: Cursor & { delivery: NonNullable<Cursor["delivery"]> },
    outcome: Outcome,
    { skipped, from }: { skipped: number; from: number },
    secretsUsed: Secrets,
  ): Cursor {
    const { reason: _reason, notBefore: _notBefore, used: _used, delivery, ...rest } = trying;
    switch (outcome.outcome) {
      case "delivered":
        return { ...newCursor, position: delivery.to, lastMessageAt: formatTime(around.now()), skipped };
      case "later": {
        const attempts = trying.attempts + 1;
        const notBefore = around.now() + retryWait(attempts, around.random(), outcome.retryAfterMs);
        const { reason } = outcome;
        return { ...rest, delivery, attempts, notBefore, reason, used: fingerprint(watch, secretsUsed) };
      }
      case "refused":
        // Whether they have changed since tells when to go on.
        return {
          ...rest,
          delivery,
          attempts: 0,
          reason: outcome.reason,
          stopped: fingerprint(watch, secretsUsed),
        };
      case "not-taken": {
        if (delivery.plain !== true) {
          const id = deliveryId([salt(), name, trying.position, "plain"]);
          return { ...rest, attempts: 0, delivery: { ...delivery, id, plain: true } };
        }
        const missed = addMissed(rest.missed, { from, to: delivery.to, because: "not-taken" });
        return { ...rest, attempts: 0, position: delivery.to, missed };
      }
    }
  }
}

/** What came of a send that was made. */
export function judgeSent(adapter: Channel, sent: Exclude<Couriered, { is: "busy" }>): Outcome {
  switch (sent.is) {
    case "reply":
      return adapter.judge({ ...sent, headers: new Headers(sent.headers) });
    case "failed":
      return { outcome: "later", reason: sent.reason };
    case "known":
    case "refused":
      return { outcome: "refused", reason: sent.reason };
  }
}

/** What was kept too long has gone: the cursor goes on behind it, and the next message says so. */
function withoutExpired<Item extends { seq: number }>(cursor: Cursor, stream: Stream<Item>): Cursor {
  const position = stream.oldest() - 1;
  if (position <= cursor.position) return cursor;
  // A delivery that has lost a part would be another one under the same id.
  const { delivery: _delivery, ...rest } = cursor;
  const missed = addMissed(cursor.missed, { from: cursor.position + 1, to: position, because: "expired" });
  return { ...rest, position, missed };
}

function addMissed(before: Missed | undefined, more: Missed): Missed {
  return before === undefined ? more : { ...more, from: before.from };
}

/** The cursor behind the first `amount` items, which were not asked for. */
function passOver<Item extends { seq: number }>(
  cursor: Cursor,
  waiting: readonly Item[],
  amount: number,
  stream: Stream<Item>,
): Cursor {
  const { delivery: _delivery, deferred: _deferred, notBefore: _notBefore, ...rest } = cursor;
  const position = waiting.length === 0 ? stream.latest() : (waiting[amount - 1]?.seq ?? cursor.position);
  return { ...rest, position, skipped: cursor.skipped + amount };
}

/** The `seq` up to which a message takes the channel: with its last item also all that the filter passed over. */
function endOf(
  passing: readonly { seq: number }[],
  taken: number,
  waiting: readonly { seq: number }[],
): number {
  const next = passing[taken];
  return next === undefined ? (waiting.at(-1)?.seq ?? 0) : next.seq - 1;
}

/** The same range of the same channel always has the same id, also after a crash before it was recorded. */
function deliveryId(parts: readonly (string | number)[]): string {
  return `msg_${sha256(JSON.stringify(parts)).slice(0, 32)}`;
}

/** Tells whether secrets have changed, and nothing else about them. `salt` is the watch's key: its birth id comes later. */
export function fingerprint(salt: string, secrets: Secrets): string {
  return sha256(JSON.stringify([salt, secrets]));
}

/** The same for all watches, as a Courier needs it, which is named by a hash of the address alone. */
export function sharedFingerprint(secrets: Secrets): string {
  return fingerprint("", secrets);
}
