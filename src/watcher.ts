/**
 * The object that decides for one watch: it polls, commits what changed in one transaction, and its alarm brings it
 * outward. Polls are serialised by a lock of their own, because other calls get in while one waits for the upstream.
 */
import { DurableObject } from "cloudflare:workers";
import type { Channels, Preview, Tested } from "./channels.ts";
import { commitPoll } from "./commit.ts";
import { configured } from "./configured.ts";
import { deleteSome } from "./forget.ts";
import { asleep, busy, Exchange } from "./exchange.ts";
import { hostOf } from "./host.ts";
import { Lock } from "./lock.ts";
import { log, logTrouble } from "./log.ts";
import { watchByKey, type Watch } from "./named-watches.ts";
import { channelsOf, subscribersOf } from "./outward.ts";
import { BY_OPERATOR } from "./pause.ts";
import { mayPoll, outlook, pollWatch } from "./poll-watch.ts";
import { watchPerformer } from "./performer.ts";
import { RobotsRules } from "./robots-rules.ts";
import type { Refused } from "./store/staging.ts";
import type { Given, Ticked } from "./round.ts";
import type { Part } from "./store/state-pages.ts";
import { WatchStore } from "./store/watch-store.ts";
import { Bell, moveAll, nextStep, rested, type Subscriber } from "./subscribers.ts";
import { formatTime, MINUTE, SECOND } from "./time.ts";
import { Transfer, type MoveCommand, type Standing } from "./transfer.ts";
import { watchStatus } from "./watch-status.ts";
import type { Status } from "./status.ts";

/** An alarm may run 15 minutes; one that is still moving cursors after this begins no more steps and re-arms. */
const ALARM_MS = 10 * MINUTE;
/** How long (milliseconds) a subscriber rests whose step threw, which only a bug or the platform does. */
const REST_MS = 30 * SECOND;

