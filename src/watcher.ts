/**
 * The object that decides for one watch: it polls, commits what changed in one transaction, and its alarm brings it
 * outward. Polls are serialised by a lock of their own, because other calls get in while one waits for the upstream.
 */
import { DurableObject } from "cloudflare:workers";
import { Channels, type Preview, type Tested } from "./channels.ts";
import { commitPoll, raiseAlerts } from "./commit.ts";
import type { Config, Watch } from "./config.ts";
import { configured } from "./configured.ts";
import { courierName, type Courier } from "./courier.ts";
import { theFleet, type KnownRobots } from "./fleet.ts";
import { log, logTrouble } from "./log.ts";
import { configureChannels } from "./notify/configured.ts";
import { isOpen, poll, type Kept } from "./poll.ts";
import { watchPerformer } from "./performer.ts";
import { publication } from "./publish.ts";
import { reporter } from "./report.ts";
import { WatchStore } from "./store/watch-store.ts";
import { Bell, moveAll, nextStep, rested, type Subscriber } from "./subscribers.ts";
import { MINUTE, SECOND } from "./time.ts";
import { drive } from "./upstream/ask.ts";
import type { RobotsVerdict } from "./upstream/refusal.ts";
import { judgeByRobots, obeying } from "./upstream/robots.ts";
import { bindings } from "./variables.ts";
import { watchStatus } from "./watch-status.ts";
import { hubOf, hubSubscriber } from "./websub.ts";
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
  /** Rules of hosts, by origin. */
  readonly #rules = new Map<string, KnownRobots>();
  #lock: Promise<unknown> = Promise.resolve();

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#store = new WatchStore(ctx.storage.sql);
    const name = ctx.id.name;
    const config = configured(env);
    const watch = config.watches.find(({ id }) => id === name);
    this.#watch = watch;
    this.#channels =
      watch === undefined
        ? undefined
        : new Channels(this.#store, {
            watch,
            pageUrl: pageUrl(watch, config),
            channels: configureChannels(watch.channels, bindings(env)),
            ops: configureChannels(config.ops, bindings(env)),
            courierOf: (address) => this.#courierOf(address),
          });
  }

  /** Polls for a tick, unless it has been seen, the watch is paused or idle, or the upstream is to be left alone. */
  async tick(scheduledTime: number): Promise<void> {
    await this.#locked(async () => {
      const watch = this.#watch;
      const { tick = 0, backoffUntil = 0, retryAfter = 0 } = this.#store.state();
      if (watch === undefined || watch.paused || scheduledTime <= tick) return;
      if (scheduledTime < backoffUntil || Date.now() < retryAfter) return;
      await this.#poll(watch, scheduledTime);
    });
  }

  /** Polls now, whatever schedule and backoff say. Returns how the watch is doing once the poll is committed. */
  async pollNow(): Promise<Status | undefined> {
    await this.#locked(async () => {
      const watch = this.#watch;
      if (watch !== undefined) await this.#poll(watch, this.#store.state().tick ?? Date.now());
    });
    return this.status();
  }

  /** How the watch is doing; undefined where no valid watch of that name is configured. */
  status(): Status | undefined {
    const watch = this.#watch;
    const channels = this.#channels;
    return watch === undefined || channels === undefined
      ? undefined
      : watchStatus(this.#store, watch, channels);
  }

  /** Ids of the snapshots that are kept: see `WatchStore.keptSnapshots`. */
  keptSnapshots(after: string | undefined, limit: number): string[] {
    return this.#store.keptSnapshots(after, limit);
  }

  /** Id of the snapshot that was the latest at a time: see `WatchStore.snapshotAt`. */
  snapshotAt(time: string): string | undefined {
    return this.#store.snapshotAt(time);
  }

  /** Lets a channel that was stopped go on from its cursor. Returns false where the watch has no such channel. */
  async resume(channel: string): Promise<boolean> {
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

  /** Moves every cursor that is behind. Never throws: the platform gives an alarm up after six throws. */
  override async alarm(): Promise<void> {
    try {
      await moveAll(() => this.#subscribers(), this.#bell, {
        now: Date.now,
        until: Date.now() + ALARM_MS,
        failed: (name, error) => {
          this.#resting.set(name, Date.now() + REST_MS);
          logTrouble("subscriber-failed", { watch: this.#watch?.id, subscriber: name }, error);
        },
      });
    } catch (error) {
      logTrouble("alarm-failed", { watch: this.#watch?.id }, error);
    }
    // Last, and without an await before it: an alarm set meanwhile is overwritten, so storage is asked what is due now.
    await this.#arm();
  }

  async #poll(watch: Watch, tick: number): Promise<void> {
    const asking = watchPerformer(this.env, watch);
    const perform = watch.robots === "ignore" ? asking : obeying(asking, (url) => this.#judge(watch, url));
    const polled = await poll(watch.source, (steps) => drive(steps, perform), this.#kept(watch));
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

  /** What robots.txt says of an address. For the watch's own page the answer is kept for as long as it holds. */
  async #judge(watch: Watch, url: string): Promise<"allowed" | RobotsVerdict> {
    const kept = this.#store.state().robots;
    if (kept?.url === url && kept.until > Date.now()) return kept.verdict;
    const { robots, until } = await this.#robots(url);
    const verdict = judgeByRobots(robots, url);
    if (url === watch.source.url) {
      this.#store.writeState({ ...this.#store.state(), robots: { url, verdict, until } });
    }
    return verdict;
  }

  async #robots(url: string): Promise<KnownRobots> {
    const { origin } = new URL(url);
    const known = this.#rules.get(origin);
    if (known !== undefined && known.until > Date.now()) return known;
    const asked: KnownRobots = await theFleet(this.env).robots(url);
    this.#rules.set(origin, asked);
    return asked;
  }

  /** What the last snapshot left; undefined before the baseline. */
  #kept(watch: Watch): Kept | undefined {
    const { snapshot, head, entries, open, target, at } = this.#store.state();
    if (snapshot === undefined) return undefined;
    const retargeted = target !== watch.source.target;
    const listing = () => this.#store.snapshot(snapshot.number);
    return {
      known: {
        entries,
        open: retargeted || isOpen(open),
        ...(head === undefined ? {} : { head: head.id }),
        ...(at === undefined || retargeted ? {} : { at }),
        listing,
      },
      open,
      retargeted,
      listing,
      hasLeft: (entry, commit) => this.#store.hasLeft(entry, commit),
    };
  }

  #subscribers(): Subscriber[] {
    const watch = this.#watch;
    if (watch === undefined || this.#channels === undefined) return [];
    const channels = this.#channels;
    const fleet = reporter(
      this.#store,
      () => watchStatus(this.#store, watch, channels),
      (report) => theFleet(this.env).report(report),
    );
    const found = hubOf(watch, configured(this.env).settings);
    const around = { store: this.#store, now: Date.now, random: Math.random };
    const hub =
      found === undefined
        ? []
        : [
            hubSubscriber(watch, found, {
              ...around,
              send: (address, ...rest) => this.#courierOf(address).send(...rest),
            }),
          ];
    const published = publication(this.#store, this.env.KV, watch, Date.now);
    return [published, ...channels.subscribers(), ...hub, fleet].map((one) =>
      rested(one, this.#resting.get(one.name) ?? 0),
    );
  }

  #courierOf(address: string): DurableObjectStub<Courier> {
    return this.env.COURIER.getByName(courierName(address));
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

/** Where a message leads: the watch's page, or the directory itself where readers' address is not known. */
function pageUrl(watch: Watch, { settings }: Config): string {
  return settings.publicUrl === undefined ? watch.source.url : `${settings.publicUrl}/${watch.id}`;
}
