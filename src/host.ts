/**
 * The object that asks one upstream host: one round at a time, so that the schedule never asks a host for two things at
 * once, and not before a host in trouble may be asked again. It remembers what its watches ask, and which answer holds
 * nothing new for them.
 */
import { DurableObject } from "cloudflare:workers";
import * as z from "zod/mini";
import { configured } from "./configured.ts";
import type { LastTick } from "./fleet.ts";
import { logTrouble } from "./log.ts";
import { watchByKey, type Watch } from "./named-watches.ts";
import { watchPerformer } from "./performer.ts";
import { shareOf } from "./plans.ts";
import { type Asked, type Due, type Ended, type Given, makeRound, type Ticked } from "./round.ts";
import { backoff } from "./schedule.ts";
import { HOUR, MINUTE } from "./time.ts";
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

/** What is remembered of a watch. `means` is what it meant then, in so far as the rest depends on it. */
type Row = {
  key: string;
  means: string;
  request: string;
  digest: string | null;
  until: number | null;
  late: number;
};

const StoredRequest = z.object({
  url: z.string(),
  method: z.exactOptional(z.enum(["GET", "POST"])),
  headers: z.exactOptional(z.catchall(z.object({}), z.string())),
  body: z.exactOptional(z.string()),
  steady: z.exactOptional(z.literal(true)),
  prefixes: z.exactOptional(z.array(z.string())),
});

export class Host extends DurableObject<Env> {
  readonly #sql: SqlStorage;
  #isBusy = false;
  /** The last tick that each watch has been through. */
  readonly #through = new Map<string, number>();

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#sql = ctx.storage.sql;
    this.#sql.exec(
      "CREATE TABLE IF NOT EXISTS watches (key TEXT PRIMARY KEY, means TEXT NOT NULL, request TEXT NOT NULL, digest TEXT, until INTEGER, late INTEGER NOT NULL) WITHOUT ROWID",
    );
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
      const { left, failed, trouble } = await this.#makeRound(tick, due);
      const still = new Set(left);
      for (const key of due) if (!still.has(key)) this.#through.set(key, tick);
      this.#rest(rest, tick, trouble);
      return { left, failed, goOn: true };
    } finally {
      this.#isBusy = false;
    }
  }

  /** Forgets which answer holds nothing new for a watch, because it is about to be elsewhere. */
  wake(key: string): void {
    this.#sql.exec("DELETE FROM watches WHERE key = ?", key);
  }

  async #makeRound(tick: number, keys: readonly string[]): Promise<Ended> {
    const config = configured(this.env);
    const watches = new Map<string, Watch>();
    for (const key of keys) {
      const watch = watchByKey(config, key);
      if (watch !== undefined) watches.set(key, watch);
    }
    const acts = {
      ask: ({ key, request }: { key: string } & Asked) =>
        watchPerformer(this.env, watches.get(key) ?? {})(request),
      tick: async (key: string, given?: Given) => this.#tick(watches.get(key), tick, given),
      pause: () => scheduler.wait(PAUSE_MS),
      now: Date.now,
    };
    return makeRound(this.#dueOf(watches), acts, shareOf(config.settings.plan));
  }

  async #tick(watch: Watch | undefined, tick: number, given?: Given): Promise<Ticked | undefined> {
    if (watch === undefined) return undefined;
    try {
      const ticked: Ticked = await this.env.WATCHER.getByName(watch.key).tick(tick, given);
      this.#remember(watch, ticked);
      return ticked;
    } catch (error) {
      logTrouble("tick-failed", { watch: watch.id }, error);
      return undefined;
    }
  }

  /** The watches with what is remembered of them. Those that ask the same share one `asked`. */
  #dueOf(watches: ReadonlyMap<string, Watch>): Due[] {
    const rows = this.#sql.exec<Row>(
      "SELECT * FROM watches WHERE key IN (SELECT value FROM json_each(?))",
      JSON.stringify([...watches.keys()]),
    );
    const known = new Map(rows.toArray().map((row) => [row.key, row]));
    const asked = new Map<string, Asked>();
    return [...watches].map(([key, watch]) => {
      const row = known.get(key);
      if (row === undefined || row.means !== meaningOf(watch)) return { key };
      const { request, digest, until, late } = row;
      const token = watch.token?.secret ?? "";
      const asks = asked.get(token + request) ?? {
        token,
        request: z.parse(StoredRequest, JSON.parse(request)),
      };
      asked.set(token + request, asks);
      const quiet = digest === null || until === null ? {} : { quiet: { digest, until } };
      return { key, asks, late: late === 1, ...quiet };
    });
  }

  /** Keeps what a tick has shown. Of one that shows nothing new, nothing is written. */
  #remember(watch: Watch, { memory, refusal }: Ticked): void {
    if (memory === undefined) return;
    const { request, quiet } = memory;
    this.#sql.exec(
      `INSERT INTO watches VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO UPDATE
        SET means = ?2, request = ?3, digest = ?4, until = ?5, late = ?6
        WHERE means != ?2 OR request != ?3 OR digest IS NOT ?4 OR until IS NOT ?5 OR late != ?6`,
      watch.key,
      meaningOf(watch),
      JSON.stringify(request),
      quiet?.digest ?? null,
      quiet?.until ?? null,
      refusal === undefined ? 0 : 1,
    );
  }

  /** After trouble the host is left alone: not yet after the first, then for a minute, and twice as long each time. */
  #rest(before: Rest | undefined, tick: number, trouble: Ended["trouble"]): void {
    if (trouble === undefined) {
      if (before !== undefined) this.ctx.storage.kv.delete(REST);
      return;
    }
    const troubles = (before?.troubles ?? 0) + 1;
    const wait = Math.min(backoff({ id: "", every: MINUTE }, troubles), MAX_REST_MS);
    const retryAfterMs = "retryAfterMs" in trouble ? (trouble.retryAfterMs ?? 0) : 0;
    const rest: Rest = { troubles, tick: tick + wait, until: Date.now() + retryAfterMs };
    this.ctx.storage.kv.put(REST, rest);
  }
}

function meaningOf({ source, others, token, robots }: Watch): string {
  const sources = [source, ...others].map(({ upstream, target }) => [upstream, target]);
  return JSON.stringify([version, sources, token?.secret, robots]);
}

/** The Host that asks about a watch. */
export function hostOf(env: Env, watch: Watch): DurableObjectStub<Host> {
  return env.HOST.getByName(hostName(watch));
}

/** The host, with its port, that a watch is asked about at first. */
export function hostName({ source }: Watch): string {
  return new URL(source.url).host;
}

/** The last tick (milliseconds) that asked about a watch, if it was due. */
export function hostsTick({ scheduledTime, behind }: LastTick, watch: Watch): number {
  return behind?.[hostName(watch)] ?? scheduledTime;
}
