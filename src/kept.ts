/** What a poll starts from: the last snapshot, as a Watcher's storage has it. */
import type { Watch } from "./config.ts";
import { isOf } from "./kinds.ts";
import { isOpen, type Kept } from "./poll.ts";
import type { WatchStore } from "./store/watch-store.ts";

/** What the last snapshot left; undefined before the baseline. */
export function kept(store: WatchStore, watch: Watch): Kept | undefined {
  const state = store.state();
  const { snapshot, head, entries, open, at } = state;
  if (snapshot === undefined) return undefined;
  const retargeted = !isOf(watch, state);
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
