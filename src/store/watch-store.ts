/** One Watcher's SQLite storage: its state, snapshots until they are in KV, updates, and cursors. */
import * as z from "zod/mini";
import { parseUpdate, type Update } from "../updates.ts";
import { AlertStore } from "./alert-store.ts";
import { ChunkStore } from "./chunks.ts";
import { Cursor } from "./cursor.ts";
import { Reader } from "./reader.ts";
import { Snapshot, takenAtOf } from "./snapshot.ts";
import { newState, readState, type WatchState } from "./watch-state.ts";

/** A snapshot's place in the sequence. `stored` tells whether it is in KV. */
export type SnapshotRow = {
  number: number;
  id: string;
  takenAt: string;
  supersededAt: string | null;
  stored: number;
};

export class WatchStore {
  readonly alerts: AlertStore;
  readonly #sql: SqlStorage;
  readonly #chunks: ChunkStore;
  readonly #stateReader = new Reader(readState);
  readonly #cursorReaders = new Map<string, Reader<Cursor>>();

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    this.#chunks = new ChunkStore(sql);
    this.alerts = new AlertStore(sql);
    sql.exec(
      "CREATE TABLE IF NOT EXISTS state (only INTEGER PRIMARY KEY CHECK (only = 1), value TEXT NOT NULL)",
    );
    sql.exec(
      "CREATE TABLE IF NOT EXISTS snapshots (number INTEGER PRIMARY KEY, id TEXT NOT NULL, takenAt TEXT NOT NULL, supersededAt TEXT, stored INTEGER NOT NULL DEFAULT 0)",
    );
    sql.exec("CREATE TABLE IF NOT EXISTS updates (seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE)");
    sql.exec(
      "CREATE TABLE IF NOT EXISTS left_commits (entry TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (entry, id)) WITHOUT ROWID",
    );
    sql.exec("CREATE TABLE IF NOT EXISTS cursors (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID");
    this.createIndexes();
  }

  createIndexes(): void {
    this.#sql.exec("CREATE INDEX IF NOT EXISTS snapshots_by_time ON snapshots (takenAt)");
  }

  state(): WatchState {
    const [row] = this.#sql.exec<{ value: string }>("SELECT value FROM state").toArray();
    return row === undefined ? newState : this.#stateReader.read(row.value);
  }

  writeState(state: WatchState): void {
    this.#sql.exec("INSERT OR REPLACE INTO state (only, value) VALUES (1, ?)", JSON.stringify(state));
  }

  /** Adds a snapshot as the latest. Returns its number. */
  addSnapshot(snapshot: Snapshot): number {
    const { id, takenAt } = snapshot.snapshot;
    this.#sql.exec("UPDATE snapshots SET supersededAt = ? WHERE supersededAt IS NULL", takenAt);
    const { number } = this.#sql
      .exec<{ number: number }>(
        "INSERT INTO snapshots (id, takenAt) VALUES (?, ?) RETURNING number",
        id,
        takenAt,
      )
      .one();
    this.#chunks.put(`snapshot/${number}`, JSON.stringify(snapshot));
    return number;
  }

  /** The text of a snapshot that is the latest or not yet in KV; undefined for any other. */
  heldText(number: number): string | undefined {
    return this.#chunks.get(`snapshot/${number}`);
  }

  /** The text of a snapshot that is the latest or not yet in KV. Throws for any other. */
  snapshotText(number: number): string {
    const text = this.heldText(number);
    if (text === undefined) throw new Error("snapshot is not in this storage");
    return text;
  }

  snapshot(number: number): Snapshot {
    return z.parse(Snapshot, JSON.parse(this.snapshotText(number)));
  }

  /** Snapshots that are not in KV yet, oldest first. */
  unstoredSnapshots(): SnapshotRow[] {
    return this.#sql.exec<SnapshotRow>("SELECT * FROM snapshots WHERE stored = 0 ORDER BY number").toArray();
  }

  /** Records that a snapshot is in KV; only the latest is kept here as well. */
  markStored(number: number): void {
    this.#sql.exec("UPDATE snapshots SET stored = 1 WHERE number = ?", number);
    for (const row of this.#sql.exec<{ number: number }>(
      "SELECT number FROM snapshots WHERE stored = 1 AND supersededAt IS NOT NULL AND number >= ?",
      number - 1,
    )) {
      this.#chunks.delete(`snapshot/${row.number}`);
    }
  }

  /** Snapshots that were superseded before a time and are in KV, oldest first, at most `limit`. */
  expiredSnapshots(before: string, limit: number): SnapshotRow[] {
    return this.#sql
      .exec<SnapshotRow>(
        "SELECT * FROM snapshots WHERE supersededAt < ? AND stored = 1 ORDER BY number LIMIT ?",
        before,
        limit,
      )
      .toArray();
  }

  dropSnapshot(number: number): void {
    this.#sql.exec("DELETE FROM snapshots WHERE number = ?", number);
    this.#chunks.delete(`snapshot/${number}`);
  }

  /** The oldest snapshot that is kept, leaving out the `passed` oldest; undefined where there is none. */
  oldestSnapshot(passed: number): SnapshotRow | undefined {
    return this.#sql
      .exec<SnapshotRow>("SELECT * FROM snapshots ORDER BY number LIMIT 1 OFFSET ?", passed)
      .toArray()[0];
  }

  /** Ids of the snapshots in KV that were taken after that of an id, or from the oldest on, oldest first, at most `limit`. */
  keptSnapshots(after: string | undefined, limit: number): string[] {
    return this.#sql
      .exec<{ id: string }>(
        `SELECT id FROM snapshots WHERE stored = 1 AND takenAt >= ?1 AND (takenAt > ?1 OR number >
        coalesce((SELECT number FROM snapshots WHERE takenAt = ?1 AND id = ?2), 0)) ORDER BY takenAt, number LIMIT ?3`,
        after === undefined ? "" : takenAtOf(after),
        after ?? "",
        limit,
      )
      .toArray()
      .map(({ id }) => id);
  }

  /** The oldest snapshots that are kept, at most `limit`. */
  oldestSnapshots(limit: number): SnapshotRow[] {
    return this.#sql.exec<SnapshotRow>("SELECT * FROM snapshots ORDER BY number LIMIT ?", limit).toArray();
  }

  /** Id of the snapshot in KV that was the latest at a time; undefined where none that is kept was taken by then. */
  snapshotAt(time: string): string | undefined {
    return this.#sql
      .exec<{ id: string }>(
        "SELECT id FROM snapshots WHERE stored = 1 AND takenAt <= ? ORDER BY takenAt DESC, number DESC LIMIT 1",
        time,
      )
      .toArray()[0]?.id;
  }

  hasUpdate(id: string): boolean {
    return this.#sql.exec("SELECT 1 FROM updates WHERE id = ?", id).toArray().length > 0;
  }

  addUpdate(update: Update): void {
    this.#sql.exec("INSERT INTO updates (seq, id) VALUES (?, ?)", update.seq, update.id);
    this.#chunks.put(`update/${update.seq}`, JSON.stringify(update));
  }

  /** The texts of the updates after `after` up to and with `to`, oldest first, at most `limit`. */
  updateTexts(after: number, to: number, limit: number): string[] {
    const rows = this.#sql.exec<{ seq: number }>(
      "SELECT seq FROM updates WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT ?",
      after,
      to,
      limit,
    );
    return rows.toArray().map(({ seq }) => this.#chunks.get(`update/${seq}`) ?? "");
  }

  updates(after: number, to: number, limit: number): Update[] {
    return this.updateTexts(after, to, limit).map(parseUpdate);
  }

  /** `seq` of the oldest update that is kept; 0 where there is none. */
  oldestUpdate(): number {
    return this.#sql.exec<{ seq: number | null }>("SELECT min(seq) AS seq FROM updates").one().seq ?? 0;
  }

  dropUpdatesBefore(seq: number): void {
    for (const row of this.#sql
      .exec<{ seq: number }>("SELECT seq FROM updates WHERE seq < ?", seq)
      .toArray()) {
      this.#chunks.delete(`update/${row.seq}`);
    }
    this.#sql.exec("DELETE FROM updates WHERE seq < ?", seq);
  }

  /** Remembers that an entry, or the directory, was at a commit and has left it. */
  leave(entry: string, commit: string): void {
    this.#sql.exec("INSERT OR IGNORE INTO left_commits (entry, id) VALUES (?, ?)", entry, commit);
  }

  hasLeft(entry: string, commit: string): boolean {
    return (
      this.#sql.exec("SELECT 1 FROM left_commits WHERE entry = ? AND id = ?", entry, commit).toArray()
        .length > 0
    );
  }

  /** The cursor of that name, or undefined where it has none yet. */
  cursor(name: string): Cursor | undefined {
    const [row] = this.#sql
      .exec<{ value: string }>("SELECT value FROM cursors WHERE name = ?", name)
      .toArray();
    if (row === undefined) return undefined;
    const reader = this.#cursorReaders.get(name) ?? new Reader((text) => z.parse(Cursor, JSON.parse(text)));
    this.#cursorReaders.set(name, reader);
    return reader.read(row.value);
  }

  cursorNames(): string[] {
    return this.#sql
      .exec<{ name: string }>("SELECT name FROM cursors")
      .toArray()
      .map((row) => row.name);
  }

  writeCursor(name: string, cursor: Cursor): void {
    this.#sql.exec(
      "INSERT OR REPLACE INTO cursors (name, value) VALUES (?, ?)",
      name,
      JSON.stringify(cursor),
    );
  }

  /** Deletes what is left beside snapshots and updates, but for what publication has to know. */
  clear(): void {
    for (const table of ["state", "left_commits", "alerts"]) this.#sql.exec(`DELETE FROM ${table}`);
    this.#sql.exec("DELETE FROM cursors WHERE name != 'publication'");
  }

  dropCursor(name: string): void {
    this.#sql.exec("DELETE FROM cursors WHERE name = ?", name);
  }
}
