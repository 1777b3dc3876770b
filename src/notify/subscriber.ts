/**
 * A channel as a subscriber to a watch's updates: it reads on from its cursor, has a message composed, hands it to the
 * Courier of its address and records what came of it. The range of a delivery is frozen before its first try, so that a
 * repeat goes out under the same id.
 */
import { createHash } from "node:crypto";
import type { Couriered } from "../courier.ts";
import { select } from "../filter.ts";
import type { ChannelStatus } from "../status.ts";
import { newCursor, type Cursor } from "../store/cursor.ts";
import type { WatchStore } from "../store/watch-store.ts";
import type { Subscriber } from "../subscribers.ts";
import { formatTime } from "../time.ts";
import type { Update } from "../updates.ts";
import {
  laterReasons,
  type Channel,
  type DeliveryRequest,
  type Outcome,
  type Run,
  type Secrets,
} from "./contract.ts";
import type { ConfiguredChannel } from "./configured.ts";
import { explainUnsent } from "./deliver.ts";
import { explainLater, retryWait } from "./retry.ts";

/** The most updates that are looked at for one message. */
const BATCH = 200;

/** What a channel needs from around it. */
export type Surroundings = {
  store: WatchStore;
  run: Omit<Run, "updates">;
  now: () => number;
  /** At least 0 and below 1. */
  random: () => number;
  /** Hands a request to the Courier of an address; `caller` is who waits for its turn there. */
  send: (address: string, caller: string, request: DeliveryRequest) => Promise<Couriered>;
};

/** Where the cursor of a channel is kept. */
export function cursorName({ name }: { name: string }): string {
  return `channel/${name}`;
}

/** The subscriber of one channel. */
export function channelSubscriber(channel: ConfiguredChannel, around: Surroundings): Subscriber {
  const { adapter, secrets } = channel;
  const { store, now } = around;
  const name = cursorName(channel);
  const birth = () => store.state().birth ?? "";

  return {
    name,
    turn: 1,
    dueAt() {
      const cursor = store.cursor(name);
      if (cursor === undefined || "problem" in secrets || cursor.position >= store.state().latest)
        return undefined;
      if (cursor.stopped !== undefined)
        return cursor.stopped === fingerprint(birth(), secrets) ? undefined : 0;
      return cursor.notBefore ?? 0;
    },
    async step() {
      const cursor = store.cursor(name) ?? newCursor;
      if ("problem" in secrets) return;
      const to = cursor.delivery?.to ?? store.state().latest;
      const waiting = store.updates(cursor.position, to, BATCH);
      const passing = waiting.flatMap((update) => select(update, channel.filter) ?? []);
      if (passing.length === 0) {
        const position = waiting.at(-1)?.seq ?? to;
        const { delivery: _, ...rest } = cursor;
        store.writeCursor(name, { ...rest, position, skipped: cursor.skipped + waiting.length });
        return;
      }
      const { request, taken } = adapter.compose({ ...around.run, updates: passing }, secrets);
      const delivery = { id: deliveryId(birth(), name, cursor.position), to: endOf(passing, taken, waiting) };
      const trying: Cursor = { ...cursor, delivery };
      delete trying.stopped;
      store.writeCursor(name, trying);
      const headers = { ...request.headers, "webhook-id": delivery.id };
      const sent = await around.send(request.url, `${around.run.watch.id}/${name}`, { ...request, headers });
      // Not its turn: what comes until then goes into the same message.
      if (sent.is === "busy") store.writeCursor(name, { ...cursor, notBefore: sent.notBefore });
      else
        store.writeCursor(
          name,
          after(trying, delivery.to, judge(adapter, sent), fingerprint(birth(), secrets)),
        );
    },
  };

  /** The cursor after a try. `secretsUsed` tells, of a channel that stops, whether they have changed since. */
  function after(cursor: Cursor, to: number, outcome: Outcome, secretsUsed: string): Cursor {
    const { reason: _reason, notBefore: _notBefore, ...rest } = cursor;
    switch (outcome.outcome) {
      case "delivered":
        return { ...newCursor, position: to, lastMessageAt: formatTime(now()) };
      case "later": {
        const attempts = cursor.attempts + 1;
        const notBefore = now() + retryWait(attempts, around.random(), outcome.retryAfterMs);
        return { ...rest, attempts, notBefore, reason: outcome.reason };
      }
      case "refused":
        return { ...rest, attempts: 0, reason: outcome.reason, stopped: secretsUsed };
    }
  }
}

function judge(adapter: Channel, sent: Exclude<Couriered, { is: "busy" }>): Outcome {
  switch (sent.is) {
    case "reply":
      return adapter.judge({ ...sent, headers: new Headers(sent.headers) });
    case "failed":
      return { outcome: "later", reason: sent.reason };
    case "refused":
      return { outcome: "refused", reason: sent.reason };
  }
}

/** The `seq` up to which a message takes the channel: with its last update also all that the filter passed over. */
function endOf(passing: readonly Update[], taken: number, waiting: readonly Update[]): number {
  const next = passing[taken];
  return next === undefined ? (waiting.at(-1)?.seq ?? 0) : next.seq - 1;
}

/** The same range of the same channel always has the same id, also after a crash before it was recorded. */
function deliveryId(birth: string, name: string, from: number): string {
  return `msg_${createHash("sha256")
    .update(JSON.stringify([birth, name, from]))
    .digest("hex")
    .slice(0, 32)}`;
}

/** Tells whether secrets have changed, and nothing else about them. */
function fingerprint(birth: string, secrets: Secrets): string {
  return createHash("sha256")
    .update(JSON.stringify([birth, secrets]))
    .digest("hex");
}

/** How a channel is doing, for `status.json`. `cursor` is absent while the channel has not begun. */
export function channelStatus(
  { name, kind, adapter, secrets }: ConfiguredChannel,
  { cursor, latest, birth }: { cursor?: Cursor | undefined; latest: number; birth: string },
): ChannelStatus {
  const delivered = cursor?.position ?? latest;
  const progress = {
    delivered,
    ...(cursor?.lastMessageAt === undefined ? {} : { lastMessageAt: cursor.lastMessageAt }),
    skipped: cursor?.skipped ?? 0,
  };
  if ("problem" in secrets) {
    return { name, kind, state: "unconfigured", reason: "no-secret", message: secrets.problem, ...progress };
  }
  if (cursor?.stopped !== undefined && cursor.stopped === fingerprint(birth, secrets)) {
    const reason = cursor.reason ?? "refused";
    return {
      name,
      kind,
      state: "stopped",
      reason,
      message: explainUnsent(reason) ?? adapter.explain(reason),
      ...progress,
    };
  }
  const later = laterReasons.find((reason) => reason === cursor?.reason);
  if (later !== undefined) {
    return { name, kind, state: "retrying", reason: later, message: explainLater(later), ...progress };
  }
  return { name, kind, state: delivered < latest ? "sending" : "idle", ...progress };
}
