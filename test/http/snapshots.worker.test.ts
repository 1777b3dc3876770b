/** Time travel, through the whole Worker in workerd: three snapshots, an hour apart. */
import { runInDurableObject } from "cloudflare:test";
import { env, exports } from "cloudflare:workers";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { diff, type Change } from "../../src/diff.ts";
import { keys } from "../../src/store/kv.ts";
import type { Snapshot } from "../../src/store/snapshot.ts";
import { get, poll, settled, watcher } from "../drive.ts";
import { listing, World } from "../world.ts";

const listings = [listing({ a: 1, b: 1 }), listing({ a: 2, b: 1 }), listing({ a: 2, b: 1, c: 3 })];
const times = ["2026-11-23T06:00:00Z", "2026-11-23T07:00:00Z", "2026-11-23T08:00:00Z"] as const;
const ids: string[] = [];
const id = (index: number) => ids[index] ?? "";

const ask = (path: string, headers = {}) =>
  exports.default.fetch(`http://treewatch.test${path}`, { headers });

beforeAll(async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  const world = new World().install();
  for (const [index, time] of times.entries()) {
    vi.setSystemTime(time);
    world.show("http", listings[index] ?? listing({}));
    await poll("http");
    ids.push((await settled("http")).snapshot ?? "");
  }
  vi.setSystemTime("2026-11-23T09:00:00Z");
});

afterAll(() => {
  vi.useRealTimers();
});

describe("snapshots.json", () => {
  const all = () => times.map((takenAt, index) => ({ id: id(index), takenAt }));

  it("names every snapshot that is kept, oldest first", async () => {
    const { status, body } = await get("/http/snapshots.json");
    expect(status).toBe(200);
    expect(body).toEqual({ watch: "http", snapshots: all(), next: id(2) });
    for (const one of ids) expect((await get(`/http/snapshots/${one}.json`)).status).toBe(200);
  });

  it("goes on from the next that it named, and stays there at the end", async () => {
    const first = await get("/http/snapshots.json?limit=2");
    expect(first.body).toEqual({ watch: "http", snapshots: all().slice(0, 2), next: id(1) });
    const second = await get(`/http/snapshots.json?limit=2&after=${id(1)}`);
    expect(second.body).toEqual({ watch: "http", snapshots: all().slice(2), next: id(2) });
    const end = await get(`/http/snapshots.json?after=${id(2)}`);
    expect(end.body).toEqual({ watch: "http", snapshots: [], next: id(2) });
  });

  it("goes on by its time from an id that is kept no longer", async () => {
    const { body } = await get("/http/snapshots.json?after=20261123T063000Z-000000000000");
    expect(body).toEqual({ watch: "http", snapshots: all().slice(1), next: id(2) });
  });

  it("names nothing that readers cannot see yet", async () => {
    await runInDurableObject(watcher("http"), (_, { storage }) =>
      storage.sql.exec("UPDATE snapshots SET stored = 0 WHERE number = 3"),
    );
    expect((await get("/http/snapshots.json")).body["next"]).toBe(id(1));
    await runInDurableObject(watcher("http"), (_, { storage }) =>
      storage.sql.exec("UPDATE snapshots SET stored = 1 WHERE number = 3"),
    );
  });

  it("tells snapshots of one second apart", async () => {
    const twins = ["20261123T053000Z-ffffffffffff", "20261123T053000Z-000000000000"];
    await runInDurableObject(watcher("http"), (_, { storage }) => {
      for (const [number, twin] of twins.entries()) {
        storage.sql.exec(
          "INSERT INTO snapshots (number, id, takenAt, stored) VALUES (?, ?, '2026-11-23T05:30:00Z', 1)",
          number - 2,
          twin,
        );
      }
    });
    const seen: unknown[] = [];
    let after = "";
    for (let step = 0; step < 5; step++) {
      const { body } = await get(`/http/snapshots.json?limit=1${after}`);
      seen.push(...(body["snapshots"] as { id: string }[]).map((one) => one.id));
      after = `&after=${String(body["next"])}`;
    }
    expect(seen).toEqual([...twins, ...ids]);
    await runInDurableObject(watcher("http"), (_, { storage }) =>
      storage.sql.exec("DELETE FROM snapshots WHERE number < 1"),
    );
  });

  it("is empty before the baseline", async () => {
    expect(await get("/bare/snapshots.json")).toEqual({
      status: 200,
      body: { watch: "bare", snapshots: [] },
    });
  });
});

