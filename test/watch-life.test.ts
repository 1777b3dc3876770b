/** A watch that is renamed, taken out of the configuration and put back, over one state folder, as its readers see it. */
import { describe, expect, it } from "vitest";
import { spdkLib } from "../demo/spdk-lib.ts";
import { json, type RunningInstance, walkUpdates } from "./instance.ts";
import { DAY, HOUR, stage } from "./restarting.ts";

/** The ids of the items in a JSON feed, and the feed's own address. */
async function feedOf(instance: RunningInstance, path: string) {
  const feed = await json<{ items: { id: string }[]; feed_url: string }>(instance, path);
  return { ids: feed.items.map(({ id }) => id), url: feed.feed_url.replace(instance.url, "") };
}

const atomId = async (instance: RunningInstance, id: string) =>
  / *<id>(.*)<\/id>/.exec(await (await instance.get(`/${id}/feed.atom`)).text())?.[1];

describe("a watch that is renamed", () => {
  it("is the same watch: readers and channels get nothing twice and miss nothing, and old addresses lead on", async () => {
    const { forge, sink, watch, start, running, tick, ask, settled } = await stage();
    await start(watch({ id: "first" }));
    await tick();
    forge.push();
    await tick();
    await settled("first");
    const before = await feedOf(running(), "/first/feed.json");
    const atom = await atomId(running(), "first");
    expect(before.ids).toHaveLength(1);

    await start(watch({ id: "second", formerly: ["first"] }));
    expect(await feedOf(running(), "/first/feed.json")).toEqual({
      ids: before.ids,
      url: "/second/feed.json",
    });
    forge.push();
    await tick();
    await settled("second");

    await start(watch({ id: "third", formerly: ["first", "second"] }));
    for (const old of ["first", "second"]) {
      for (const rest of ["", "/feed.atom?entry=nvmf*&kind=updated", "/updates.json?after=1", "/updates/1"]) {
        const response = await ask(`/${old}${rest}`);
        expect([response.status, response.headers.get("location")]).toEqual([
          308,
          `${running().url}/third${rest}`,
        ]);
        expect(response.headers.get("cache-control")).toBe("no-store");
      }
    }
    expect((await ask("/first/poll", "POST")).status).toBe(308);
    expect(await json(running(), "/first/status.json")).toMatchObject({ watch: "third", latest: 2 });
    await tick();
    await settled("third");
    expect((await feedOf(running(), "/feed.json")).ids).toHaveLength(2);
    expect((await feedOf(running(), "/third/feed.json")).ids.slice(-1)).toEqual(before.ids);
    expect(await atomId(running(), "third")).toBe(atom);
    expect(await walkUpdates(running(), "third")).toHaveLength(2);
    expect(new Set(sink.received.map(({ headers }) => headers["webhook-id"])).size).toBe(2);
    expect(sink.received).toHaveLength(2);
  }, 120_000);
});

describe("a watch that is taken out of the configuration", () => {
  it("for a week is neither polled nor told of, and what happened meanwhile is told once when it is put back", async () => {
    const { forge, sink, watch, start, running, tick, ask, settled } = await stage();
    await start(watch({ id: "lib", formerly: ["library"] }));
    await tick();
    forge.push();
    await tick();
    await settled("lib");
    const [told] = await walkUpdates(running(), "lib");

    await start();
    expect((await ask("/lib")).status).toBe(404);
    await tick();
    const asked = forge.requests();
    for (let day = 0; day < 7; day++) {
      forge.push();
      await tick(DAY);
    }
    expect(forge.requests()).toBe(asked);
    for (const path of [
      "/lib",
      "/lib/feed.rss",
      "/lib/status.json",
      "/lib/updates.json",
      "/library/feed.atom",
    ]) {
      const response = await ask(path);
      expect([response.status, response.headers.get("content-type")], path).toEqual([
        410,
        "application/problem+json; charset=utf-8",
      ]);
      expect(await response.text()).toContain("This has not been watched here since 2026-11-24T03:00:00Z.");
    }
    expect((await ask("/lib/poll", "POST")).status).toBe(410);
    expect(await (await ask("/")).text()).not.toContain("spdk/lib");
    expect(sink.received).toHaveLength(1);

    await start(watch({ id: "lib", formerly: ["library"] }));
    await tick(DAY);
    await settled("lib");
    await tick(DAY);
    const updates = await walkUpdates(running(), "lib");
    expect(updates[0]).toEqual(told);
    const heads = updates.map(({ commit }) => commit?.id);
    expect(new Set(heads).size).toBe(heads.length);
    expect(heads).toEqual(spdkLib.pushes.map(({ head }) => head.id));
    expect((await ask("/library/feed.rss")).status).toBe(308);
    expect(sink.received.length).toBeGreaterThan(1);
    const messages = sink.received.map(({ body }) => body).join("\n");
    for (const { head } of spdkLib.pushes) {
      expect(messages.split(`/commit/${head.id}"`), head.title).toHaveLength(2);
    }
  }, 120_000);

  it("is forgotten after 30 days, and begins anew when it is put back then", async () => {
    const { forge, watch, start, running, tick, ask, settled } = await stage();
    await start(watch({ id: "lib" }), watch({ id: "hidden", private: true }));
    await tick();
    forge.push();
    await tick();
    await settled("lib");
    await start();
    await tick();
    expect([(await ask("/lib")).status, (await ask("/hidden")).status]).toEqual([410, 404]);
    await tick(30 * DAY - HOUR);
    expect((await ask("/lib")).status).toBe(410);
    // A few deletions at a tick, once an hour.
    for (let hour = 0; hour < 8; hour++) await tick();
    expect((await ask("/lib")).status).toBe(404);
    await start(watch({ id: "lib" }));
    expect((await ask("/lib/snapshot.json")).status).toBe(404);
    await tick();
    expect(await json(running(), "/lib/status.json")).toMatchObject({
      latest: 0,
      lastPoll: { outcome: "baseline" },
    });
    expect((await feedOf(running(), "/feed.json")).ids).toEqual([]);
  }, 120_000);

  it("is not taken for removed where the list cannot be read, or where it is not valid itself", async () => {
    const { watch, start, tick, ask, running } = await stage();
    await start(watch({ id: "lib" }));
    await tick();
    await expect.poll(async () => (await ask("/lib/snapshot.json")).status).toBe(200);
    await start(watch({ id: "other" }), "nonsense");
    for (let day = 0; day < 40; day += 8) await tick(8 * DAY);
    expect((await ask("/lib")).status).toBe(404);
    await start(watch({ id: "lib", every: "0m" }));
    for (let day = 0; day < 40; day += 8) await tick(8 * DAY);
    expect((await ask("/lib/snapshot.json")).status).toBe(200);
    await start(watch({ id: "lib" }));
    await tick();
    expect(await json(running(), "/lib/status.json")).toMatchObject({
      lastPoll: { outcome: "unchanged" },
    });
  }, 120_000);
});
