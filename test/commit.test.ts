/** What a poll that found nothing new leaves in a Watcher's state. */
import { expect, it } from "vitest";
import { commitPoll } from "../src/commit.ts";
import { parseConfig } from "../src/config.ts";
import type { Polled } from "../src/poll.ts";
import { newState, type WatchState } from "../src/store/watch-state.ts";
import type { WatchStore } from "../src/store/watch-store.ts";

const url = "https://git.example/mirror/spdk/src/branch/master/lib";
const [watch] = parseConfig({}, { watches: [{ id: "lib", url }] }).watches;

/** The state that polls leave one after the other, each of which writes one row and nothing else. */
function after(...polls: Partial<Polled>[]): WatchState {
  let state = newState;
  let writes = 0;
  const store = {
    state: () => state,
    writeState(next: WatchState) {
      state = next;
      writes += 1;
    },
  } as unknown as WatchStore;
  if (watch === undefined) throw new Error("the watch is not valid");
  for (const polled of polls)
    commitPoll(store, watch, { outcome: "unchanged", updates: [], ...polled } as Polled, { now: 0, tick: 0 });
  expect(writes).toBe(polls.length);
  return state;
}

it("keeps notes and mark where a poll looked at nothing that tells of them", () => {
  const state = after({ notes: [{ note: "archived" }], at: "1" }, {});
  expect(state).toMatchObject({ at: "1", notes: [{ code: "archived" }] });
});

it("drops notes that hold no longer, and goes on from the newest mark", () => {
  const state = after({ notes: [{ note: "archived" }], at: "1" }, { notes: [], at: "2" });
  expect(state).not.toHaveProperty("notes");
  expect(state.at).toBe("2");
});