export class Watcher extends DurableObject<Env> {
  readonly #store: WatchStore;
  readonly #bell = new Bell();
  /** Subscribers that rest after a throw, by name, until a time. */
  readonly #resting = new Map<string, number>();
  /** The watch, as this deployment configures it; undefined where no valid one has this object's name. */
  readonly #watch: Watch | undefined;
  readonly #channels: Channels | undefined;
  readonly #rules: RobotsRules;
  readonly #transfer: Transfer | undefined;
  readonly #polls = new Lock();
  /** The alarm in hand, and whether it is to begin no more steps. */
  #moving: Promise<unknown> = Promise.resolve();
  #halted = false;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#store = new WatchStore(ctx.storage.sql);
    this.#rules = new RobotsRules(env, this.#store);
    const watch = watchByKey(configured(env), ctx.id.name ?? "");
    this.#watch = watch;
    this.#transfer = watch && new Transfer(ctx.storage, this.#store, watch);
    this.#channels = watch && channelsOf(env, this.#store, watch);
  }

  /**
   * Polls for a tick, unless a poll is not due again, the watch is paused or idle, or the upstream is to be left alone. What is
   * `given` need not be asked for. Nothing that was begun before is waited for, as that may take minutes.
   */
  async tick(scheduledTime: number, given?: Given): Promise<Ticked> {
    if (this.#polls.isTaken) return busy;
    return this.#polls.run(async () => {
      const watch = this.#watch;
      if (watch === undefined || !mayPoll(watch, this.#store.state(), scheduledTime)) return asleep;
      if (this.#transfer?.isActive() === true) return this.#poll(watch, scheduledTime, given);
      // The Fleet has to hear that it is at rest.
      await this.#arm();
      return asleep;
    });
  }

  /** Polls now, whatever schedule and backoff say. Returns how the watch is doing once the poll is committed. */
  async pollNow(): Promise<Status | undefined> {
    await this.#polls.run(async () => {
      const watch = this.#watch;
      if (watch === undefined || this.#transfer?.whereabouts().is !== "here") return;
      await this.#wake();
      await this.#poll(watch, this.#store.state().tick ?? Date.now());
    });
    return this.status();
  }

  /**
   * How the watch is doing; undefined where no valid watch of that name is configured. Polls that left this object asleep
   * are reckoned, where it is known up to which tick (milliseconds) its host was asked.
   */
  status(askedUpTo = 0): Status | undefined {
    const [watch, channels, transfer] = [this.#watch, this.#channels, this.#transfer];
    if (watch === undefined || channels === undefined || transfer === undefined) return undefined;
    return watchStatus(this.#store, watch, channels, transfer, { askedUpTo, now: Date.now() });
  }

  /** Ids of the snapshots that are kept: see `WatchStore.keptSnapshots`. */
  keptSnapshots(after: string | undefined, limit: number): string[] {
    return this.#store.keptSnapshots(after, limit);
  }

  /** Id of the snapshot that was the latest at a time: see `WatchStore.snapshotAt`. */
  snapshotAt(time: string): string | undefined {
    return this.#store.snapshotAt(time);
  }

  /** JSON of an update, also before it is published; undefined where it is not kept. */
  updateText(seq: number): string | undefined {
    return this.#store.updateTexts(seq - 1, seq, 1)[0];
  }

  /** Polls for no tick until `resume`, once the poll in hand has ended. What was found is told all the same. */
  async pause(): Promise<Status | undefined> {
    await this.#polls.run(async () => {
      await this.#wake();
      this.#store.writeState({ pausedSince: formatTime(Date.now()), ...this.#store.state() });
    });
    await this.#arm();
    return this.status();
  }

  /** Ends the operator's pause with a poll; refused where the watch rests for another reason. */
  async resume(): Promise<Status | Refused | undefined> {
    const pause = this.#transfer?.pause();
    if (pause === undefined) return this.status();
    if (pause.reason !== BY_OPERATOR) return { refused: pause.message };
    const { pausedSince: _, ...state } = this.#store.state();
    this.#store.writeState(state);
    return this.pollNow();
  }

  /** Lets a channel that was stopped go on from its cursor. Returns false where the watch has no such channel. */
  async resumeChannel(channel: string): Promise<boolean> {
    if ((await this.#channels?.resume(channel)) !== true) return false;
    await this.#arm();
    return true;
  }

  /** What one of its channels would be sent for the newest updates: see `Channels.preview`. */
  preview(channel: string): Preview[] | { problem: string } | undefined {
    return this.#channels?.preview(channel);
  }

  /** Sends a test to one of its channels: see `Channels.sendTest`. */
  async sendTest(channel: string): Promise<Tested | { problem: string } | undefined> {
    return this.#channels?.sendTest(channel);
  }

  /** Where the watch is: see `Transfer`. Undefined, as for what follows, where no valid watch of that name is configured. */
  standing(): Standing | undefined {
    return this.#transfer?.standing();
  }

  /** Lines of the watch's state: see `Transfer.page`. */
  async statePage(part: Part | undefined, after: string): Promise<string[] | "not-read" | "not-shown"> {
    return (await this.#transfer?.page(this.env.KV, part, after)) ?? "not-read";
  }

  /** Takes lines of a state that is to take this one's place: see `Transfer.take`. */
  takeState(lines: readonly string[], at: number, replace: boolean): Standing | Refused | undefined {
    return this.#transfer?.take(lines, at, replace);
  }

  /** Does what is asked of a move once the poll and the deliveries in hand, which are bounded, have ended. */
  async move(command: MoveCommand): Promise<Standing | Refused | undefined> {
    const answer = await this.#polls.run(async () => {
      this.#halted = true;
      this.#bell.ring();
      await this.#moving;
      this.#halted = false;
      await this.#wake();
      return this.#transfer?.perform(command);
    });
    await this.#arm();
    return answer;
  }

  /** Sets the alarm anew, after the watch was taken out of the configuration or put back. */
  async rearm(): Promise<void> {
    await this.ctx.storage.deleteAlarm();
    await this.#arm();
  }

  /** Deletes some of what is kept of a watch that was removed: see `deleteSome`. Nothing of one that is configured. */
  async forget(): Promise<boolean> {
    const { id, storage } = this.ctx;
    return this.#watch === undefined && deleteSome(storage, this.#store, this.env.KV, id.name ?? "");
  }

  /** Moves every cursor that is behind. Never throws: the platform gives an alarm up after six throws. */
  override async alarm(): Promise<void> {
    try {
      const moving = moveAll(() => this.#subscribers(), this.#bell, {
        now: Date.now,
        until: Date.now() + ALARM_MS,
        failed: (name, error) => {
          this.#resting.set(name, Date.now() + REST_MS);
          logTrouble("subscriber-failed", { watch: this.#watch?.id, subscriber: name }, error);
        },
      });
      this.#moving = moving.catch(() => {});
      await moving;
    } catch (error) {
      logTrouble("alarm-failed", { watch: this.#watch?.id }, error);
    }
    // Last, and without an await before it: an alarm set meanwhile is overwritten, so storage is asked what is due now.
    await this.#arm();
  }

  async #poll(meant: Watch, tick: number, given?: Given): Promise<Ticked> {
    const exchange = new Exchange(watchPerformer(this.env, meant), given);
    const { watch, polled } = await pollWatch(this.#store, this.#rules, meant, exchange.perform);
    this.ctx.storage.transactionSync(() => {
      this.#channels?.openCursors();
      commitPoll(this.#store, watch, polled, { now: Date.now(), tick });
      void this.#arm();
    });
    this.#bell.ring();
    if (polled.outcome !== "unchanged")
      log("poll", { watch: watch.id, outcome: polled.outcome, reason: this.#store.state().lastPoll?.reason });
    // What is still to be told keeps it awake: its next poll sees to the alarm.
    const mayRest = nextStep(this.#subscribers()) === undefined;
    return exchange.ticked(polled, outlook(this.#store, meant, mayRest ? exchange.first : undefined));
  }

  /** Has the host ask this object again, whatever the answer: its state is about to be another. */
  async #wake(): Promise<void> {
    if (this.#watch !== undefined) await hostOf(this.env, this.#watch).wake(this.#watch.key);
  }

  #subscribers(): Subscriber[] {
    const [watch, channels, transfer] = [this.#watch, this.#channels, this.#transfer];
    if (this.#halted || watch === undefined || channels === undefined || transfer === undefined) return [];
    const subscribers = subscribersOf({
      env: this.env,
      store: this.#store,
      watch,
      channels,
      where: transfer.whereabouts(),
      status: () => watchStatus(this.#store, watch, channels, transfer, { askedUpTo: 0, now: Date.now() }),
    });
    return subscribers.map((one) => rested(one, this.#resting.get(one.name) ?? 0));
  }

  /** Sets the alarm to the earliest of what storage shows due, if anything is. */
  #arm(): Promise<void> {
    const due = nextStep(this.#subscribers());
    return due === undefined ? Promise.resolve() : this.ctx.storage.setAlarm(Math.max(due, Date.now()));
  }
}
