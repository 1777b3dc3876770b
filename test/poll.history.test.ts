import { describe, expect, it } from "vitest";
import { after } from "../demo/forge.ts";
import type { Listing } from "../src/listing.ts";
import type { Read } from "../src/upstream/contract.ts";
import { lastListing, readHistory } from "./history.ts";
import { Watching } from "./watching.ts";

const history = readHistory();
const page = (listing: Listing): Read => ({ is: "listing", listing, notReady: [] });
const commits = ({ entries }: Listing) =>
  Object.fromEntries(entries.map(({ name, commit }) => [name, commit?.id]));

describe(`polls of ${history.name}`, () => {
  it("at each push make one update of it, which names its entries and its commit whole", async () => {
    const watch = new Watching();
    let { listing } = history;
    await watch.see(page(listing));
    for (const push of history.pushes) {
      listing = after(listing, push);
      const { updates, outcome } = await watch.see(page(listing));
      expect(outcome).toBe("changed");
      const names = [...push.set.map(({ name }) => name), ...push.gone].toSorted();
      expect(updates.map(({ commit, changes }) => [commit, changes.map(({ entry }) => entry)])).toEqual([
        [push.head, names],
      ]);
    }
    expect(watch.listing).toEqual(lastListing(history));
  });

  it.each([2, 10, 37])("at each %ith push lose no entry's last commit", async (every) => {
    const watch = new Watching();
    let { listing } = history;
    const told = commits(listing);
    await watch.see(page(listing));
    for (const [index, push] of history.pushes.entries()) {
      listing = after(listing, push);
      if ((index + 1) % every !== 0) continue;
      const { updates } = await watch.see(page(listing));
      for (const change of updates.flatMap(({ changes }) => changes)) {
        if (change.after === undefined) delete told[change.entry];
        else told[change.entry] = change.after.commit?.id;
      }
      expect(told).toEqual(commits(listing));
      // Oldest first, the head last.
      expect(updates.at(-1)?.commit).toEqual(push.head);
    }
  });
});
