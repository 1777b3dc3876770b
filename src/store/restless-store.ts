/**
 * The watches that a tick polls although no poll of theirs is due, in the Fleet's storage. They are looked up among all only
 * where that may have changed: a tick comes every minute, and its cost is not to grow with what is at rest.
 */
import type { Config, Watch } from "../config.ts";
import { rosterMark } from "../roster.ts";
import type { Told, ToldStore } from "./told-store.ts";

/** Keys of the watches that have no snapshot yet, and of those that the configuration pauses and are not at rest. */
export type Restless = { fresh: string[]; awake: string[] };

/** Those of a configuration (see `rosterMark`). */
type Known = Restless & { mark: string };

const KEY = "restless";
/** How many, at most, are remembered: in one row. */
const FEW = 100;

export class RestlessStore {
  readonly #kv: SyncKvStorage;
  readonly #told: ToldStore;

  constructor(kv: SyncKvStorage, told: ToldStore) {
    this.#kv = kv;
    this.#told = told;
  }

  /** Those of a configuration, by what watches have told. */
  of(config: Config): Restless {
    const mark = rosterMark(config);
    const before = this.#kv.get<Known>(KEY);
    if (before?.mark === mark) return before;
    const standings = new Map(this.#told.standings().map((one) => [one.key, one]));
    const now: Known = { mark, fresh: [], awake: [] };
    for (const { key, paused } of config.watches) {
      const { state = "paused", snapshot = null } = standings.get(key) ?? {};
      if (snapshot === null) now.fresh.push(key);
      if (paused && state !== "paused") now.awake.push(key);
    }
    if (now.fresh.length + now.awake.length <= FEW) this.#kv.put(KEY, now);
    return now;
  }

  /** Forgets them where what a watch tells may make others of them; undefined is one that is not configured. */
  hear(watch: Watch | undefined, { status }: Told): void {
    if (watch === undefined) return;
    const wasFresh = this.#kv.get<Known>(KEY)?.fresh.includes(watch.key) === true;
    if (watch.paused || wasFresh !== (status.snapshot === undefined)) this.forget();
  }

  forget(): void {
    this.#kv.delete(KEY);
  }
}
