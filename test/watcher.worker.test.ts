/** Polls and what they leave behind, in workerd with real objects, alarms and KV. */
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";
import { watcher, tick, status, settled, get, updates } from "./drive.ts";
import { commit, listing, World } from "./world.ts";

describe("a watch", () => {
  it("takes a silent baseline, then tells each channel once and publishes before it tells", async () => {
    const world = new World().install();
    world.show("basic", listing({ bdev: 1, nvmf: 2 }));
    await tick("basic", 0);
    expect(await settled("basic")).toMatchObject({
      state: "ok",
      latest: 0,
      lastPoll: { outcome: "baseline" },
    });
    const publishedWhenTold: number[] = [];
    world.answer("basic/A", async () => {
      publishedWhenTold.push((await status("basic")).published);
      return new Response("ok");
    });

    world.show("basic", listing({ bdev: 1, nvmf: 3 }));
    await tick("basic", 1);
    await settled("basic");

    expect(world.received("basic/A")).toHaveLength(1);
    expect(world.received("basic/B")).toHaveLength(1);
    expect(publishedWhenTold).toEqual([1]);
    const [update] = await updates("basic");
    expect(update).toMatchObject({
      seq: 1,
      commit: { ...commit(3), url: `http://forge.test/own/repo/commit/${commit(3).id}` },
      changes: [{ kind: "updated", entry: "nvmf" }],
    });
    for (const id of Object.values(update?.snapshots ?? {})) {
      expect((await get(`/basic/snapshots/${id}.json`)).body["snapshot"]).toMatchObject({ id });
    }
  });

  it("polls once for a tick that comes twice, or twice at once", async () => {
    const world = new World().install();
    world.show("twice", listing({ a: 1 }));
    await tick("twice", 0);
    world.show("twice", listing({ a: 2 }));
    await Promise.all([tick("twice", 1), tick("twice", 1), tick("twice", 1)]);
    await tick("twice", 1);
    await settled("twice");
    expect(world.asked.get("twice")).toBe(2);
    expect(await updates("twice")).toHaveLength(1);
    expect(world.received("twice/A")).toHaveLength(1);
  });

  it("goes without a channel whose secret is missing, and says so", async () => {
    const world = new World().install();
    world.show("bare", listing({ a: 1 }));
    await tick("bare", 0);
    world.show("bare", listing({ a: 2 }));
    await tick("bare", 1);
    expect(await settled("bare")).toMatchObject({
      latest: 1,
      channels: [
        { name: "SLACK_MISSING", state: "unconfigured", message: expect.stringContaining("SLACK_MISSING") },
      ],
    });
  });

  it("writes nothing to KV and sends nothing in 1,000 quiet polls, and one row for each", async () => {
    const world = new World().install();
    world.show("quiet", listing({ a: 1, b: 2 }));
    await tick("quiet", 0);
    await settled("quiet");
    const put = vi.spyOn(env.KV, "put");
    const written = await runInDurableObject(watcher("quiet"), (_, { storage }) => {
      const exec = storage.sql.exec.bind(storage.sql);
      let rows = 0;
      vi.spyOn(storage.sql, "exec").mockImplementation((query, ...values) => {
        const cursor = exec(query, ...values);
        rows += cursor.rowsWritten;
        return cursor;
      });
      return () => rows;
    });
    for (let minute = 1; minute <= 1000; minute++) await tick("quiet", minute);
    expect(written()).toBeLessThanOrEqual(1000);
    expect(put).not.toHaveBeenCalled();
    expect(world.messages).toHaveLength(0);
    expect(world.asked.get("quiet")).toBe(1001);
  });
});
