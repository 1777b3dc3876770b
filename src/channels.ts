/**
 * The channels of one watch, the operator's among them: their cursors, how they are doing, and what an operator may ask
 * of one. A channel follows the watch's updates, one of the operator's its alerts.
 */
import type { Watch } from "./config.ts";
import type { Couriered, Refusal } from "./courier.ts";
import { log, logTrouble } from "./log.ts";
import { channelStatus, explainRefused } from "./notify/channel-status.ts";
import type { ConfiguredChannel } from "./notify/configured.ts";
import type { About, DeliveryRequest } from "./notify/contract.ts";
import { withId } from "./notify/request.ts";
import { explainLater } from "./notify/retry.ts";
import { alertsOf, updatesOf, type Stream } from "./notify/stream.ts";
import {
  channelSubscriber,
  cursorName,
  judgeSent,
  sharedFingerprint,
  type Tried,
} from "./notify/subscriber.ts";
import type { ChannelStatus } from "./status.ts";
import { newCursor } from "./store/cursor.ts";
import type { WatchStore } from "./store/watch-store.ts";
import type { Subscriber } from "./subscribers.ts";
import { formatTime } from "./time.ts";

/** The Courier of an address, as it is asked: see `courier.ts`. */
type CourierOf = (address: string) => {
  send(caller: string, request: DeliveryRequest, secrets: string): Promise<Couriered>;
  refuse(refusal: Refusal): Promise<void>;
  forgive(): Promise<void>;
};

/** A message as it would go out; without its address and what it is let in by, which are secrets. */
export type Preview = { method: string; headers: Record<string, string>; body: string; updates: number[] };

/** What came of a message that only shows that messages arrive. */
export type Tested = { delivered: true } | { delivered: false; reason: string; message: string };

/** How long (milliseconds) a test waits for its turn: whoever asked for it does, too. */
const TEST_WAIT_MS = 5000;
/** After so many tries in a row that failed, nearly three hours after the first, the operator hears of it. */
const HOPEFUL = 5;
/** So many of the newest updates are looked at for a preview. */
const PREVIEWED = 100;

type Followed = { channel: ConfiguredChannel; stream: Stream<{ seq: number }> };

export class Channels {
  readonly #store: WatchStore;
  readonly #watch: Watch;
  readonly #about: About;
  readonly #courierOf: CourierOf;
  readonly #channels: readonly ConfiguredChannel[];
  readonly #ops: readonly ConfiguredChannel[];

  constructor(
    store: WatchStore,
    around: {
      watch: Watch;
      pageUrl: string;
      channels: readonly ConfiguredChannel[];
      ops: readonly ConfiguredChannel[];
      courierOf: CourierOf;
    },
  ) {
    this.#store = store;
    this.#watch = around.watch;
    this.#about = { watch: { id: around.watch.id, title: around.watch.title }, pageUrl: around.pageUrl };
    this.#courierOf = around.courierOf;
    this.#channels = around.channels;
    this.#ops = around.ops;
  }

