/** How much is kept, in what pieces, and for how long, in workerd with real SQLite and KV. */
import { runInDurableObject } from "cloudflare:test";
import { env, exports } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { watcher, tick, settled, get, updates, poll } from "../drive.ts";
import { listing, World } from "../world.ts";

describe("a store", () => {
  it("keeps a listing of 10,000 entries and an update of 5,000 changes, in values of at most 1 MB", async () => {
    const world = new World().install();
    const entries = Array.from(
      { length: 10_000 },
      (_, n) => [`entry-${String(n).padStart(5, "0")}`, 1] as const,
    );
    world.show("large", listing(Object.fromEntries(entries)));
    await poll("large");
    await settled("large");
    world.show(
      "large",
      listing(Object.fromEntries(entries.map(([name, n], index) => [name, index % 2 === 0 ? 2 : n]))),
    );
    await poll("large");
    await settled("large");

    const [update] = await updates("large");
    expect(update?.changes).toHaveLength(5000);
    expect((await get("/large/snapshot.json")).body["entries"]).toHaveLength(10_000);
    expect((await get(`/large/snapshots/${update?.snapshots.from}.json`)).body["entries"]).toHaveLength(
      10_000,
    );
    const largest = await runInDurableObject(
      watcher("large"),
      (_, { storage }) => storage.sql.exec("SELECT max(length(value)) AS n FROM chunks").one()["n"],
    );
    expect(largest).toBeLessThanOrEqual(1_000_000);
    const { keys } = await env.KV.list();
    for (const { name } of keys) {
      expect((await env.KV.get(name, "arrayBuffer"))?.byteLength).toBeLessThanOrEqual(1_000_000);
    }
    const feed = await exports.default.fetch("http://treewatch.test/large/feed.rss");
    expect(feed.status).toBe(200);
  });

  it("answers 410 for what is kept no longer, naming the oldest that is", async () => {
    const world = new World().install();
    world.show("kept", listing({ a: 1 }));
    await tick("kept", 0);
    const first = (await settled("kept")).snapshot;
    for (let n = 2; n <= 260; n++) {
      world.show("kept", listing({ a: n }));
      await tick("kept", n);
    }
    await settled("kept");
    await runInDurableObject(watcher("kept"), (_, { storage }) =>
      storage.sql.exec("UPDATE snapshots SET supersededAt = '2026-01-01T00:00:00Z' WHERE number = 1"),
    );
    // Each publication takes away a page of updates and a few snapshots; a document names neither before they go.
    for (let n = 261; n <= 263; n++) {
      world.show("kept", listing({ a: n }));
      await tick("kept", n);
      await settled("kept");
    }
    expect((await get("/kept/updates.json?after=0")).status).toBe(410);
    expect((await get("/kept/updates.json?after=0")).body["detail"]).toMatch(/after=100/);
    expect(await updates("kept", 200)).toHaveLength(62);
    const gone = await get(`/kept/snapshots/${first}.json`);
    expect(gone).toMatchObject({
      status: 410,
      body: { detail: expect.stringMatching(/oldest snapshot that is kept is \d/) },
    });
  });
});
