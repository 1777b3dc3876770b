/**
 * The one object that knows all watches a little: the last tick that finished, how each watch is doing, and the newest
 * updates of all. Watchers tell it when something changed, so that the front page and `/healthz` cost one call.
 */
import { DurableObject } from "cloudflare:workers";
import * as z from "zod/mini";
import { configured } from "./configured.ts";
import { watchByKey } from "./named-watches.ts";
import { Roster } from "./roster.ts";
import { ChunkStore } from "./store/chunks.ts";
import { PAGE } from "./store/published.ts";
import { type Restless, RestlessStore } from "./store/restless-store.ts";
import { ToldStore, type FailingWatch, type Told, type ToldText } from "./store/told-store.ts";
import { DAY, formatTime, parseTime, SECOND } from "./time.ts";
import { Update } from "./updates.ts";
import { performer } from "./performer.ts";
import { readRobots, robotsRequest, type Robots } from "./upstream/robots.ts";

/**
 * The last tick that finished (milliseconds): its `scheduledTime`, when it was over by the wall clock, and how far the hosts
 * have come whose watches it could not ask about, by host.
 */
export type LastTick = {
  scheduledTime: number;
  finishedAt: number;
  behind?: Readonly<Record<string, number>>;
};

/** What a tick has to know before it begins. */
export type Begun = Restless & {
  lastTick?: LastTick;
  /** What the roster was made of: see `rosterMark`. */
  rosterMark: string | undefined;
};

/** What the Watcher of this key tells, with its updates that the Fleet does not have, as JSON. */
export type Report = { key: string; told: Told; updates: string[] };

const Place = z.object({ seq: Update.shape.seq, detectedAt: Update.shape.detectedAt });

/** One of the newest updates of all watches. `detectedAt` is its own, or as long before as makes it unique among all. */
export type FleetUpdate = { key: string; detectedAt: string; text: string };

/** What is to be known: what the watches of these keys told, whether any fail, and so many of the newest updates. */
export type Wanted = { keys?: readonly string[]; failing?: boolean; updates?: number };

/** What is known of what was wanted. `text` is the JSON of `Told`; `updates` come newest first. */
export type Overview = {
  lastTick?: LastTick;
  told: ToldText[];
  failing: FailingWatch[];
  updates: FleetUpdate[];
};

/** A host's rules, and until when they may be relied on (milliseconds). */
export type KnownRobots = { robots: Robots; until: number };

const ROSTER = "roster";
const ROSTER_MARK = "roster-mark";