  /** A channel begins at now; one that is no longer listed loses its cursor. Writes only where that is new. */
  openCursors(): void {
    const followed = this.#followed();
    const listed = new Set(followed.map(({ stream, channel }) => cursorName(stream, channel)));
    for (const name of this.#store.cursorNames()) {
      if (/^(?:channel|ops)\//.test(name) && !listed.has(name)) this.#store.dropCursor(name);
    }
    for (const { channel, stream } of followed) {
      const name = cursorName(stream, channel);
      if ("problem" in channel.secrets || this.#store.cursor(name) !== undefined) continue;
      this.#store.writeCursor(name, { ...newCursor, position: stream.latest() });
    }
  }

  subscribers(): Subscriber[] {
    const around = {
      store: this.#store,
      watch: this.#watch.key,
      now: Date.now,
      random: Math.random,
      send: (address: string, caller: string, request: DeliveryRequest, used: string) =>
        this.#courierOf(address).send(caller, request, used),
      refused: (address: string, refusal: Refusal) => this.#courierOf(address).refuse(refusal),
      tried: (tried: Tried) => this.#tried(tried),
    };
    return this.#followed().map(({ channel, stream }) => channelSubscriber(channel, stream, around));
  }

  /** How they are doing; `ops` is absent where there are none. */
  statuses(): { channels: ChannelStatus[]; ops?: ChannelStatus[] } {
    const statusOf = ({ channel, stream }: Followed): ChannelStatus => {
      const cursor = this.#store.cursor(cursorName(stream, channel));
      return channelStatus(channel, { cursor, latest: stream.latest(), salt: this.#watch.key });
    };
    const ops = this.#alerted().map(statusOf);
    return { channels: this.#told().map(statusOf), ...(ops.length === 0 ? {} : { ops }) };
  }

  /** Lets a channel that was stopped go on from its cursor. Returns false where the watch has no such channel. */
  async resume(name: string): Promise<boolean> {
    const named = this.#followed().filter(({ channel }) => channel.name === name);
    for (const { channel, stream } of named) {
      const key = cursorName(stream, channel);
      const before = this.#store.cursor(key);
      // One that has not begun begins at now, by itself; a cursor made here would send it all that there ever was.
      if (before === undefined || "problem" in channel.secrets) continue;
      await this.#courierOf(channel.secrets.values[""] ?? "").forgive();
      const { stopped: _, notBefore: __, reason: ___, ...cursor } = before;
      this.#store.writeCursor(key, { ...cursor, attempts: 0 });
    }
    return named.length > 0;
  }

  /** The messages that would go out if the newest updates waited; undefined where the watch has no such channel. */
  preview(name: string): Preview[] | { problem: string } | undefined {
    const channel = this.#channels.find((one) => one.name === name);
    if (channel === undefined) return undefined;
    const { adapter, secrets } = channel;
    if ("problem" in secrets) return secrets;
    const stream = updatesOf(this.#store, this.#about, channel);
    const latest = stream.latest();
    let waiting = stream
      .read(Math.max(latest - PREVIEWED, 0), latest)
      .flatMap((update) => stream.passes(update) ?? []);
    const previews: Preview[] = [];
    while (waiting.length > 0) {
      const attempt = { id: "msg_preview", at: Date.now(), plain: false };
      const { request, taken } = adapter.compose(stream.run(waiting, undefined), secrets.values, attempt);
      previews.push(shown(withId(request, attempt.id), waiting.slice(0, taken)));
      waiting = waiting.slice(taken);
    }
    return previews;
  }

  /** Sends a message that only shows that messages arrive; undefined where the watch has no such channel. */
  async sendTest(name: string): Promise<Tested | { problem: string } | undefined> {
    const channel = [...this.#channels, ...this.#ops].find((one) => one.name === name);
    if (channel === undefined) return undefined;
    const { adapter, secrets } = channel;
    if ("problem" in secrets) return secrets;
    const now = Date.now();
    const attempt = { id: `msg_test_${now}`, at: now, plain: false };
    const { request } = adapter.compose(
      { ...this.#about, tells: "test", items: [] },
      secrets.values,
      attempt,
    );
    const caller = `${this.#watch.id}/test/${name}`;
    const courier = this.#courierOf(secrets.values[""] ?? "");
    await courier.forgive();
    const used = sharedFingerprint(secrets.values);
    const send = () => courier.send(caller, withId(request, attempt.id), used);
    let sent = await send();
    while (sent.is === "busy" && sent.notBefore < now + TEST_WAIT_MS) {
      await sleep(sent.notBefore - Date.now());
      sent = await send();
    }
    if (sent.is === "busy") {
      const message = `Another message is on its way there, or the receiver asked for a pause. Try again after ${formatTime(sent.notBefore)}.`;
      return { delivered: false, reason: "busy", message };
    }
    const outcome = judgeSent(adapter, sent);
    if (outcome.outcome === "refused") await courier.refuse({ reason: outcome.reason, secrets: used });
    switch (outcome.outcome) {
      case "delivered":
        return { delivered: true };
      case "later":
        return { delivered: false, reason: outcome.reason, message: explainLater(outcome.reason) };
      case "refused":
      case "not-taken":
        return {
          delivered: false,
          reason: outcome.reason,
          message: explainRefused(adapter, outcome.reason),
        };
    }
  }

  #told(): Followed[] {
    return this.#channels.map((channel) => ({
      channel,
      stream: updatesOf(this.#store, this.#about, channel),
    }));
  }

  #alerted(): Followed[] {
    return this.#ops.map((channel) => ({ channel, stream: alertsOf(this.#store, this.#about) }));
  }

  #followed(): Followed[] {
    return [...this.#told(), ...this.#alerted()];
  }

  /** Logs a try, and raises an alert where nothing more is tried. */
  #tried({ channel, of, outcome, attempts, from, to, plain }: Tried): void {
    const { name, kind, adapter } = channel;
    const alert = { at: formatTime(Date.now()), channel: name };
    const isLast = outcome.outcome === "refused" || (outcome.outcome === "not-taken" && plain);
    if (outcome.outcome === "refused") {
      const message = explainRefused(adapter, outcome.reason);
      this.#store.alerts.add({ code: "channel-stopped", ...alert, message });
    } else if (outcome.outcome === "later" && attempts === HOPEFUL) {
      const message = explainLater(outcome.reason);
      this.#store.alerts.add({ code: "channel-failing", ...alert, message });
    } else if (isLast && of === "channel") {
      // Of an alert that is not taken no alert is raised: there would be no end.
      this.#store.alerts.add({ code: "message-set-aside", ...alert, message: setAside });
    }
    const reason = "reason" in outcome ? outcome.reason : undefined;
    const fields = { watch: this.#watch.id, channel: name, kind, of, from, to };
    (isLast ? logTrouble : log)("delivery", { ...fields, outcome: outcome.outcome, reason });
  }
}

const setAside =
  "A message was taken neither as it was nor as plain text. What it told is on the watch's page and in its feeds; the channel goes on with what comes next.";

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

function shown({ method, headers, body }: DeliveryRequest, told: readonly { seq: number }[]): Preview {
  const { authorization: _, ...harmless } = headers;
  return {
    method,
    headers: harmless,
    body,
    updates: told.map(({ seq }) => seq),
  };
}
