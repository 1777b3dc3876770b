/** One channel and its subscriber on a real store in workerd, by a clock that a test sets. */
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import type { Couriered } from "../../src/courier.ts";
import { channelStatus } from "../../src/notify/channel-status.ts";
import { configureChannels, type ConfiguredChannel } from "../../src/notify/configured.ts";
import { updatesOf } from "../../src/notify/stream.ts";
import { channelSubscriber } from "../../src/notify/subscriber.ts";
import type { ChannelStatus } from "../../src/status.ts";
import { newCursor } from "../../src/store/cursor.ts";
import { newState } from "../../src/store/watch-state.ts";
import { WatchStore } from "../../src/store/watch-store.ts";
import { formatTime, parseTime, SECOND } from "../../src/time.ts";
import { about, commitOf } from "./sample.ts";
import { whenOf } from "./when.ts";

const WATCH = "lib";
const KEY = `whsec_${"k".repeat(32)}`;
const taken: Couriered = { is: "reply", status: 200, headers: {}, body: "" };

/** When it is told, as an operator writes it. */
type Rule = { digest?: string; quiet?: string };

/** A message: when it was sent, its id, the updates it tells, and those that it says are missing. */
type Told = { at: string; id: string; updates: number[]; missed: unknown; body: string };

/**
 * A signed webhook with its subscriber, whose clock stands still unless it is let run. Its receiver takes one message a
 * second.
 */
export class ClockedChannel {
  readonly told: Told[] = [];
  #now: number;
  #answers: Couriered[] = [];
  #free = 0;
  #channel: ConfiguredChannel;
  readonly #store: WatchStore;

  constructor(store: WatchStore, begin: string, rule: Rule) {
    this.#store = store;
    this.#now = parseTime(begin);
    this.#channel = configure("https://receiver.example/old", rule);
    store.writeState(newState);
    store.writeCursor("channel/HOOK", newCursor);
  }

  /** What is answered next, one after the other; after that, 200. */
  answer(...answers: Couriered[]): void {
    this.#answers = answers;
  }

  /** Lets the clock run to a time, at which `amount` updates are detected, the earlier ones in the seconds before it. */
  async detect(time: string, amount = 1): Promise<void> {
    await this.runTo(time);
    const state = this.#store.state();
    for (let i = 1; i <= amount; i++) {
      const detectedAt = formatTime(parseTime(time) - (amount - i) * SECOND);
      this.#store.addUpdate(
        commitOf(state.latest + i, ["nvmf"], {}, { detectedAt, id: `id ${state.latest + i}` }),
      );
    }
    this.#store.writeState({ ...state, latest: state.latest + amount });
  }

  /** Lets the clock run to a time; every step is made when it is due. */
  async runTo(time: string): Promise<void> {
    for (;;) {
      const due = this.#subscriber().dueAt() ?? Infinity;
      if (due > parseTime(time)) break;
      this.#now = Math.max(this.#now, due);
      await this.#subscriber().step();
    }
    this.#now = parseTime(time);
  }

  /** Gives the watch its birth id, as its first baseline does. */
  bear(): void {
    this.#store.writeState({ ...this.#store.state(), birth: "birth" });
  }

  /** Drops updates, as the store does with those that are kept no longer. */
  forgetBefore(seq: number): void {
    this.#store.dropUpdatesBefore(seq);
  }

  /** Lets it be configured otherwise from now on. */
  configure(address: string, rule: Rule = {}): void {
    this.#channel = configure(address, rule);
  }

  get status(): ChannelStatus {
    const cursor = this.#store.cursor("channel/HOOK");
    return channelStatus(this.#channel, { cursor, latest: this.#store.state().latest, salt: WATCH });
  }

  #subscriber() {
    const stream = updatesOf(this.#store, about, this.#channel);
    return channelSubscriber(this.#channel, stream, {
      store: this.#store,
      watch: WATCH,
      now: () => this.#now,
      random: () => 0,
      send: (_address, _caller, { headers, body }) => {
        if (this.#now < this.#free) return Promise.resolve({ is: "busy", notBefore: this.#free });
        this.#free = this.#now + SECOND;
        const { updates, missed } = JSON.parse(body).data;
        this.told.push({
          at: formatTime(this.#now),
          id: headers["webhook-id"] ?? "",
          updates: updates.map(({ seq }: { seq: number }) => seq),
          missed,
          body,
        });
        return Promise.resolve(this.#answers.shift() ?? taken);
      },
      refused: () => Promise.resolve(),
      tried: () => {},
    });
  }
}

function configure(address: string, rule: Rule): ConfiguredChannel {
  const written = { kind: "webhook", name: "HOOK", filter: {}, when: whenOf(rule) };
  const [channel] = configureChannels([written], { HOOK: address, HOOK_SECRET: KEY });
  if (channel === undefined) throw new Error("there is no such kind of channel");
  return channel;
}

/** Runs a test with a channel that begins at a time, in an object of its own. */
export function withChannel(
  begin: string,
  rule: Rule,
  test: (channel: ClockedChannel) => Promise<void>,
): Promise<void> {
  return runInDurableObject(env.WATCHER.getByName(crypto.randomUUID()), (_, { storage }) =>
    test(new ClockedChannel(new WatchStore(storage.sql), begin, rule)),
  );
}
