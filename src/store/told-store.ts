/** What watches have told of themselves, a row each, in the Fleet's SQLite storage: read by what is asked, never all. */
import * as z from "zod/mini";
import { Status } from "../status.ts";

/** How a watch is doing, as its Watcher last told: its status, and when its baseline and its newest update are from. */
export const Told = z.object({
  status: Status,
  since: z.exactOptional(z.string()),
  changedAt: z.exactOptional(z.string()),
});
export type Told = z.infer<typeof Told>;

/** What the watch of this key told, as JSON. */
export type ToldText = { key: string; text: string };

/** A watch that could not be read when it was last looked at: why, and when it was last read; null where not known. */
export type FailingWatch = { key: string; reason: string | null; lastSuccess: string | null };

/** Of each watch, its state and its latest snapshot; null before the baseline. */
export type Standing = { key: string; state: string; snapshot: string | null };

/** Whether a row is of a watch that fails. The index is of this very expression, so that no other row is read. */
const IS_FAILING = "value ->> '$.status.state' = 'failing'";

export class ToldStore {
  readonly #sql: SqlStorage;

  /** Makes the table, and what an older version's lacks. */
  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec("CREATE TABLE IF NOT EXISTS told (watch TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID");
    sql.exec(`CREATE INDEX IF NOT EXISTS failing ON told (watch) WHERE ${IS_FAILING}`);
  }

  put(key: string, told: Told): void {
    this.#sql.exec("INSERT OR REPLACE INTO told (watch, value) VALUES (?, ?)", key, JSON.stringify(told));
  }

  delete(key: string): void {
    this.#sql.exec("DELETE FROM told WHERE watch = ?", key);
  }

  /** What the watches of these keys told, as far as they did. */
  of(keys: readonly string[]): ToldText[] {
    if (keys.length === 0) return [];
    const query =
      "SELECT watch AS key, value AS text FROM told WHERE watch IN (SELECT value FROM json_each(?))";
    return this.#sql.exec<ToldText>(query, JSON.stringify(keys)).toArray();
  }

  failing(): FailingWatch[] {
    const query = `SELECT watch AS key, value ->> '$.status.lastPoll.reason' AS reason, value ->> '$.status.lastSuccess' AS lastSuccess FROM told WHERE ${IS_FAILING}`;
    return this.#sql.exec<FailingWatch>(query).toArray();
  }

  /** Where every watch stands. */
  standings(): Standing[] {
    const query =
      "SELECT watch AS key, value ->> '$.status.state' AS state, value ->> '$.status.snapshot' AS snapshot FROM told";
    return this.#sql.exec<Standing>(query).toArray();
  }
}
