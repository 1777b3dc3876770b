/**
 * The object that decides for one watch: it polls, commits what changed in one transaction, and its alarm brings it
 * outward. Polls are serialised by a lock of their own, because other calls get in while one waits for the upstream.
 */
import { DurableObject } from "cloudflare:workers";
import type { Channels, Preview, Tested } from "./channels.ts";
import { commitPoll, raiseAlerts } from "./commit.ts";
import type { Watch } from "./config.ts";
import { configured } from "./configured.ts";
import { deleteSome } from "./forget.ts";
import { kept } from "./kept.ts";
import { pollByKind } from "./kinds.ts";
import { log, logTrouble } from "./log.ts";
import { channelsOf, subscribersOf } from "./outward.ts";
import { BY_OPERATOR } from "./pause.ts";
import { poll } from "./poll.ts";
import { watchPerformer } from "./performer.ts";
import { RobotsRules } from "./robots-rules.ts";
import type { Refused } from "./store/staging.ts";
import type { Part } from "./store/state-pages.ts";
import { WatchStore } from "./store/watch-store.ts";
import { Bell, moveAll, nextStep, rested, type Subscriber } from "./subscribers.ts";
import { formatTime, MINUTE, SECOND } from "./time.ts";
import { Transfer, type MoveCommand, type Standing } from "./transfer.ts";
import { drive } from "./upstream/ask.ts";
import { obeying } from "./upstream/robots.ts";
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
  #lock: Promise<unknown> = Promise.resolve();
  /** The alarm in hand, and whether it is to begin no more steps. */
  #moving: Promise<unknown> = Promise.resolve();
  #halted = false;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#store = new WatchStore(ctx.storage.sql);
    this.#rules = new RobotsRules(env, this.#store);
    const watch = configured(env).watches.find(({ key }) => key === ctx.id.name);
    this.#watch = watch;
    this.#transfer = watch && new Transfer(ctx.storage, this.#store, watch);
    this.#channels = watch && channelsOf(env, this.#store, watch);
  }

  /** Polls for a tick, unless it has been seen, the watch is paused or idle, or the upstream is to be left alone. */
  async tick(scheduledTime: number): Promise<void> {
    await this.#locked(async () => {
      const watch = this.#watch;
      const { tick = 0, backoffUntil = 0, retryAfter = 0 } = this.#store.state();
      if (watch === undefined || scheduledTime <= tick) return;
      // The Fleet has to hear that it is at rest.
      if (this.#transfer?.isActive() !== true) return this.#arm();
      if (scheduledTime < backoffUntil || Date.now() < retryAfter) return;
      await this.#poll(watch, scheduledTime);
    });
  }

  /** Polls now, whatever schedule and backoff say. Returns how the watch is doing once the poll is committed. */
  async pollNow(): Promise<Status | undefined> {
    await this.#locked(async () => {
      const watch = this.#watch;
      if (watch !== undefined && this.#transfer?.whereabouts().is === "here")
        await this.#poll(watch, this.#store.state().tick ?? Date.now());
    });
    return this.status();
  }

  /** How the watch is doing; undefined where no valid watch of that name is configured. */
  status(): Status | undefined {
    const [watch, channels, transfer] = [this.#watch, this.#channels, this.#transfer];
    if (watch === undefined || channels === undefined || transfer === undefined) return undefined;
    return watchStatus(this.#store, watch, channels, transfer);
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
    await this.#locked(async () => {
      const pausedSince = formatTime(Date.now());
      this.#store.writeState({ pausedSince, ...this.#store.state() });
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
    const answer = await this.#locked(async () => {
      this.#halted = true;
      this.#bell.ring();
      await this.#moving;
      this.#halted = false;
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

  async #poll(meant: Watch, tick: number): Promise<void> {
    const asking = watchPerformer(this.env, meant);
    const { watch, polled } = await pollByKind(meant, this.#store.state(), (one) => {
      const perform =
        one.robots === "ignore" ? asking : obeying(asking, (url) => this.#rules.judge(one, url));
      return poll(one.source, (steps) => drive(steps, perform), kept(this.#store, one));
    });
    this.ctx.storage.transactionSync(() => {
      const at = { now: Date.now(), tick };
      this.#channels?.openCursors();
      const before = this.#store.state();
      commitPoll(this.#store, watch, polled, at);
      raiseAlerts(this.#store, before, polled, at);
      void this.#arm();
    });
    this.#bell.ring();
    if (polled.outcome === "unchanged") return;
    log("poll", { watch: watch.id, outcome: polled.outcome, reason: this.#store.state().lastPoll?.reason });
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
      status: () => watchStatus(this.#store, watch, channels, transfer),
    });
    return subscribers.map((one) => rested(one, this.#resting.get(one.name) ?? 0));
  }

  /** Sets the alarm to the earliest of what storage shows due, if anything is. */
  #arm(): Promise<void> {
    const due = nextStep(this.#subscribers());
    return due === undefined ? Promise.resolve() : this.ctx.storage.setAlarm(Math.max(due, Date.now()));
  }

  #locked<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#lock.then(work, work);
    this.#lock = done.catch(() => {});
    return done;
  }
}
