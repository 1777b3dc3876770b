/** What a poll starts from: the last snapshot, as a Watcher's storage has it. */
import type { Watch } from "./config.ts";
import { isOpen, type Kept } from "./poll.ts";
import type { WatchStore } from "./store/watch-store.ts";

/** What the last snapshot left; undefined before the baseline. */
export function kept(store: WatchStore, watch: Watch): Kept | undefined {
  const { snapshot, head, entries, open, target, at } = store.state();
  if (snapshot === undefined) return undefined;
  const retargeted = target !== watch.source.target;
  const listing = () => store.snapshot(snapshot.number);
  return {
    known: {
      entries,
      open: retargeted || isOpen(open),
      ...(head === undefined ? {} : { head: head.id }),
      ...(at === undefined || retargeted ? {} : { at }),
      listing,
    },
    open,
    retargeted,
    listing,
    hasLeft: (entry, commit) => store.hasLeft(entry, commit),
  };
}
