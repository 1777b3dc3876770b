/** Deletes what is kept of a watch that lives elsewhere now, or was removed: in KV and in its object, a few things at a time. */
import { PUBLICATION } from "./publish.ts";
import { newCursor } from "./store/cursor.ts";
import { deleteText, keys } from "./store/kv.ts";
import { PAGE, pageOf } from "./store/published.ts";
import type { WatchStore } from "./store/watch-store.ts";
import type { Subscriber } from "./subscribers.ts";
import { HOUR, SECOND } from "./time.ts";

const CLEARING = "clearing";

/** The most documents in one step, each of which is a deletion in KV: the free plan has a thousand a day. */
const AT_ONCE = 100;

/** A subscriber that is due until nothing is left. Readers' document stays, and leads them to where the watch is. */
export function clearing(store: WatchStore, kv: KVNamespace, watch: string, now: () => number): Subscriber {
  const cursor = () => store.cursor(CLEARING) ?? newCursor;
  return {
    name: CLEARING,
    turn: 1,
    dueAt() {
      // Readers' document, which leads them on, is made of the latest snapshot: it comes first.
      const led = store.cursor(PUBLICATION)?.movedTo !== undefined;
      return led && store.state().snapshot !== undefined ? (cursor().notBefore ?? 0) : undefined;
    },
    async step() {
      try {
        if ((await clearSome(store, kv, watch)) === 0) return store.clear();
        store.writeCursor(CLEARING, { ...newCursor, notBefore: now() + SECOND });
      } catch {
        // KV's daily quota, or an outage.
        store.writeCursor(CLEARING, { ...newCursor, notBefore: now() + HOUR });
      }
    },
  };
}

/**
 * Deletes some of what is kept of a watch that was removed. True once nothing is left, be it in KV or in storage; what KV
 * refuses to delete is found again the next time.
 */
export async function deleteSome(
  storage: DurableObjectStorage,
  store: WatchStore,
  kv: KVNamespace,
  watch: string,
): Promise<boolean> {
  try {
    for (let deleted = 0; deleted < AT_ONCE;) {
      const some = await clearSome(store, kv, watch);
      if (some === 0) {
        await deleteText(kv, keys.published(watch));
        await storage.deleteAll();
        return true;
      }
      deleted += some;
    }
  } catch {
    // KV's daily quota, or an outage.
  }
  return false;
}

/** Deletes some snapshots, or a page of updates once there are none. Returns how many documents; 0 where none was left. */
async function clearSome(store: WatchStore, kv: KVNamespace, watch: string): Promise<number> {
  const snapshots = store.oldestSnapshots(AT_ONCE);
  for (const { number, id } of snapshots) {
    await deleteText(kv, keys.snapshot(watch, id));
    store.dropSnapshot(number);
  }
  if (snapshots.length > 0) return snapshots.length;
  const oldest = store.oldestUpdate();
  if (oldest === 0) return 0;
  const page = pageOf(oldest);
  await deleteText(kv, keys.updates(watch, page));
  store.dropUpdatesBefore((page + 1) * PAGE + 1);
  return 1;
}