export class Fleet extends DurableObject<Env> {
  readonly #sql: SqlStorage;
  readonly #chunks: ChunkStore;
  readonly #told: ToldStore;
  readonly #restless: RestlessStore;
  /** Requests for robots.txt that are under way, by origin. */
  readonly #asking = new Map<string, Promise<KnownRobots>>();

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#sql = ctx.storage.sql;
    this.#chunks = new ChunkStore(this.#sql);
    this.#told = new ToldStore(this.#sql);
    this.#restless = new RestlessStore(ctx.storage.kv, this.#told);
    this.#sql.exec(
      "CREATE TABLE IF NOT EXISTS updates (watch TEXT NOT NULL, seq INTEGER NOT NULL, detectedAt TEXT NOT NULL, PRIMARY KEY (watch, seq)) WITHOUT ROWID",
    );
  }

  /** What a tick has to know before it begins. */
  beginTick(): Begun {
    const { fresh, awake } = this.#restless.of(configured(this.env));
    return { ...this.#lastTick(), fresh, awake, rosterMark: this.ctx.storage.kv.get(ROSTER_MARK) };
  }

  lastTick(): LastTick | undefined {
    return this.ctx.storage.kv.get<LastTick>("tick");
  }

  /** The watches that there are, and those that there were. */
  roster(): Roster {
    return z.parse(Roster, this.ctx.storage.kv.get(ROSTER) ?? []);
  }

  /** Remembers which watches there are, and which there were; `mark` names the configuration that says so. */
  writeRoster(roster: Roster, mark: string): void {
    this.ctx.storage.kv.put(ROSTER, roster);
    this.ctx.storage.kv.put(ROSTER_MARK, mark);
  }

  /** Forgets what a watch told that is not to be known of any more. */
  forget(key: string): void {
    this.ctx.storage.transactionSync(() => {
      this.#told.delete(key);
      this.#restless.forget();
      const told = this.#sql.exec<{ seq: number }>("DELETE FROM updates WHERE watch = ? RETURNING seq", key);
      for (const { seq } of told.toArray()) this.#chunks.delete(updateKey(key, seq));
    });
  }

  /**
   * Records that a tick is over for the hosts that are `done`; those that are not stay where they were before it. One that
   * took longer than the next records only how far it brought them.
   */
  finishTick(
    scheduledTime: number,
    { done, left }: { done: readonly string[]; left: readonly string[] },
  ): void {
    const lastTick = this.lastTick();
    const last = lastTick?.scheduledTime ?? -1;
    const behind = new Map(Object.entries(lastTick?.behind ?? {}));
    for (const host of done) {
      const reached = behind.get(host);
      if (scheduledTime >= last) behind.delete(host);
      else if (reached !== undefined) behind.set(host, Math.max(reached, scheduledTime));
    }
    if (scheduledTime > last) for (const host of left) behind.set(host, behind.get(host) ?? last);
    const tick: LastTick =
      scheduledTime > last || lastTick === undefined
        ? { scheduledTime, finishedAt: Date.now() }
        : { ...lastTick };
    delete tick.behind;
    if (behind.size > 0) tick.behind = Object.fromEntries(behind);
    if (JSON.stringify(tick) !== JSON.stringify(lastTick)) this.ctx.storage.kv.put("tick", tick);
  }

  /** Takes a Watcher's report. The newest hundred updates of all watches are kept. */
  report({ key: watch, told, updates }: Report): void {
    this.ctx.storage.transactionSync(() => {
      this.#told.put(watch, told);
      this.#restless.hear(watchByKey(configured(this.env), watch), told);
      let newer = Infinity;
      for (const text of updates.toReversed()) {
        const { seq, detectedAt } = z.parse(Place, JSON.parse(text));
        // Told again, after a crash: its date stays.
        if (this.#chunks.get(updateKey(watch, seq)) === text) continue;
        newer = this.#freeSecond(Math.min(parseTime(detectedAt), newer - SECOND));
        this.#sql.exec(
          "INSERT OR REPLACE INTO updates (watch, seq, detectedAt) VALUES (?, ?, ?)",
          watch,
          seq,
          formatTime(newer),
        );
        this.#chunks.put(updateKey(watch, seq), text);
      }
      const old = this.#sql.exec<{ watch: string; seq: number }>(
        "DELETE FROM updates WHERE (watch, seq) IN (SELECT watch, seq FROM updates ORDER BY detectedAt DESC, watch, seq DESC LIMIT -1 OFFSET ?) RETURNING watch, seq",
        PAGE,
      );
      for (const one of old.toArray()) this.#chunks.delete(updateKey(one.watch, one.seq));
    });
  }

  /** What is known of what is wanted, and no more is read. Watches that are no longer configured are among it. */
  overview({ keys = [], failing = false, updates = 0 }: Wanted): Overview {
    return {
      ...this.#lastTick(),
      told: this.#told.of(keys),
      failing: failing ? this.#told.failing() : [],
      updates: updates > 0 ? this.#newest(updates) : [],
    };
  }

  /**
   * What the host of an address says in its robots.txt. It is asked for at most once a day, whoever asks; a host whose
   * rules cannot be read keeps its last ones.
   */
  robots(url: string): Promise<KnownRobots> {
    const { origin } = new URL(url);
    const known = this.ctx.storage.kv.get<KnownRobots>(`robots/${origin}`);
    if (known !== undefined && known.until > Date.now()) return Promise.resolve(known);
    const asking = this.#asking.get(origin) ?? this.#askRobots(url, origin, known);
    this.#asking.set(origin, asking);
    return asking.finally(() => this.#asking.delete(origin));
  }

  async #askRobots(url: string, origin: string, known: KnownRobots | undefined): Promise<KnownRobots> {
    const asked = readRobots(await performer(this.env)(robotsRequest(url)));
    const robots = asked === "unreadable" && known !== undefined ? known.robots : asked;
    const next = { robots, until: Date.now() + DAY };
    this.ctx.storage.kv.put(`robots/${origin}`, next);
    return next;
  }

  /**
   * The time, or the next second before it that no update has: two watches may see something at once, but readers drop
   * items that share a date, distrust those of the future, and take one whose date changes for another.
   */
  #freeSecond(time: number): number {
    let free = time;
    // One look through the table, also where hundreds of watches have seen something in the same second.
    const taken = this.#sql.exec<{ detectedAt: string }>(
      "SELECT detectedAt FROM updates WHERE detectedAt <= ? ORDER BY detectedAt DESC",
      formatTime(time),
    );
    for (const { detectedAt } of taken) {
      if (detectedAt !== formatTime(free)) break;
      free -= SECOND;
    }
    return free;
  }

  #lastTick(): { lastTick?: LastTick } {
    const lastTick = this.lastTick();
    return lastTick === undefined ? {} : { lastTick };
  }

  #newest(limit: number): FleetUpdate[] {
    const newest = this.#sql.exec<{ watch: string; seq: number; detectedAt: string }>(
      "SELECT watch, seq, detectedAt FROM updates ORDER BY detectedAt DESC, watch, seq DESC LIMIT ?",
      limit,
    );
    return newest.toArray().map(({ watch, seq, detectedAt }) => {
      return { key: watch, detectedAt, text: this.#chunks.get(updateKey(watch, seq)) ?? "" };
    });
  }
}

/** The one Fleet. */
export function theFleet(env: Env): DurableObjectStub<Fleet> {
  return env.FLEET.getByName("fleet");
}

function updateKey(watch: string, seq: number): string {
  return `${watch}/${seq}`;
}
