/** What publication leaves in KV of a watch, without a Watcher: updates of every kind of age, and a document. */
import { env } from "cloudflare:workers";
import { keys } from "../../src/store/kv.ts";
import { takeSnapshot } from "../../src/store/snapshot.ts";
import { PAGE, writePage, writePublished } from "../../src/store/published.ts";
import { formatTime, MINUTE, parseTime } from "../../src/time.ts";
import type { Update } from "../../src/updates.ts";
import { commit, listing } from "../world.ts";

export type Seed = {
  latest: number;
  /** What is older is kept no longer: the first of a page. */
  oldest?: number;
  /** When update `seq` was seen; a minute after the one before where nothing is said. */
  seenAt?: (seq: number) => number;
  /** Entry that update `seq` touched. */
  entryOf?: (seq: number) => string;
  body?: string;
  entries?: readonly string[];
  /** Pages that KV does not show. */
  hidden?: readonly number[];
};

const since = "2026-01-01T00:00:00Z";

/** Writes the pages, and then the document that names them. */
export async function seed(watch: string, { latest, oldest = 1, hidden = [], ...more }: Seed): Promise<void> {
  const texts = Array.from({ length: latest }, (_, i) => JSON.stringify(seededUpdate(i + 1, more)));
  for (let page = Math.floor((oldest - 1) / PAGE); (page + 1) * PAGE <= latest; page++) {
    if (hidden.includes(page)) await env.KV.delete(keys.updates(watch, page));
    else await writePage(env.KV, watch, page, texts.slice(page * PAGE, (page + 1) * PAGE));
  }
  const entries = Object.fromEntries((more.entries ?? ["a"]).map((name) => [name, 1]));
  const name = { id: watch, title: watch, url: "http://forge.test/" };
  const snapshot = takeSnapshot(name, listing(entries), parseTime(since));
  const { id, takenAt } = snapshot.snapshot;
  const newest = texts.slice(Math.max(oldest - 1, latest - PAGE)).toReversed();
  await writePublished(env.KV, watch, {
    head: {
      version: 1,
      since,
      latest,
      oldest: latest === 0 ? 0 : oldest,
      ...(latest === 0 ? {} : { updatedAt: seededUpdate(latest, more).detectedAt }),
      snapshot: { id, takenAt },
      oldestSnapshot: { id, takenAt },
    },
    snapshotText: JSON.stringify(snapshot),
    updateTexts: newest,
  });
}

/** Update `seq` of every watch that is seeded: its id ends with the number. */
function seededUpdate(seq: number, { seenAt, entryOf, body }: Omit<Seed, "latest">): Update {
  const entry = entryOf?.(seq) ?? "a";
  const { author: _, ...shown } = commit(seq);
  const of = { ...shown, ...(body === undefined ? {} : { body }) };
  return {
    seq,
    id: `tag:treewatch,2026:birth/${String(seq).padStart(12, "0")}`,
    detectedAt: formatTime(seenAt?.(seq) ?? parseTime(since) + seq * MINUTE),
    complete: true,
    commit: of,
    changes: [{ kind: "updated", entry, after: { name: entry, kind: "directory", commit: of } }],
    snapshots: { from: "a", to: "b" },
  };
}
