/** Values of any size in an object's SQLite storage: cut into pieces, because a stored value may have at most 2 MB. */

import { joinBytes } from "../bytes.ts";

/** The most bytes in one stored value. Production refuses more than 2 MB, the local runtime does not. */
export const MAX_VALUE_BYTES = 900_000;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Texts by key. Writing replaces; all within the caller's transaction. */
export class ChunkStore {
  readonly #sql: SqlStorage;
  readonly #table: string;

  constructor(sql: SqlStorage, table = "chunks") {
    this.#sql = sql;
    this.#table = table;
    sql.exec(
      `CREATE TABLE IF NOT EXISTS ${table} (key TEXT NOT NULL, part INTEGER NOT NULL, value BLOB NOT NULL, PRIMARY KEY (key, part)) WITHOUT ROWID`,
    );
  }

  put(key: string, text: string): void {
    this.delete(key);
    const pieces = cut(encoder.encode(text));
    for (const [part, value] of pieces.entries()) {
      this.#sql.exec(`INSERT INTO ${this.#table} (key, part, value) VALUES (?, ?, ?)`, key, part, value);
    }
  }

  /** The text, or undefined where the key has none. */
  get(key: string): string | undefined {
    const rows = this.#sql
      .exec<{ value: ArrayBuffer }>(`SELECT value FROM ${this.#table} WHERE key = ? ORDER BY part`, key)
      .toArray();
    return rows.length === 0 ? undefined : join(rows.map((row) => row.value));
  }

  delete(key: string): void {
    this.#sql.exec(`DELETE FROM ${this.#table} WHERE key = ?`, key);
  }
}

/** The bytes in pieces of at most `MAX_VALUE_BYTES`, at least one. */
export function cut(bytes: Uint8Array): Uint8Array[] {
  const pieces = [bytes.slice(0, MAX_VALUE_BYTES)];
  for (let from = MAX_VALUE_BYTES; from < bytes.length; from += MAX_VALUE_BYTES) {
    pieces.push(bytes.slice(from, from + MAX_VALUE_BYTES));
  }
  return pieces;
}

/** The text that was cut into these pieces. */
export function join(pieces: readonly ArrayBuffer[]): string {
  return decoder.decode(joinBytes(pieces.map((piece) => new Uint8Array(piece))));
}
