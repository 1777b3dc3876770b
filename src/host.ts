/**
 * The object that asks one upstream host: one round at a time, so that the schedule never asks a host for two things at
 * once, and not before a host in trouble may be asked again. It remembers what its watches ask, and which answer holds
 * nothing new for them.
 */
import { DurableObject } from "cloudflare:workers";
import { configured } from "./configured.ts";
import type { LastTick } from "./fleet.ts";
import { sha256 } from "./hash.ts";
import { logTrouble } from "./log.ts";
import { memo } from "./memo.ts";
import { watchByKey, type Watch } from "./named-watches.ts";
import { watchPerformer } from "./performer.ts";
import { shareOf } from "./plans.ts";
import { RobotsRules } from "./robots-rules.ts";
import { rosterMark } from "./roster.ts";
import { type Asked, type Due, type Ended, type Given, makeRound, type Ticked } from "./round.ts";
import { backoff, isDue } from "./schedule.ts";
import { HOUR, MINUTE } from "./time.ts";
import { obeying } from "./upstream/robots.ts";
import { version } from "./version.ts";

/** The pause (milliseconds) before a request to a host that has just answered one. */
const PAUSE_MS = 100;
/** The longest (milliseconds) that a host in trouble is left alone, unless it says so itself. */
const MAX_REST_MS = HOUR;

/** What came of a round: which watches are still due, whether to go on with them at once, how many objects failed. */
export type Round = Pick<Ended, "left" | "failed"> & { goOn: boolean };

/** Rounds in a row that ended in trouble, and until when there is none: by the tick's clock and by the wall clock (milliseconds). */
type Rest = { troubles: number; tick: number; until: number };
const REST = "rest";
/** Which list of watches the table has last been brought in line with. */
const ROSTER_MARK = "roster-mark";

/**
 * What is remembered of a watch. `means` names what it meant then; `late` is 1 where it asked the last time and could not be
 * read, `notBefore` the first tick (milliseconds) that may try again, 0 where it was read.
 */
type Row = {
  key: string;
  means: string;
  request: string;
  digest: string | null;
  until: number | null;
  late: number;
  notBefore: number;
};

