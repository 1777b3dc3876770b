/** A watch's alerts in its object's SQLite storage. */
import * as z from "zod/mini";
import { Alert, type Raised } from "../alerts.ts";

/** How many are kept; a watch has a handful a year. */
const MAX_ALERTS = 100;

export class AlertStore {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec("CREATE TABLE IF NOT EXISTS alerts (seq INTEGER PRIMARY KEY, value TEXT NOT NULL)");
  }

  /** `seq` of the newest; 0 before the first. */
  latest(): number {
    return this.#sql.exec<{ seq: number | null }>("SELECT max(seq) AS seq FROM alerts").one().seq ?? 0;
  }

  /** Those after `after` up to and with `to`, oldest first. */
  read(after: number, to: number): Alert[] {
    return this.#sql
      .exec<{ value: string }>("SELECT value FROM alerts WHERE seq > ? AND seq <= ? ORDER BY seq", after, to)
      .toArray()
      .map(({ value }) => z.parse(Alert, JSON.parse(value)));
  }

  /** Adds one after the last. The newest hundred are kept. */
  add(alert: Raised): void {
    const seq = this.latest() + 1;
    this.#sql.exec("INSERT INTO alerts (seq, value) VALUES (?, ?)", seq, JSON.stringify({ seq, ...alert }));
    this.#sql.exec("DELETE FROM alerts WHERE seq <= ?", seq - MAX_ALERTS);
  }
}
