/** Cursors that fall behind, in workerd with real objects, alarms and KV. */
import { evictDurableObject } from "cloudflare:test";
import { env, exports } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";
import { watcher, tick, status, settled, updates } from "./drive.ts";
import { listing, World } from "./world.ts";

describe("a subscriber", () => {
  it("keeps one channel's slow receiver from delaying the other channel and publication", async () => {
    const world = new World().install();
    world.show("hung", listing({ a: 1 }));
    await tick("hung", 0);
    world.answer(
      "hung/B",
      () => new Promise((resolve) => setTimeout(() => resolve(new Response("ok")), 4000)),
    );
    world.show("hung", listing({ a: 2 }));
    await tick("hung", 1);
    await vi.waitFor(() => expect(world.received("hung/B")).toHaveLength(1), 5000);

    world.show("hung", listing({ a: 3 }));
    await tick("hung", 2);
    await vi.waitFor(() => expect(world.received("hung/A")).toHaveLength(2), 3000);
    expect(await status("hung")).toMatchObject({
      published: 2,
      channels: [{ delivered: 2 }, { delivered: 0 }],
    });

    world.answer("hung/B", undefined);
    await settled("hung");
    expect(new Set(world.received("hung/B").map((message) => message.id)).size).toBe(2);
    expect(await status("hung")).toMatchObject({ channels: [{ delivered: 2 }, { delivered: 2 }] });
  });

  it("publishes when KV takes writes again, and tells the channels meanwhile", async () => {
    const world = new World().install();
    world.show("kv", listing({ a: 1 }));
    await tick("kv", 0);
    await settled("kv");
    const put = vi.spyOn(env.KV, "put").mockRejectedValue(new Error("429 Too Many Requests"));
    world.show("kv", listing({ a: 2 }));
    await tick("kv", 1);
    await vi.waitFor(() => expect(world.received("kv/A")).toHaveLength(1), 5000);
    expect(await status("kv")).toMatchObject({ latest: 1, published: 0 });
    put.mockRestore();
    await settled("kv");
    expect(await updates("kv")).toHaveLength(1);
  });

  it("obeys Retry-After across a restart of its objects, and repeats under the same id", async () => {
    const world = new World().install();
    world.show("slow", listing({ a: 1 }));
    await tick("slow", 0);
    world.answer("slow/A", () => new Response("", { status: 429, headers: { "retry-after": "7" } }));
    world.show("slow", listing({ a: 2 }));
    await tick("slow", 1);
    await vi.waitFor(async () => expect((await status("slow")).channels[0]?.state).toBe("retrying"), 5000);
    world.answer("slow/A", undefined);
    await evictDurableObject(watcher("slow"));
    await vi.waitFor(() => expect(world.received("slow/A")).toHaveLength(2), {
      timeout: 12_000,
      interval: 50,
    });
    const [first, second] = world.received("slow/A");
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(7000);
    expect(second?.id).toBe(first?.id);
    expect(await settled("slow")).toMatchObject({ channels: [{ state: "idle", delivered: 1 }, {}] });
  });

  it("stops a channel that was refused for good, until it is resumed", async () => {
    const trouble = vi.spyOn(console, "error").mockReturnValue();
    const world = new World().install();
    world.show("refused", listing({ a: 1 }));
    await tick("refused", 0);
    world.answer("refused/A", () => new Response("no_service", { status: 404 }));
    world.show("refused", listing({ a: 2 }));
    await tick("refused", 1);
    await vi.waitFor(async () => expect((await status("refused")).channels[0]?.state).toBe("stopped"), 5000);
    world.show("refused", listing({ a: 3 }));
    await tick("refused", 2);
    await vi.waitFor(() => expect(world.received("refused/B")).toHaveLength(2), 5000);
    expect(world.received("refused/A")).toHaveLength(1);
    expect((await status("refused")).channels[0]).toMatchObject({ reason: "no_service", delivered: 0 });

    world.answer("refused/A", undefined);
    const resumed = await exports.default.fetch(
      "http://treewatch.test/refused/channels/SLACK_REFUSED_A/resume",
      {
        method: "POST",
        headers: { authorization: "Bearer canary-admin-token" },
      },
    );
    expect(resumed.status).toBe(200);
    await vi.waitFor(async () => expect((await status("refused")).channels[0]?.delivered).toBe(2), 5000);
    expect(trouble).toHaveBeenCalledTimes(1);
  });
});
