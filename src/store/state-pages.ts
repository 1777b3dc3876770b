/** A watch's state as lines to be carried elsewhere, a page at a time, because a Worker may do only so much for one request. */
import { newCursor } from "./cursor.ts";
import { getText, keys } from "./kv.ts";
import { STATE_VERSION, type Header } from "./portable.ts";
import type { WatchName } from "./snapshot.ts";
import type { SnapshotRow, WatchStore } from "./watch-store.ts";

/** The parts after the first. What `after` names is a `number` or `seq`; of `left` a commit, a space and the entry. */
export const parts = ["left", "snapshots", "updates"] as const;
export type Part = (typeof parts)[number];

/** Of subscribers that bring things to places of this deployment: another one's begin anew. */
const ownCursors = new Set(["publication", "fleet", "clearing"]);

/** The most lines in a page, and the most characters but for its last line. */
const MOST = { lines: 100, characters: 250_000 };

/** The first page: header, state, cursors and alerts, all of one moment. Undefined before the baseline. */
export function firstPage(sql: SqlStorage, store: WatchStore, watch: WatchName): string[] | undefined {
  const state = store.state();
  if (state.target === undefined) return undefined;
  const counts = sql
    .exec<Header["counts"]>(
      "SELECT (SELECT count(*) FROM snapshots) AS snapshots, (SELECT count(*) FROM updates) AS updates",
    )
    .one();
  const header: Header = { treewatch: "state", version: STATE_VERSION, watch, target: state.target, counts };
  const cursors = store.cursorNames().flatMap((name) => {
    if (ownCursors.has(name)) return [];
    const { stopped, ...cursor } = store.cursor(name) ?? newCursor;
    const { reason: _, ...going } = cursor;
    // What was refused here is tried once more there: the hash that tells whether a secret changed is made of it.
    return { cursor: { name, ...(stopped === undefined ? cursor : going) } };
  });
  const alerts = store.alerts.read(0, Infinity).map((alert) => ({ alert }));
  return [header, { state }, ...cursors, ...alerts].map((line) => JSON.stringify(line));
}

/** A further page, empty where nothing is left; undefined where KV does not show a snapshot yet. */
export async function nextPage(
  around: { sql: SqlStorage; store: WatchStore; kv: KVNamespace; key: string },
  part: Part,
  after: string,
): Promise<string[] | undefined> {
  const { sql, store, kv, key } = around;
  switch (part) {
    case "left": {
      const [, commit = "", entry = ""] = /^(\S*) ([^]*)$/.exec(after) ?? [];
      return sql
        .exec<{ entry: string; commit: string }>(
          'SELECT entry, id AS "commit" FROM left_commits WHERE (entry, id) > (?, ?) ORDER BY entry, id LIMIT ?',
          entry,
          commit,
          MOST.lines * 10,
        )
        .toArray()
        .map((left) => JSON.stringify({ left }));
    }
    case "updates":
      return upToSize(
        store.updateTexts(Number(after), Infinity, MOST.lines).map((text) => `{"update":${text}}`),
      );
    case "snapshots": {
      const rows = sql.exec<SnapshotRow>(
        "SELECT * FROM snapshots WHERE number > ? ORDER BY number LIMIT ?",
        Number(after),
        MOST.lines,
      );
      const lines: string[] = [];
      for (const { number, id, supersededAt } of rows.toArray()) {
        const text = store.heldText(number) ?? (await getText(kv, keys.snapshot(key, id)))?.text;
        if (text === undefined) return undefined;
        const place = { number, ...(supersededAt === null ? {} : { supersededAt }) };
        lines.push(`{"snapshot":${JSON.stringify(place)},"document":${text}}`);
        if (upToSize(lines).length < lines.length) break;
      }
      return upToSize(lines);
    }
  }
}

/** The first lines, as many as a page may hold; at least one. */
function upToSize(lines: readonly string[]): string[] {
  let size = 0;
  return lines.filter((line, index) => {
    size += line.length;
    return index === 0 || size <= MOST.characters;
  });
}
