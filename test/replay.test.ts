/** A real history, replayed through the whole Worker on one machine, as its user runs it. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseRssFeed } from "feedsmith";
import { afterEach, describe, expect, it } from "vitest";
import { createForge } from "../demo/forge.ts";
import type { Snapshot } from "../src/store/snapshot.ts";
import { lastListing, readHistory } from "./history.ts";
import { json, startInstance, walkUpdates, type RunningInstance } from "./instance.ts";
import { expectedOf, replayEachWay, toldAs, ways } from "./replay-ways.ts";
import { createSink } from "./sink.ts";

const MINUTE = 60_000;
const begin = Date.UTC(2026, 10, 24);
const history = readHistory();
const cleanUp: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const undo of cleanUp.splice(0).toReversed()) await undo();
});

/** A forge at the beginning of the history, a sink that never tires, and Treewatch between them without a clock. */
async function stage(told: Parameters<typeof createForge>[0]["history"] = {}) {
  const state = mkdtempSync(join(tmpdir(), "treewatch-replay-"));
  const [forge, sink] = [await createForge({ ...history, history: told }), await createSink()];
  const watches = [{ id: "spdk-lib", url: forge.url, every: "1m", notify: [{ slack: "SLACK_TEAM" }] }];
  const instance = await startInstance({
    state,
    watches,
    vars: { SLACK_TEAM: sink.url },
  });
  cleanUp.push(
    () => rmSync(state, { recursive: true, force: true }),
    () => forge.close(),
    () => sink.close(),
    async () => void (await instance.stop()),
  );
  return { forge, sink, instance };
}

async function published(instance: RunningInstance): Promise<void> {
  await expect
    .poll(
      async () => {
        const { latest, published: shown } = await json<{ latest: number; published: number }>(
          instance,
          "/spdk-lib/status.json",
        );
        return latest === shown;
      },
      { timeout: 30_000 },
    )
    .toBe(true);
}

describe(`a replay of ${history.name}`, () => {
  it.each([20, 100])(
    `with its past told by ${ways.join(", ")} alone, polled every %i, tells the same as polled at each`,
    async (every) => {
      for (const { way, told, expected, mostAsked } of await replayEachWay(history, every)) {
        expect(told, way).toEqual(expected);
        expect(mostAsked, way).toBeLessThanOrEqual(45);
      }
    },
    180_000,
  );

  it("polled at each, tells each push once, with its entries, and ends at the same listing", async () => {
    const { forge, sink, instance } = await stage();
    await instance.tick(begin);
    for (let poll = 1; forge.push() !== undefined; poll++) await instance.tick(begin + poll * MINUTE);
    await published(instance);

    const updates = await walkUpdates(instance, "spdk-lib");
    expect(updates.map(toldAs)).toEqual(expectedOf(history));
    expect(new Set(updates.map(({ id }) => id)).size).toBe(updates.length);
    const times = updates.map(({ detectedAt }) => Date.parse(detectedAt));
    expect(times).toEqual([...new Set(times)].toSorted((a, b) => a - b));
    expect(updates.map(({ seq }) => seq)).toEqual(updates.map((_, index) => index + 1));

    const snapshot = await json<Snapshot>(instance, "/spdk-lib/snapshot.json");
    const rows = ({ entries }: { entries: Snapshot["entries"] }) =>
      entries.map(({ name, kind, commit }) => [name, kind, commit?.id, commit?.title, commit?.committedAt]);
    expect(rows(snapshot)).toEqual(rows(lastListing(history)));
    for (const id of new Set(updates.flatMap(({ snapshots }) => [snapshots.from, snapshots.to]))) {
      expect((await json<Snapshot>(instance, `/spdk-lib/snapshots/${id}.json`)).snapshot.id).toBe(id);
    }

    const response = await fetch(`${instance.url}/spdk-lib/feed.rss`);
    const feed = parseRssFeed(await response.text());
    expect(feed.items?.map((item) => item.guid?.value)).toEqual(
      updates
        .map(({ id }) => id)
        .toReversed()
        .slice(0, 100),
    );
    expect(new Set(sink.received.map(({ headers }) => headers["webhook-id"])).size).toBe(
      sink.received.length,
    );
  }, 180_000);

  it("with its past told by nothing, polled every ten, loses no entry's last change and claims nothing", async () => {
    const { forge, instance } = await stage({ feed: false, api: false });
    await instance.tick(begin);
    const expected: string[] = [];
    for (let poll = 1; ; poll++) {
      const before = new Map(forge.listing().entries.map(({ name, commit }) => [name, commit?.id]));
      const pushed = Array.from({ length: 10 }, () => forge.push()).filter((push) => push !== undefined);
      if (pushed.length === 0) break;
      const now = new Map(forge.listing().entries.map(({ name, commit }) => [name, commit?.id]));
      for (const name of new Set([...before.keys(), ...now.keys()])) {
        if (before.get(name) !== now.get(name)) expected.push(`${name} ${before.get(name)} ${now.get(name)}`);
      }
      await instance.tick(begin + poll * MINUTE);
    }
    await published(instance);
    const updates = await walkUpdates(instance, "spdk-lib");
    expect(updates.filter(({ complete }) => complete)).toEqual([]);
    const told = updates.flatMap(({ changes }) =>
      changes.map(({ entry, before, after }) => `${entry} ${before?.commit?.id} ${after?.commit?.id}`),
    );
    expect(told.toSorted()).toEqual(expected.toSorted());
  }, 120_000);
});