describe("snapshot.json?at=", () => {
  it.each([
    ["2026-11-23T06:00:00Z", 0],
    ["2026-11-23T06:59:59.999Z", 0],
    ["2026-11-23T07:00:00Z", 1],
    ["2026-11-23T07:30:00Z", 1],
    ["2026-11-23T08:00:00Z", 2],
    ["2999-01-01T00:00:00Z", 2],
  ])("%s is what was the latest then (%i), under its own address", async (at, index) => {
    const response = await ask(`/http/snapshot.json?at=${at}`);
    expect(response.status).toBe(200);
    const location = response.headers.get("content-location");
    expect(location).toBe(`snapshots/${ids[index]}.json`);
    const itself = await ask(`/http/${location}`);
    expect(await response.text()).toBe(await itself.text());
    expect(response.headers.get("last-modified")).toBe(new Date(times[index] ?? "").toUTCString());
    const etag = response.headers.get("etag");
    expect(itself.headers.get("etag")).toBe(etag);
    const again = await ask(`/http/snapshot.json?at=${at}`, { "if-none-match": etag });
    expect([again.status, again.headers.get("content-location")]).toEqual([304, location]);
  });

  it("asks the Watcher only for times between the oldest and the latest", async () => {
    const asked = vi.spyOn(env.WATCHER, "getByName");
    for (const at of ["2026-11-23T05:00:00Z", "2026-11-23T08:00:00Z"])
      await get(`/http/snapshot.json?at=${at}`);
    await get(`/http/diff.json?from=${ids[0]}`);
    await get("/http/snapshot.json");
    expect(asked).not.toHaveBeenCalled();
    asked.mockRestore();
  });

  it("answers 410 for a time before the oldest that is kept, and names that one", async () => {
    const { status, body } = await get("/http/snapshot.json?at=2026-11-23T05:59:59Z");
    expect([status, body["detail"]]).toEqual([
      410,
      `The oldest snapshot that is kept is ${ids[0]}, taken at ${times[0]}.`,
    ]);
  });

  it("answers 503 for one that KV does not show yet", async () => {
    const key = keys.snapshot("http", id(1));
    const { value, metadata } = await env.KV.getWithMetadata(key, "arrayBuffer");
    await env.KV.delete(key);
    const response = await ask("/http/snapshot.json?at=2026-11-23T07:00:00Z");
    expect([response.status, response.headers.get("retry-after")]).toEqual([503, "60"]);
    await env.KV.put(key, value ?? "", { metadata });
  });
});

describe("diff.json", () => {
  const between = (from: number, to: number) =>
    diff(listings[from] ?? listing({}), listings[to] ?? listing({}));
  const told = (changes: Change[]) =>
    changes.map(({ kind, entry, before, after }) => [kind, entry, before?.commit?.id, after?.commit?.id]);

  it.each([
    ["two ids", 0, 2, () => `from=${ids[0]}&to=${ids[2]}`],
    ["two times", 0, 1, () => "from=2026-11-23T06:30:00Z&to=2026-11-23T07:59:59Z"],
    ["a time and an id", 1, 2, () => `from=2026-11-23T07:00:00Z&to=${ids[2]}`],
    ["the latest, where nothing else is said", 1, 2, () => `from=${ids[1]}`],
    ["a later and an earlier one, which is the way back", 2, 0, () => `from=${ids[2]}&to=${ids[0]}`],
    ["one and the same, where nothing differs", 1, 1, () => `from=${ids[1]}&to=${ids[1]}`],
  ])("says what differs between %s", async (_, from, to, query) => {
    const { status, body } = await get(`/http/diff.json?${query()}`);
    expect(status).toBe(200);
    const snapshots = { from: ids[from], to: ids[to] };
    expect(body).toMatchObject({ watch: "http", snapshots });
    expect(told(body["changes"] as Change[])).toEqual(told(between(from, to)));
  });

  it("tells the same as the updates between two snapshots did", async () => {
    const { body } = await get(`/http/updates.json?after=0`);
    const [first] = body["updates"] as { changes: unknown; snapshots: { from: string; to: string } }[];
    const { from, to } = first?.snapshots ?? {};
    expect((await get(`/http/diff.json?from=${from}&to=${to}`)).body["changes"]).toEqual(first?.changes);
  });

  it("answers 404 or 410 for a snapshot that there is not, on either side", async () => {
    const [old, never] = ["20010101T000000Z-000000000000", "29991231T000000Z-000000000000"];
    for (const [query, status] of [
      [`from=${old}`, 410],
      [`from=${ids[0]}&to=${old}`, 410],
      ["from=2001-01-01T00:00:00Z", 410],
      [`from=${never}`, 404],
      [`from=${ids[0]}&to=${never}`, 404],
    ] as const) {
      expect((await get(`/http/diff.json?${query}`)).status, query).toBe(status);
    }
    expect((await get(`/bare/diff.json?from=2026-11-23T06:00:00Z`)).status).toBe(404);
  });
});

describe("a snapshot under its own id", () => {
  it("is what was published when it was the latest", async () => {
    const { body } = await get(`/http/snapshots/${ids[1]}.json`);
    const { snapshot, entries } = body as unknown as Snapshot;
    expect(snapshot).toEqual({ id: ids[1], takenAt: times[1], previous: ids[0] });
    expect(entries.map(({ name, commit }) => [name, commit?.title])).toEqual([
      ["a", "change 2"],
      ["b", "change 1"],
    ]);
  });
});