export class Host extends DurableObject<Env> {
  readonly #sql: SqlStorage;
  #isBusy = false;
  /** The last tick that each watch has been through. */
  readonly #through = new Map<string, number>();
  /** Those that were woken while they were ticked: what that showed does not hold any more. */
  readonly #woken = new Set<string>();
  readonly #rules: RobotsRules;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#sql = ctx.storage.sql;
    this.#rules = new RobotsRules(env);
    this.#sql.exec(
      "CREATE TABLE IF NOT EXISTS watches (key TEXT PRIMARY KEY, means TEXT NOT NULL, request TEXT NOT NULL, digest TEXT, until INTEGER, late INTEGER NOT NULL, notBefore INTEGER NOT NULL) WITHOUT ROWID",
    );
    this.#followRoster();
  }

  /**
   * Asks about these watches, which are due at the tick; about none that has been through it. While another round is under
   * way, or the host is left alone, all of them are left.
   */
  async round(tick: number, keys: readonly string[]): Promise<Round> {
    const due = keys.filter((key) => (this.#through.get(key) ?? 0) < tick);
    const rest = this.ctx.storage.kv.get<Rest>(REST);
    const isAlone = rest !== undefined && (tick < rest.tick || Date.now() < rest.until);
    if (this.#isBusy || isAlone) return { left: due, failed: 0, goOn: false };
    this.#isBusy = true;
    try {
      const ended = await this.#makeRound(tick, due, rest === undefined);
      const { left, failed, isCut: goOn } = ended;
      const still = new Set(left);
      for (const key of due) if (!still.has(key)) this.#through.set(key, tick);
      if (ended.hasAsked) this.#rest(rest, tick, ended);
      return { left, failed, goOn };
    } finally {
      this.#isBusy = false;
    }
  }

  /** Forgets which answer holds nothing new for a watch, because it is about to be elsewhere. */
  wake(key: string): void {
    this.#woken.add(key);
    this.#sql.exec("DELETE FROM watches WHERE key = ?", key);
  }

  /** Forgets what was asked for a watch that was taken out of the configuration: that is nobody's to know any more. */
  #followRoster(): void {
    const config = configured(this.env);
    const { kv } = this.ctx.storage;
    // An object is made anew for nearly each tick, while the list of watches hardly ever changes.
    if (!config.certain || kv.get(ROSTER_MARK) === rosterMark(config)) return;
    this.#sql.exec(
      "DELETE FROM watches WHERE key NOT IN (SELECT value FROM json_each(?))",
      JSON.stringify([...config.watches, ...config.idle].map(({ key }) => key)),
    );
    kv.put(ROSTER_MARK, rosterMark(config));
  }

  async #makeRound(tick: number, keys: readonly string[], news: boolean): Promise<Ended> {
    const config = configured(this.env);
    const watches = new Map<string, Watch>();
    for (const key of keys) {
      const watch = watchByKey(config, key);
      if (watch !== undefined) watches.set(key, watch);
    }
    const acts = {
      ask: async ({ key, request }: { key: string } & Asked) => {
        const watch = watches.get(key);
        if (watch === undefined) throw new Error("a question is a watch's");
        const perform = watchPerformer(this.env, watch);
        if (watch.robots === "ignore") return perform(request);
        return obeying(perform, (url) => this.#rules.judge(watch, url))(request);
      },
      tick: async (key: string, given?: Given) => this.#tick(watches.get(key), tick, given),
      pause: () => scheduler.wait(PAUSE_MS),
      now: Date.now,
    };
    return makeRound(this.#dueOf(watches, tick), acts, shareOf(config.settings.plan), { news });
  }

  async #tick(watch: Watch | undefined, tick: number, given?: Given): Promise<Ticked | undefined> {
    if (watch === undefined) return undefined;
    try {
      this.#woken.delete(watch.key);
      const ticked: Ticked = await this.env.WATCHER.getByName(watch.key).tick(tick, given);
      if (!this.#woken.has(watch.key)) this.#remember(watch, ticked, given);
      return ticked;
    } catch (error) {
      logTrouble("tick-failed", { watch: watch.id }, error);
      return undefined;
    }
  }

  /** The watches that may be asked about, with what is remembered of them. Those that ask the same share one `asked`. */
  #dueOf(watches: ReadonlyMap<string, Watch>, tick: number): Due[] {
    const rows = this.#sql.exec<Row>(
      // Row by row: a list of keys to look in would be read once more.
      "SELECT watches.* FROM json_each(?) CROSS JOIN watches ON watches.key = value",
      JSON.stringify([...watches.keys()]),
    );
    const known = new Map(rows.toArray().map((row) => [row.key, row]));
    const asked = new Map<string, Asked>();
    // A page that robots.txt forbids is asked for by a watch that ignores it, if there is one; the others do not take it.
    const inTurn = [...watches].toSorted(([, a], [, b]) => rankOf(a) - rankOf(b));
    return inTurn.flatMap(([key, watch]): Due | [] => {
      const row = known.get(key);
      const token = watch.token === undefined ? "" : `${watch.token.secret} ${watch.token.origin} `;
      const source = token + (watch.source.repository ?? watch.source.url);
      // One that is paused has to come to rest; its upstream is not to hear of it.
      if (row === undefined || watch.paused || row.means !== meaningOf(watch)) return { key, source };
      const { request, digest, until, late, notBefore } = row;
      // A tick that died is made up by the next, but not for those that it had come to.
      const isDone = notBefore === 0 && !isDue(watch, tick, this.#through.get(key) ?? -Infinity);
      if (isDone || tick < notBefore) return [];
      // Written by this very version: `means` says so.
      const asks: Asked = asked.get(token + request) ?? { token, request: JSON.parse(request) };
      asked.set(token + request, asks);
      const quiet = digest === null || until === null ? {} : { quiet: { digest, until } };
      return { key, source, asks, late: late === 1, ...quiet };
    });
  }

  /** Keeps what a tick has shown. Of one that shows nothing new, nothing is written. */
  #remember(watch: Watch, { memory, refusal, notBefore }: Ticked, given?: Given): void {
    if (memory === undefined) return;
    const { request, quiet } = memory;
    this.#sql.exec(
      `INSERT INTO watches VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO UPDATE
        SET means = ?2, request = ?3, digest = ?4, until = ?5, late = ?6, notBefore = ?7
        WHERE (means, request, digest, until, late, notBefore) IS NOT (?2, ?3, ?4, ?5, ?6, ?7)`,
      watch.key,
      meaningOf(watch),
      JSON.stringify(request),
      quiet?.digest ?? null,
      quiet?.until ?? null,
      refusal === undefined || given?.isHearsay === true ? 0 : 1,
      notBefore ?? 0,
    );
  }

  /**
   * After trouble the host is left alone: not yet after the first, then for a minute, and twice as long each time. Trouble with
   * one repository at a host that is well otherwise is none, unless the host says when to come back.
   */
  #rest(before: Rest | undefined, tick: number, { trouble, isWell }: Ended): void {
    const retryAfterMs = (trouble && "retryAfterMs" in trouble && trouble.retryAfterMs) || 0;
    if (trouble === undefined || (isWell && retryAfterMs === 0)) {
      if (before !== undefined) this.ctx.storage.kv.delete(REST);
      return;
    }
    const troubles = (before?.troubles ?? 0) + 1;
    const wait = Math.min(backoff({ id: "", every: MINUTE }, troubles), MAX_REST_MS);
    const rest: Rest = { troubles, tick: tick + wait, until: Date.now() + retryAfterMs };
    this.ctx.storage.kv.put(REST, rest);
  }
}

/** Names what a watch is configured to be, and what reads it: one that means something else now is asked itself. */
const meaningOf = memo((watch: Watch): string => sha256(JSON.stringify([version, watch])));

function rankOf({ robots }: Watch): number {
  return robots === "ignore" ? 0 : 1;
}

/** The Host that asks about a watch. */
export function hostOf(env: Env, watch: Watch): DurableObjectStub<Host> {
  return env.HOST.getByName(hostName(watch));
}

/** The host, with its port, that a watch is asked about at first. Each tick asks it of every watch. */
export const hostName = memo(({ source }: Watch): string => new URL(source.url).host);

/** The last tick (milliseconds) that asked about a watch, if it was due. */
export function hostsTick({ scheduledTime, behind = {} }: LastTick, watch: Watch): number {
  const host = hostName(watch);
  // A host may be called `constructor`.
  return (Object.hasOwn(behind, host) ? behind[host] : undefined) ?? scheduledTime;
}
