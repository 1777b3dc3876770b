import { describe, expect, it } from "vitest";
import { firstPushes, repeated } from "../../bench/history.ts";
import { forgePage, listingOf, withChanges } from "../../bench/pages.ts";
import { after } from "../../demo/forge.ts";
import { directoryPath } from "../../demo/forge-page.ts";
import { spdkLib } from "../../demo/spdk-lib.ts";
import { diff } from "../../src/diff.ts";
import type { Listing } from "../../src/listing.ts";
import { resolveSource } from "../../src/upstream/index.ts";

const place = { repository: "mirror/spdk", ref: "master", path: "lib" };
const address = `http://127.0.0.1${directoryPath(place)}`;

/** What Treewatch reads in the page of a listing. */
function readBack(listing: Listing) {
  const steps = resolveSource(new URL(address))?.list();
  steps?.next();
  const headers = new Headers({ "content-type": "text/html; charset=utf-8" });
  const body = new TextEncoder().encode(forgePage(place, listing, "token"));
  return steps?.next({ is: "page", url: address, status: 200, headers, body }).value;
}

describe("the benchmark's pages", () => {
  it.each([38, 39, 1000])("are read as listings: all %i rows are there and ready", (rows) => {
    const listing = listingOf(spdkLib.listing, rows);
    expect(listing.entries).toHaveLength(rows);
    const commits = listing.entries.map(({ name, commit }) => ({ name, commit: { id: commit?.id } }));
    expect(readBack(listing)).toMatchObject({ is: "listing", notReady: [], listing: { entries: commits } });
  });

  it("are as large as a Gitea's: 62 kB for SPDK's lib/, give or take a twentieth", () => {
    const bytes = Buffer.byteLength(forgePage(place, spdkLib.listing, "token"));
    expect(bytes).toBeGreaterThan(59_000);
    expect(bytes).toBeLessThan(65_000);
  });

  it.each([
    { rows: 38, count: 1 },
    { rows: 1000, count: 10 },
    { rows: 39, count: 39 },
  ])(
    "show $count of $rows rows changed, each by a commit of its own, the last by the head",
    ({ rows, count }) => {
      const before = listingOf(spdkLib.listing, rows);
      const changed = withChanges(before, count);
      const changes = diff(before, changed);
      expect(changes.map(({ kind }) => kind)).toEqual(Array(count).fill("updated"));
      expect(new Set(changes.map((change) => change.after?.commit?.id)).size).toBe(count);
      expect(changes.at(-1)?.after?.commit?.id).toBe(changed.head?.id);
      expect(changed.head?.id).not.toBe(before.head?.id);
    },
  );
});

describe("the benchmark's history", () => {
  it.each([3, 20])("has %i pushes, each of which changes something", (count) => {
    const { listing, pushes } = repeated({ name: "", ...spdkLib }, count);
    expect(pushes).toHaveLength(count);
    let before = listing;
    for (const push of pushes) {
      const now = after(before, push);
      expect(diff(before, now).length).toBeGreaterThan(0);
      expect(now.head?.id).not.toBe(before.head?.id);
      before = now;
    }
  });

  it("is cut to what is asked for", () => {
    expect(firstPushes(2).pushes).toHaveLength(2);
  });
});
