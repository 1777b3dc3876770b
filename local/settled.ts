/** Whether everything outward has been moved: told from what the Worker says of itself, as anybody could. */
import { setTimeout as sleep } from "node:timers/promises";
import * as z from "zod/mini";
import { Status, type ChannelStatus } from "../src/status.ts";
import { parseTime, SECOND } from "../src/time.ts";
import { readFront } from "./site.ts";
import type { RunningWorker } from "./worker.ts";

type Get = RunningWorker["get"];

/** How often it is looked, and how long for the documents over all watches, which come last (milliseconds). */
const LOOK_MS = 100;
const TOLD_MS = 10 * SECOND;

/** What came of the wait: how each watch is doing, and the watches of which something was still on its way at the end. */
export type Settled = { statuses: readonly Status[]; late: readonly string[] };

/**
 * Waits until of each watch the snapshot and all updates are published, every channel has been told or has failed, and
 * the documents over all watches know of it; `timeoutMs` at most. `key` lets readers see private watches.
 */
export async function settle(
  get: Get,
  watches: readonly string[],
  options: { key?: string | undefined; timeoutMs: number },
): Promise<Settled> {
  const until = Date.now() + options.timeoutMs;
  const headers: Record<string, string> =
    options.key === undefined ? {} : { authorization: `Bearer ${options.key}` };
  const asked: Get = (path) => get(path, headers);
  const statuses: Status[] = [];
  const late: string[] = [];
  for (const watch of watches) {
    let looked = await lookAt(asked, watch);
    while (!looked.moved && Date.now() < until) {
      await sleep(LOOK_MS);
      looked = await lookAt(asked, watch);
    }
    statuses.push(looked.status);
    if (!looked.moved) late.push(watch);
  }
  await untilTold(asked, statuses, Date.now() + TOLD_MS);
  return { statuses, late };
}

async function lookAt(get: Get, watch: string): Promise<{ status: Status; moved: boolean }> {
  const { text } = await get(`/${watch}/status.json`);
  const status = z.parse(Status, JSON.parse(text));
  const { channels, ops = [], published, latest, snapshot } = status;
  const now = Date.now();
  const pending = [...channels, ...ops].some((channel) => isPending(channel, now));
  const moved = !pending && published === latest && (await snapshotShown(get, watch)) === snapshot;
  return { status, moved };
}

/** Whether a try is under way or about to be made; one that is put off is not. */
function isPending({ state, notBefore }: ChannelStatus, now: number): boolean {
  if (state === "sending") return true;
  return (
    (state === "retrying" || state === "waiting") && (notBefore === undefined || parseTime(notBefore) <= now)
  );
}

async function snapshotShown(get: Get, watch: string): Promise<string | undefined> {
  const { status, text } = await get(`/${watch}/snapshot.json`);
  return status === 200 ? z.parse(Shown, JSON.parse(text)).snapshot.id : undefined;
}

const Shown = z.object({ snapshot: z.object({ id: z.string() }) });

/**
 * Waits until the front page, with those after it, stands still and the feed over all watches has each watch's newest
 * update, or only newer ones: each Watcher reports to it last.
 */
async function untilTold(get: Get, statuses: readonly Status[], until: number): Promise<void> {
  const newest = await Promise.all(
    statuses.filter(({ latest }) => latest > 0).map(({ watch, latest }) => newestOf(get, watch, latest)),
  );
  for (let before = ""; Date.now() < until;) {
    const page = (await readFront(get)).join("");
    const { text: feed } = await get("/feed.json");
    const { items } = z.parse(Feed, JSON.parse(feed));
    const oldest = items.at(-1)?.date_published ?? "";
    const told = newest.every(
      ({ id, detectedAt }) =>
        items.some((item) => item.id === id) || (items.length > 0 && oldest > detectedAt),
    );
    if (told && page === before) return;
    before = page;
    await sleep(LOOK_MS * 2);
  }
}

const Feed = z.object({ items: z.array(z.object({ id: z.string(), date_published: z.string() })) });
const Newest = z.object({ updates: z.array(z.object({ id: z.string(), detectedAt: z.string() })) });

async function newestOf(get: Get, watch: string, latest: number) {
  const { text } = await get(`/${watch}/updates.json?after=${latest - 1}`);
  const [newest] = z.parse(Newest, JSON.parse(text)).updates;
  return newest ?? { id: "", detectedAt: "" };
}
