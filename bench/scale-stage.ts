/** Treewatch in workerd with everything counted, and the hosts that it asks. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { addressOf, startOnPort } from "../local/ports.ts";
import { startWorker } from "../local/worker.ts";
import { MINUTE } from "../src/time.ts";
import { type Counted, type Counts, sum } from "./counts.ts";
import { startForges } from "./scale-forges.ts";

/** What is watched: so many directories of so many repositories at so many hosts, evenly. */
export type Extent = { watches: number; hosts: number; repositories: number };

export type Stage = {
  /** What is watched. */
  watches: readonly { id: string; host: string; source: { repository: string } }[];
  /** Fires the next tick, a minute after the last, and resolves when its polls are committed; rejects where it failed. */
  tick(): Promise<void>;
  /** What was counted since it was last asked for. */
  counts(): Promise<Counted>;
  /** Waits until nothing is done any more, and says what was counted since it was last asked for. */
  settle(): Promise<Counted>;
  /** How long (milliseconds) `settle` waits after the last that was done. */
  quietMs: number;
  /** Pushes to so many repositories, spread over all of them, others in each round: to one of the watched directories of each. */
  push(repositories: number, round: number): Promise<void>;
  /** Leaves the pauses between requests out, or not any more. */
  hurry(on: boolean): Promise<void>;
  get(path: string): Promise<Response>;
  stop(): Promise<void>;
};

const root = join(import.meta.dirname, "..");
const host = "127.0.0.1";
/** Directories of each repository that has so many watches. */
export const MAX_DIRECTORIES = 10;
/** How long (milliseconds) nothing has to be counted. */
const QUIET_MS = 200;
/** How long (milliseconds) until the next look. */
const LOOK_MS = 50;

/** Starts it with an empty state; `every` is every watch's. */
export async function startStage(
  { watches, hosts, repositories }: Extent,
  {
    every,
    plan,
    firstTick = Math.floor(Date.now() / MINUTE) * MINUTE,
  }: { every: string; plan: string; firstTick?: number },
): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), "treewatch-scale-"));
  const directories = Math.min(MAX_DIRECTORIES, Math.ceil(watches / repositories));
  const forges = await startForges(hosts, directories);
  const list = Array.from({ length: watches }, (_, index) => {
    const repository = index % repositories;
    const directory = Math.floor(index / repositories) % directories;
    return {
      id: `w-${index}`,
      git: `${forges.urls[repository % hosts]}/${nameOf(repository)}`,
      ref: "main",
      path: `d${directory}`,
      every,
    };
  });
  const running = await startOnPort(host, 0, (port) =>
    startWorker({
      root,
      main: "bench/scale-worker.ts",
      host,
      port,
      folder,
      variables: {
        PLAN: plan,
        ALLOW_PRIVATE_HOSTS: "true",
        PUBLIC_URL: addressOf(host, port),
        WATCHES: JSON.stringify(list),
      },
      onLine: () => undefined,
    }),
  );
  if ("is" in running) throw new Error(running.problem);
  const { port, started: worker } = running;
  const url = addressOf(host, port);
  const get = (path: string) => fetch(`${url}${path}`);
  const counts = async (): Promise<Counted> => {
    const counted = await (await get("/bench/counts")).json<Counts>();
    const { requests: served, most } = await forges.counts();
    return { ...counted, served, most, asked: 1 };
  };
  let time = firstTick;
  return {
    watches: list.map(({ id, git }) => ({ id, host: new URL(git).host, source: { repository: git } })),
    async tick() {
      time += MINUTE;
      if (!(await worker.tick(time))) throw new Error("the tick did not end well");
    },
    counts,
    async settle() {
      let all = await counts();
      for (
        let idleSince = performance.now();
        performance.now() - idleSince < QUIET_MS;
        await sleep(LOOK_MS)
      ) {
        const more = await counts();
        if (isAny(more)) idleSince = performance.now();
        all = sum(all, more);
      }
      return all;
    },
    quietMs: QUIET_MS,
    async push(count, round) {
      const names = Array.from({ length: count }, (_, index) =>
        nameOf((Math.floor((index * repositories) / count) + round) % repositories),
      );
      await forges.push(names);
    },
    async hurry(on) {
      await (await get(on ? "/bench/hurry" : "/bench/pause")).text();
    },
    get,
    async stop() {
      await worker.stop();
      forges.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function nameOf(repository: number): string {
  return `r-${repository}.git`;
}

function isAny({ objects, requests, underWay }: Counts): boolean {
  return underWay > 0 || requests > 0 || Object.keys(objects).length > 0;
}
