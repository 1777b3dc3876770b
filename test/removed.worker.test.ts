/** What becomes of a watch that was taken out of the configuration, in workerd: its alarm, its routes, what is stored of it. */
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, it, vi } from "vitest";
import { keys, putText } from "../src/store/kv.ts";
import { takeSnapshot } from "../src/store/snapshot.ts";
import { WatchStore } from "../src/store/watch-store.ts";
import { runTick } from "../src/tick.ts";
import { DAY, HOUR, parseTime } from "../src/time.ts";
import { watcher } from "./drive.ts";
import { ask } from "./http/asking.ts";
import { seed } from "./http/seed.ts";
import { listing } from "./world.ts";

const begin = parseTime("2026-11-24T06:00:00Z");
const url = "http://forge.test/own/repo/src/branch/main/gone";
const configured = JSON.stringify([
  { id: "gone", formerly: ["before"], url, paused: true },
  { id: "whispered", url, paused: true, private: true },
]);

/** Ticks a deployment of this configuration; names of objects are keys. */
const tick = (time: number, watches = "[]") => runTick({ ...env, WATCHES: watches } as Env, time);
const get = (path: string) => ask(path, {}, { WATCHES: "[]" });
const stored = async () => (await env.KV.list()).keys.map(({ name }) => name).toSorted();
const alarm = (key: string) => runInDurableObject(watcher(key), (_, { storage }) => storage.getAlarm());

/** Gives a watch 150 snapshots, 250 updates, the documents that tell readers of them, and a delivery to come. */
async function live(key: string) {
  await seed(key, { latest: 250 });
  await runInDurableObject(watcher(key), async (_, { storage }) => {
    const store = new WatchStore(storage.sql);
    const name = { id: key, title: key, url };
    const snapshot = takeSnapshot(name, listing({ a: 1 }), begin);
    const { id } = snapshot.snapshot;
    store.markStored(store.addSnapshot(snapshot));
    await putText(env.KV, keys.snapshot(key, id), JSON.stringify(snapshot), id);
    // Older ones, which KV may or may not have.
    for (let number = 2; number <= 150; number++) {
      storage.sql.exec(
        "INSERT INTO snapshots (id, takenAt, supersededAt, stored) VALUES (?, '', '', 1)",
        `${number}`,
      );
    }
    for (let seq = 1; seq <= 250; seq++) {
      storage.sql.exec("INSERT INTO updates (seq, id) VALUES (?, ?)", seq, String(seq));
    }
    await storage.setAlarm(Date.now() + DAY);
  });
}

it("its alarm is cleared, its names answer 410, and 30 days later all that is stored of it is deleted", async () => {
  await live("before");
  await live("whispered");
  const documents = await stored();
  await tick(begin, configured);
  expect(await stored()).toEqual(documents);
  expect(await alarm("before")).not.toBeNull();

  await tick(begin + HOUR);
  expect(await alarm("before")).toBeNull();
  expect(await alarm("whispered")).toBeNull();
  for (const path of ["/gone", "/before/feed.rss", "/gone/status.json"]) {
    expect((await get(path)).status, path).toBe(410);
  }
  const unknown = await (await get("/nobody")).text();
  for (const path of ["/whispered", "/constructor", "/whispered/feed.rss"]) {
    const response = await get(path);
    expect([response.status, await response.text()], path).toEqual([404, unknown]);
  }

  const put = vi.spyOn(env.KV, "put");
  for (let day = 1; day < 30; day++) await tick(begin + HOUR + day * DAY);
  expect(put).not.toHaveBeenCalled();
  expect(await stored()).toEqual([...documents, "removed"].toSorted());
  const deleted = vi.spyOn(env.KV, "delete");
  await tick(begin + HOUR + 30 * DAY);
  expect(deleted).toHaveBeenCalledTimes(100);
  for (let hour = 2; hour < 6; hour++) await tick(begin + 30 * DAY + hour * HOUR);
  expect(await stored()).toEqual(["removed"]);
  expect((await get("/gone")).status).toBe(404);
  const rows = await runInDurableObject(watcher("before"), (_, { storage }) =>
    storage.sql.exec("SELECT name FROM sqlite_master WHERE name = 'updates'").toArray(),
  );
  expect(rows).toEqual([]);
});

it("routes get to know of it at a later tick where KV refuses", async () => {
  await tick(begin + 100 * DAY, configured);
  const trouble = vi.spyOn(console, "error").mockReturnValue();
  const refusing = vi.spyOn(env.KV, "put").mockRejectedValueOnce(new Error("KV PUT failed: 429"));
  await tick(begin + 101 * DAY);
  expect(trouble.mock.calls).toEqual([['{"event":"roster-failed","error":"Error"}']]);
  expect((await get("/gone")).status).toBe(404);
  await tick(begin + 102 * DAY);
  expect(refusing).toHaveBeenCalledTimes(2);
  expect((await get("/gone")).status).toBe(410);
});

it("what is stored of it stays while KV refuses to delete, and once it is configured again", async () => {
  await live("before");
  await tick(begin + 200 * DAY, configured);
  await tick(begin + 201 * DAY);
  const documents = await stored();
  const refusing = vi.spyOn(env.KV, "delete").mockRejectedValue(new Error("KV DELETE failed: 429"));
  await tick(begin + 232 * DAY);
  expect(refusing).toHaveBeenCalledOnce();
  refusing.mockRestore();
  expect((await get("/gone")).status).toBe(410);
  for (const day of [233, 234, 265]) await tick(begin + day * DAY, configured);
  expect(await stored()).toEqual(documents);
  expect(await watcher("basic").forget()).toBe(false);
});
