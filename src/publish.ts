/**
 * Publication: the subscriber that brings what is committed into KV, where readers are served from. Snapshots go first,
 * oldest first, then full pages of updates, then the document that names them.
 */
import type { Watch } from "./config.ts";
import { newCursor, type Cursor } from "./store/cursor.ts";
import { deleteParts, deleteText, keys, putText } from "./store/kv.ts";
import { PAGE, writePage, writePublished } from "./store/published.ts";
import type { SnapshotRow, WatchStore } from "./store/watch-store.ts";
import type { Subscriber } from "./subscribers.ts";
import { formatTime, MINUTE, SECOND } from "./time.ts";

export const PUBLICATION = "publication";

/** The most snapshots, and the most pages, in one step: a Worker may ask KV a thousand times before it has to come anew. */
const AT_ONCE = 200;
/** The most expired snapshots that one publication deletes: KV's free plan allows 1,000 deletes a day. */
const EXPIRIES = 5;
/** The longest wait (milliseconds) between two tries while KV refuses. */
const MAX_WAIT_MS = 15 * MINUTE;

/**
 * Publication of one watch. It is due while readers do not see the latest snapshot, or are not sent to where the watch
 * was moved. After a restore it takes several steps, and older snapshots come after the document.
 */
export function publication(
  store: WatchStore,
  kv: KVNamespace,
  watch: Watch,
  now: () => number,
  movedTo?: string,
): Subscriber {
  const cursor = () => store.cursor(PUBLICATION) ?? newCursor;
  return {
    name: PUBLICATION,
    turn: 0,
    dueAt() {
      const { snapshot = 0, notBefore = 0, backlog, ...place } = cursor();
      const latest = store.state().snapshot?.number ?? 0;
      const due = snapshot < latest || backlog === true || (latest > 0 && place.movedTo !== movedTo);
      return due ? notBefore : undefined;
    },
    async step() {
      try {
        let behind = 0;
        do {
          behind = await storeSnapshots(store, kv, watch.key);
          const { position, paged = position } = cursor();
          const next = await storePages(store, kv, watch.key, paged);
          if (next !== undefined) {
            store.writeCursor(PUBLICATION, { ...cursor(), paged: next, notBefore: now() + SECOND });
            return;
          }
        } while (store.unstoredSnapshots().length > behind);
        const before = cursor();
        const expiring = findExpired(store, watch, now());
        const { document, ...place } = await storeDocument(store, kv, watch.key, expiring, movedTo);
        store.writeCursor(PUBLICATION, {
          ...newCursor,
          ...place,
          document,
          ...(behind === 0 ? {} : { backlog: true, notBefore: now() + SECOND }),
          ...(movedTo === undefined ? {} : { movedTo }),
        });
        if (before.document !== undefined && before.document.version !== document.version) {
          await deleteParts(kv, keys.published(watch.key), before.document);
        }
        await expire(store, kv, watch.key, expiring);
      } catch {
        // KV's daily quota, its one write a second for a key, or an outage: all of them pass.
        store.writeCursor(PUBLICATION, postpone(cursor(), now()));
      }
    },
  };
}

function postpone(cursor: Cursor, now: number): Cursor {
  const attempts = cursor.attempts + 1;
  const wait = Math.min(2 ** attempts * SECOND, MAX_WAIT_MS);
  return { ...cursor, attempts, reason: "kv-refused", notBefore: now + wait };
}

/** Writes the newest of those that are not in KV yet, oldest first. Returns how many older ones are left. */
async function storeSnapshots(store: WatchStore, kv: KVNamespace, watch: string): Promise<number> {
  const unstored = store.unstoredSnapshots();
  for (const { number, id } of unstored.slice(-AT_ONCE)) {
    await putText(kv, keys.snapshot(watch, id), store.snapshotText(number), id);
    store.markStored(number);
  }
  return Math.max(0, unstored.length - AT_ONCE);
}

/** Writes full pages from where they were written up to. Returns up to where they are then, if not all are. */
async function storePages(
  store: WatchStore,
  kv: KVNamespace,
  watch: string,
  paged: number,
): Promise<number | undefined> {
  const { latest } = store.state();
  const first = Math.floor(Math.max(paged, store.oldestUpdate() - 1) / PAGE);
  for (let page = first; (page + 1) * PAGE <= latest; page++) {
    if (page === first + AT_ONCE) return page * PAGE;
    await writePage(kv, watch, page, store.updateTexts(page * PAGE, (page + 1) * PAGE, PAGE));
  }
  return undefined;
}

/** Writes the document. Everything it says is read from storage in one go, before the first await. */
async function storeDocument(
  store: WatchStore,
  kv: KVNamespace,
  watch: string,
  expiring: Expiring,
  movedTo: string | undefined,
) {
  const { since, snapshot, latest, detectedAt, head } = store.state();
  const oldest = store.oldestSnapshot(expiring.snapshots.length);
  if (since === undefined || snapshot === undefined || oldest === undefined)
    throw new Error("nothing to publish");
  const document = await writePublished(kv, watch, {
    head: {
      version: 1,
      since,
      latest,
      oldest: expiring.page === undefined ? store.oldestUpdate() : firstAfter(expiring.page),
      ...(detectedAt === undefined ? {} : { updatedAt: detectedAt }),
      snapshot: { id: snapshot.id, takenAt: snapshot.takenAt },
      oldestSnapshot: { id: oldest.id, takenAt: oldest.takenAt },
      ...(movedTo === undefined ? {} : { movedTo }),
      ...(head === undefined ? {} : { newestCommit: head.title }),
    },
    snapshotText: store.snapshotText(snapshot.number),
    updateTexts: store.updateTexts(latest - PAGE, latest, PAGE).toReversed(),
  });
  return { position: latest, snapshot: snapshot.number, document };
}

/** What is kept no longer: the oldest snapshots, and the oldest page of updates. */
type Expiring = { snapshots: SnapshotRow[]; page?: number };

function findExpired(store: WatchStore, watch: Watch, now: number): Expiring {
  const snapshots = store.expiredSnapshots(formatTime(now - watch.keep.snapshotsMs), EXPIRIES);
  const oldest = store.oldestUpdate();
  // Whole pages, one at a time: a page in KV goes with the updates it holds.
  const page = Math.floor((oldest - 1) / PAGE);
  const kept = store.state().latest - watch.keep.updates;
  return oldest > 0 && firstAfter(page) <= kept + 1 ? { snapshots, page } : { snapshots };
}

function firstAfter(page: number): number {
  return (page + 1) * PAGE + 1;
}

/** Removes it, now that no document names it any more. What fails here is found again at the next publication. */
async function expire(
  store: WatchStore,
  kv: KVNamespace,
  watch: string,
  { snapshots, page }: Expiring,
): Promise<void> {
  for (const { number, id } of snapshots) {
    await deleteText(kv, keys.snapshot(watch, id));
    store.dropSnapshot(number);
  }
  if (page === undefined) return;
  await deleteText(kv, keys.updates(watch, page));
  store.dropUpdatesBefore(firstAfter(page));
}
