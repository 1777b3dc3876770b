/** What one poll costs: CPU of everything that `npm start` runs, by the slope over ever more watches. */
import { setTimeout as sleep } from "node:timers/promises";
import { cpuMs, peaks } from "./cpu.ts";
import { figure, type Figure, type Line, lineThrough } from "./figures.ts";
import { readHistory } from "./history.ts";
import { type Forge, type Sink, startForge, startSink } from "./outside.ts";
import { startTreewatch, type Treewatch } from "./program.ts";
import type { Progress } from "./progress.ts";

/** What a round does: every watch is polled once; nothing has changed, or each is one push further and is told so. */
export const kinds = ["quiet", "changed"] as const;
type Kind = (typeof kinds)[number];

/** The rounds with one number of watches. */
export type Round = {
  watches: number;
  /** CPU of a whole round, in milliseconds. */
  cpuMs: Record<Kind, Figure>;
  /** From the tick until nothing is left to do, in milliseconds. */
  wallMs: Record<Kind, Figure>;
  /** The most memory that each program held, in MiB. */
  peakMiB: Record<string, number>;
};

export type Polling = {
  changes: string;
  rounds: Round[];
  /** The least-squares line through the rounds' medians: CPU milliseconds of each further poll, and of a tick without any. */
  line: Record<Kind, Line>;
};

const sizes = [1, 101, 501];
const rounds = 5;
/** Rounds that are not measured, so that what is compiled on the way is not taken for what a poll costs. */
const warmingRounds = 3;
/** A channel is sent to once a second at most. */
const paceMs = 1100;

/** Measures all sizes, each in a new Treewatch. */
export async function measurePolling(progress: Progress): Promise<Polling> {
  const history = readHistory(rounds + warmingRounds);
  const measured: Round[] = [];
  for (const watches of sizes) {
    const forge = await startForge(history);
    const sink = await startSink();
    const treewatch = await startWatching(watches, forge, sink);
    measured.push(await measure({ watches, treewatch, forge, sink, progress }));
    await treewatch.stop();
    await Promise.all([forge.close(), sink.close()]);
  }
  const line = (kind: Kind) =>
    lineThrough(measured.map(({ watches, cpuMs: { [kind]: cpu } }) => ({ x: watches, y: cpu.median })));
  return {
    changes: history.from,
    rounds: measured,
    line: { quiet: line("quiet"), changed: line("changed") },
  };
}

/** Watches of a directory each, which tell a channel each. */
async function startWatching(count: number, forge: Forge, sink: Sink): Promise<Treewatch> {
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  const watches = numbers.map((number) => ({
    id: `lib-${number}`,
    url: forge.url(`lib-${number}`),
    every: "1m",
    notify: [{ slack: `SLACK_${number}` }],
  }));
  const secrets = numbers.map((number) => [`SLACK_${number}`, sink.url(`${number}`)]);
  return startTreewatch(watches, Object.fromEntries(secrets));
}

type Setting = { watches: number; treewatch: Treewatch; forge: Forge; sink: Sink; progress: Progress };

async function measure({ watches, treewatch, forge, sink, progress }: Setting): Promise<Round> {
  progress(`polling ${watches} watches, the first look`);
  await treewatch.tick();
  await untilIdle(treewatch.pid);
  const cpu: Record<Kind, number[]> = { quiet: [], changed: [] };
  const wall: Record<Kind, number[]> = { quiet: [], changed: [] };
  for (const kind of kinds) {
    for (let round = 1 - warmingRounds; round <= rounds; round++) {
      progress(`polling ${watches} watches, ${kind} round ${Math.max(round, 0)} of ${rounds}`);
      const [asked, told] = [forge.served(), sink.taken()];
      if (kind === "changed") forge.push();
      const before = cpuMs(treewatch.pid);
      const start = performance.now();
      await treewatch.tick();
      const lastBusy = await untilIdle(treewatch.pid);
      const used = cpuMs(treewatch.pid) - before;
      expectCount("pages asked for", forge.served() - asked, watches);
      expectCount("messages", sink.taken() - told, kind === "changed" ? watches : 0);
      await sleep(Math.max(0, start + paceMs - performance.now()));
      if (round <= 0) continue;
      cpu[kind].push(used);
      wall[kind].push(lastBusy - start);
    }
  }
  return {
    watches,
    cpuMs: { quiet: figure(cpu.quiet), changed: figure(cpu.changed) },
    wallMs: { quiet: figure(wall.quiet), changed: figure(wall.changed) },
    peakMiB: peaks(treewatch.pid),
  };
}

/** Waits until the processes do nothing any more: messages and publication follow the tick. Returns when they last did. */
async function untilIdle(pid: number): Promise<number> {
  let lastBusy = performance.now();
  let used = cpuMs(pid);
  while (performance.now() - lastBusy < 300) {
    await sleep(50);
    const now = cpuMs(pid);
    if (now - used > 2) lastBusy = performance.now();
    used = now;
  }
  return lastBusy;
}

function expectCount(what: string, count: number, expected: number): void {
  if (count !== expected) throw new Error(`${what} in a round: ${count} instead of ${expected}`);
}
