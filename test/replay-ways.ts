/** The replay at forges that tell their past in different ways: one watch of each, in one Treewatch. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createForge } from "../demo/forge.ts";
import type { Update } from "../src/updates.ts";
import { gitAt } from "./forge.ts";
import { hasBackend, startBackend } from "./git/backend.ts";
import { inGit, type History } from "./history.ts";
import { startInstance, walkUpdates } from "./instance.ts";

const MINUTE = 60_000;
const begin = Date.UTC(2026, 10, 24);

/** The ways there are on this machine: by git only where it has git's HTTP server. */
export const ways = ["feed", "api", ...(hasBackend ? (["git"] as const) : [])] as const;

/** What came of one way: what was told, what polling at every push tells, and the most requests of a poll. */
type Replayed = { way: string; told: unknown[]; expected: unknown[]; mostAsked: number };

/** Replays a history at a forge of each way, polled every so many pushes. */
export async function replayEachWay(history: History, every: number): Promise<Replayed[]> {
  const folder = mkdtempSync(join(tmpdir(), "treewatch-replay-"));
  const backend = await startBackend(folder);
  const forges = await Promise.all(
    ways.map(async (way) => {
      const asked = { count: 0, most: 0 };
      const past = way === "git" ? inGit(history, folder) : { ...history, moveTo: () => {} };
      const byGit = way === "git" ? gitAt(backend.url("spdk.git")) : undefined;
      const forge = await createForge({
        ...past,
        history: { feed: way === "feed", api: way === "api" },
        intercept(request, response) {
          asked.count += 1;
          return byGit?.(request, response) ?? false;
        },
      });
      return { way, past, forge, asked };
    }),
  );
  const watches = forges.map(({ way, forge }) => ({ id: way, url: forge.url, every: "1m" }));
  const instance = await startInstance({ state: join(folder, "state"), watches });
  try {
    await instance.tick(begin);
    for (let done = 0, poll = 1; done < history.pushes.length; done += every, poll++) {
      for (const { forge, past, asked } of forges) {
        for (let more = 0; more < every; more++) forge.push();
        past.moveTo(forge.listing().head);
        asked.count = 0;
      }
      await instance.tick(begin + poll * MINUTE);
      for (const { asked } of forges) asked.most = Math.max(asked.most, asked.count);
    }
    return await Promise.all(
      forges.map(async ({ way, past, asked }) => ({
        way,
        told: (await walkUpdates(instance, way)).map(toldAs),
        expected: expectedOf(past),
        mostAsked: asked.most,
      })),
    );
  } finally {
    await instance.stop();
    await Promise.all([backend, ...forges.map(({ forge }) => forge)].map(({ close }) => close()));
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What each push is told as: its commit, and its entries with what they were at before and after. */
export function expectedOf({ listing, pushes }: History) {
  const rows = new Map(listing.entries.map(({ name, commit }) => [name, commit?.id]));
  return pushes.map(({ head, set, gone }) => {
    const after = new Map(set.map(({ name, commit }) => [name, commit?.id]));
    const changes = [...after.keys(), ...gone].toSorted().map((name) => {
      const kind = !after.has(name) ? "removed" : rows.has(name) ? "updated" : "added";
      const change = [kind, name, rows.get(name), after.get(name)];
      if (after.has(name)) rows.set(name, after.get(name));
      else rows.delete(name);
      return change;
    });
    return { ...head, complete: true, changes };
  });
}

/** The same of an update that was told. */
export function toldAs({ commit, complete, changes }: Update) {
  const { url: _, ...told } = commit ?? {};
  return {
    ...told,
    complete,
    changes: changes.map(({ kind, entry, before, after }) => [
      kind,
      entry,
      before?.commit?.id,
      after?.commit?.id,
    ]),
  };
}
