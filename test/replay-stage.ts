/** A replay of a history through the whole Worker on one machine, as its user runs it. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseRssFeed } from "feedsmith";
import { expect } from "vitest";
import { createForge } from "../demo/forge.ts";
import type { Snapshot } from "../src/store/snapshot.ts";
import { type History, lastListing } from "./history.ts";
import { json, type RunningInstance, startInstance, walkUpdates } from "./instance.ts";
import { expectedOf, toldAs } from "./replay-ways.ts";
import { createSink } from "./sink.ts";

const MINUTE = 60_000;
export const begin = Date.UTC(2026, 10, 24);

/** A forge at the beginning of the history, a sink that never tires, and Treewatch between them without a clock. */
export async function startReplay(history: History, told: Parameters<typeof createForge>[0]["history"] = {}) {
  const state = mkdtempSync(join(tmpdir(), "treewatch-replay-"));
  const [forge, sink] = [await createForge({ ...history, history: told }), await createSink()];
  const watches = [{ id: "spdk-lib", url: forge.url, every: "1m", notify: [{ slack: "SLACK_TEAM" }] }];
  const instance = await startInstance({
    state,
    watches,
    vars: { SLACK_TEAM: sink.url },
  });
  return {
    forge,
    sink,
    instance,
    async stop() {
      await instance.stop();
      await Promise.all([forge.close(), sink.close()]);
      rmSync(state, { recursive: true, force: true });
    },
  };
}

/** Resolves when readers see all that was found. */
export async function published(instance: RunningInstance): Promise<void> {
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

/** Polls at each push: each is told once, with its entries, in order, and the end is the history's last listing. Returns how many. */
export async function replayAtEach(history: History): Promise<number> {
  const { forge, sink, instance, stop } = await startReplay(history);
  try {
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
    return updates.length;
  } finally {
    await stop();
  }
}
