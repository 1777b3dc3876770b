/** A history replayed twice: by runs of `once` that carry their state, and by a Worker that runs in one piece. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { createForge, type Forge } from "../../demo/forge.ts";
import { MINUTE } from "../../src/time.ts";
import type { Status } from "../../src/status.ts";
import type { Update } from "../../src/updates.ts";
import type { History } from "../history.ts";
import { json, startInstance } from "../instance.ts";
import { createSink, type Sink } from "../sink.ts";
import { treewatch, type Ended } from "./treewatch.ts";

/** Runs `once` with its state in `state` and its files in `out`, both in the folder. */
export function runOnce(folder: string, watches: unknown, vars: Record<string, string>): Promise<Ended> {
  const lines = Object.entries(vars).map(([name, value]) => `${name}=${JSON.stringify(value)}\n`);
  writeFileSync(join(folder, "vars"), lines.join(""));
  writeFileSync(join(folder, "watches.json"), JSON.stringify(watches));
  const files = ["--vars", join(folder, "vars"), "--watches", join(folder, "watches.json")];
  return treewatch(["once", ...files, "--state", join(folder, "state"), "--out", join(folder, "out")]);
}

/** What readers and a channel got, without the times at which something was seen, which no two runs share. */
export type Replayed = {
  ids: string[];
  feeds: Record<string, string>;
  messages: { id: unknown; body: string }[];
};

const feeds = ["rss", "atom", "json"].flatMap((format) => [`feed.${format}`, `lib/feed.${format}`]);

/** So many pushes happen before a run: none, one and two in turn. Returns how many there were. */
function pushBefore(run: number, forge: Forge): number {
  return Array.from({ length: run % 3 }, () => forge.push()).filter((push) => push !== undefined).length;
}

/** Replays it both ways, in so many runs, the first of which takes the first snapshot. Each must tell something. */
export async function replayBothWays(
  history: History,
  count: number,
): Promise<{ runs: Replayed; worker: Replayed }> {
  const folder = mkdtempSync(join(tmpdir(), "treewatch-once-"));
  const sink = await createSink();
  const vars = {
    ALLOW_PRIVATE_HOSTS: "true",
    PUBLIC_URL: "https://pages.example/tree",
    SLACK_TEAM: sink.url,
  };
  let forge = await createForge(history);
  const { port, url } = forge;
  const watches = [{ id: "lib", url, every: "1m", notify: [{ slack: "SLACK_TEAM" }] }];
  try {
    const first = await runOnce(folder, watches, vars);
    expect(first).toMatchObject({ code: 0, stderr: "" });
    // The same watch from here on: the ids are made of what its first snapshot was given.
    cpSync(join(folder, "state"), join(folder, "whole"), { recursive: true });
    for (let run = 1; run < count; run++) {
      pushBefore(run, forge);
      expect(await runOnce(folder, watches, vars)).toMatchObject({ code: 0, stderr: "" });
    }
    const read = (path: string) => Promise.resolve(readFileSync(join(folder, "out", path), "utf8"));
    const runs = await gather(read, sink, 0);
    expect(runs.messages.length).toBeGreaterThan(0);
    await forge.close();
    forge = await createForge({ ...history, port });
    const worker = await replayWhole({ state: join(folder, "whole"), watches, vars, count, forge, sink });
    return { runs, worker };
  } finally {
    await Promise.all([forge.close(), sink.close()]);
    rmSync(folder, { recursive: true });
  }
}

async function replayWhole(on: {
  state: string;
  watches: unknown;
  vars: Record<string, string>;
  count: number;
  forge: Forge;
  sink: Sink;
}): Promise<Replayed> {
  const { forge, sink, count, ...options } = on;
  const before = sink.received.length;
  const instance = await startInstance(options);
  const begin = Math.floor(Date.now() / MINUTE) * MINUTE + 60 * MINUTE;
  for (let run = 1; run < count; run++) {
    const told = sink.received.length;
    const pushed = pushBefore(run, forge);
    await instance.tick(begin + run * MINUTE);
    if (pushed > 0) await sink.waitFor(told + 1);
  }
  const isSettled = async () => {
    const { latest, published, channels } = await json<Status>(instance, "/lib/status.json");
    return latest === published && channels.every(({ state }) => state === "idle");
  };
  await expect.poll(isSettled, { timeout: 10_000 }).toBe(true);
  const read = async (path: string) => (await instance.get(`/${path}`)).text();
  const replayed = await gather(read, sink, before);
  await instance.stop();
  return replayed;
}

async function gather(read: (path: string) => Promise<string>, sink: Sink, from: number): Promise<Replayed> {
  const { updates }: { updates: Update[] } = JSON.parse(await read("lib/updates.json"));
  const texts = await Promise.all(feeds.map(async (path) => [path, timeless(await read(path))] as const));
  return {
    ids: updates.map(({ id }) => id),
    feeds: Object.fromEntries(texts),
    messages: sink.received
      .slice(from)
      .map(({ headers, body }) => ({ id: headers["webhook-id"], body: timeless(body) })),
  };
}

function timeless(text: string): string {
  return text
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, "(time)")
    .replaceAll(/\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d (?:GMT|\+0000)/g, "(time)");
}
