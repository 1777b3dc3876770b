/** A state that is coming in: kept in tables beside the current ones until it is whole, then put in their place at once. */
import * as z from "zod/mini";
import { parseJson } from "../json.ts";
import { ChunkStore } from "./chunks.ts";
import { after, Header, Line, noProgress, STATE_VERSION, Trailer, type Progress } from "./portable.ts";
import type { WatchStore } from "./watch-store.ts";

/** How far a stream has come in; `whole` once its trailer has proven it. */
export type Staged = Progress & { whole: boolean };

/** Why a stream is not taken, in a sentence for the operator. */
export type Refused = { refused: string };

/** The tables of a watch's state: all that `WatchStore` makes. */
const tables = ["state", "snapshots", "updates", "left_commits", "cursors", "alerts", "chunks"] as const;

const staged = (table: (typeof tables)[number]) => `staged_${table}`;

const PROGRESS = "staged";

export class Staging {
  readonly #storage: DurableObjectStorage;
  readonly #sql: SqlStorage;

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
    this.#sql = storage.sql;
  }

  progress(): Staged | undefined {
    return this.#storage.kv.get<Staged>(PROGRESS);
  }

  /**
   * Takes further lines of a stream of which `at` came before; with 0, one that begins, if `refusal` finds nothing against
   * it. A stream that turns out not to be whole is dropped. Nothing current changes.
   */
  take(
    lines: readonly string[],
    at: number,
    refusal: (header: Header) => string | undefined,
  ): Staged | Refused {
    const before = at === 0 ? { ...noProgress, whole: false } : this.progress();
    if (before?.lines !== at) return { refused: "The lines before these have not come in here." };
    let progress: Staged = before;
    const problem = this.#storage.transactionSync(() => {
      for (const line of lines) {
        const wrong = progress.lines === 0 ? this.#begin(line, refusal) : this.#add(line, progress);
        if (wrong !== undefined) return wrong;
        progress = isTrailer(line)
          ? { ...progress, whole: true }
          : { ...after(progress, line), whole: false };
      }
      this.#storage.kv.put(PROGRESS, progress);
      return undefined;
    });
    if (problem === undefined) return progress;
    this.drop();
    return { refused: problem };
  }

  /**
   * Puts what is staged in the place of the current state, within the caller's transaction. Snapshots that are in KV
   * already, under the id that is made of their content, are not written there again.
   */
  swap(store: WatchStore): void {
    const [snapshots, chunks] = [staged("snapshots"), staged("chunks")];
    this.#sql.exec(
      `UPDATE ${snapshots} SET stored = 1 WHERE id IN (SELECT id FROM snapshots WHERE stored = 1)`,
    );
    this.#sql.exec(
      `DELETE FROM ${chunks} WHERE key IN (SELECT 'snapshot/' || number FROM ${snapshots} WHERE stored = 1 AND supersededAt IS NOT NULL)`,
    );
    for (const table of tables) {
      this.#sql.exec(`DROP TABLE ${table}`);
      this.#sql.exec(`ALTER TABLE ${staged(table)} RENAME TO ${table}`);
    }
    store.createIndexes();
    this.drop();
  }

  drop(): void {
    this.#storage.kv.delete(PROGRESS);
    for (const table of tables) this.#sql.exec(`DROP TABLE IF EXISTS ${staged(table)}`);
  }

  /** Makes empty tables of the shape that the current ones have, unless something is against the stream. */
  #begin(line: string, refusal: (header: Header) => string | undefined): string | undefined {
    const json = parseJson(line);
    const stream = z.safeParse(Stream, json);
    if (!stream.success) return "This is not the beginning of a watch's state.";
    const { version } = stream.data;
    if (version !== STATE_VERSION)
      return `The stream has version ${version}, and this deployment reads version ${STATE_VERSION}.`;
    const wrong = refusal(z.parse(Header, json));
    if (wrong !== undefined) return wrong;
    this.drop();
    for (const table of tables) {
      const { sql } = this.#sql
        .exec<{ sql: string }>("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?", table)
        .one();
      this.#sql.exec(sql.replace(/^CREATE TABLE "?\w+"?/, `CREATE TABLE ${staged(table)}`));
    }
    return undefined;
  }

  #add(line: string, { digest, counts, whole }: Staged): string | undefined {
    try {
      if (whole) throw new Error("line after the trailer");
      if (!isTrailer(line)) {
        this.#insertLine(line);
        return undefined;
      }
      const { end } = z.parse(Trailer, JSON.parse(line));
      const same = Object.keys({ ...counts, ...end.counts }).every(
        (kind) => counts[kind] === end.counts[kind],
      );
      return same && end.digest === digest && counts["state"] === 1
        ? undefined
        : "The stream is not as it was written: its digest is another.";
    } catch {
      return "The stream has a line that is none of a watch's state.";
    }
  }

  #insertLine(line: string): void {
    const json: { document?: unknown; update?: unknown } = JSON.parse(line);
    const { state, cursor, alert, left, snapshot, document, update } = z.parse(Line, json);
    if (state !== undefined) this.#insert("state", 1, JSON.stringify(state));
    else if (cursor !== undefined) {
      const { name, ...value } = cursor;
      this.#insert("cursors", name, JSON.stringify(value));
    } else if (alert !== undefined) this.#insert("alerts", alert.seq, JSON.stringify(alert));
    else if (left !== undefined) this.#insert("left_commits", left.entry, left.commit);
    else if (update !== undefined) {
      this.#insert("updates", update.seq, update.id);
      // As it came, not as the schema orders it: readers get these bytes.
      this.#put(`update/${update.seq}`, json.update);
    } else if (snapshot !== undefined && document !== undefined) {
      const { id, takenAt } = document.snapshot;
      this.#insert("snapshots", snapshot.number, id, takenAt, snapshot.supersededAt ?? null, 0);
      this.#put(`snapshot/${snapshot.number}`, json.document);
    } else throw new Error("line of no kind");
  }

  #insert(table: (typeof tables)[number], ...row: readonly (string | number | null)[]): void {
    this.#sql.exec(`INSERT INTO ${staged(table)} VALUES (${row.map(() => "?").join()})`, ...row);
  }

  #put(key: string, value: unknown): void {
    new ChunkStore(this.#sql, staged("chunks")).put(key, JSON.stringify(value));
  }
}

const Stream = z.object({ treewatch: z.literal("state"), version: z.number() });

function isTrailer(line: string): boolean {
  return line.startsWith('{"end"');
}
