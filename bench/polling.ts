/** What one poll costs: CPU of everything that `npm start` runs, by the slope over ever more watches. */
import { setTimeout as sleep } from "node:timers/promises";
import { startInstance } from "../test/instance.ts";
import { createSink, type Sink } from "../test/sink.ts";
import { cpuMs, peaks } from "./cpu.ts";
import { figure, type Figure, type Line, lineThrough } from "./figures.ts";
import { type Forge, startForge } from "./forge.ts";
import { firstPushes } from "./history.ts";
import type { Progress } from "./progress.ts";
import { ticker } from "./ticker.ts";

/** What a tick finds: nothing has changed; or every watch is one push further, and tells its channel so. */
const kinds = ["quiet", "changed"] as const;
type Kind = (typeof kinds)[number];

/** The ticks with one number of watches. */
export type Ticks = {
  watches: number;
  /** CPU of a whole tick and of all that follows from it, in milliseconds. */
  cpuMs: Record<Kind, Figure>;
  /** From its beginning until nothing is left to do, in milliseconds. */
  wallMs: Record<Kind, Figure>;
  /** The most memory that each program held, in MiB. */
  peakMiB: Record<string, number>;
};

export type Polling = {
  changes: string;
  ticks: Ticks[];
  /** The least-squares line through the medians: CPU milliseconds of each poll, and of a tick without any. */
  line: Record<Kind, Line>;
};

const sizes = [1, 101, 501];
const rounds = 5;
/** Rounds that are not measured: what is compiled on the way is not what a poll costs. */
const warmingRounds = 3;
/** A channel is sent to once a second at most. */
const paceMs = 1100;

/** Measures all sizes, each in a new Treewatch. */
export async function measurePolling(progress: Progress): Promise<Polling> {
  const history = firstPushes(warmingRounds + rounds);
  const ticks: Ticks[] = [];
  for (const watches of sizes) {
    const forge = await startForge(history);
    const sink = await createSink();
    const step = (what: string) => progress(`polling ${watches} watches, ${what}`);
    ticks.push(await measure(watches, { forge, sink }, step));
    await Promise.all([forge.close(), sink.close()]);
  }
  const line = (kind: Kind) =>
    lineThrough(ticks.map(({ watches, cpuMs: { [kind]: cpu } }) => ({ x: watches, y: cpu.median })));
  return { changes: history.name, ticks, line: { quiet: line("quiet"), changed: line("changed") } };
}

type Outside = { forge: Forge; sink: Sink };

async function measure(watches: number, outside: Outside, progress: Progress): Promise<Ticks> {
  const { forge, sink } = outside;
  const treewatch = await startInstance(watching(watches, outside));
  const tick = ticker(treewatch);
  progress("the first look");
  await tick();
  await untilIdle();
  const cpu: Record<Kind, number[]> = { quiet: [], changed: [] };
  const wall: Record<Kind, number[]> = { quiet: [], changed: [] };
  for (const kind of kinds) {
    for (let round = 1 - warmingRounds; round <= rounds; round++) {
      progress(round < 1 ? `${kind}, warming up` : `${kind}, round ${round} of ${rounds}`);
      const [asked, told] = [forge.served(), sink.received.length];
      if (kind === "changed") forge.push();
      const before = cpuMs();
      const start = performance.now();
      await tick();
      if (kind === "changed") await sink.waitFor(told + watches, 60_000);
      const end = await untilIdle();
      const used = cpuMs() - before;
      expectCount("pages asked for", forge.served() - asked, watches);
      expectCount("messages", sink.received.length - told, kind === "changed" ? watches : 0);
      await sleep(Math.max(0, start + paceMs - performance.now()));
      if (round < 1) continue;
      cpu[kind].push(used);
      wall[kind].push(end - start);
    }
  }
  const peakMiB = peaks();
  await treewatch.stop();
  return {
    watches,
    cpuMs: { quiet: figure(cpu.quiet), changed: figure(cpu.changed) },
    wallMs: { quiet: figure(wall.quiet), changed: figure(wall.changed) },
    peakMiB,
  };
}

/** So many watches, each of a directory of its own, which it tells a channel of its own about. */
function watching(count: number, { forge, sink }: Outside) {
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  return {
    watches: numbers.map((number) => ({
      id: `lib-${number}`,
      url: forge.url(`lib-${number}`),
      every: "1m",
      notify: [{ slack: `SLACK_${number}` }],
    })),
    vars: Object.fromEntries(numbers.map((number) => [`SLACK_${number}`, `${sink.url}/${number}`])),
  };
}

/** Waits until nothing is done any more: messages and publication follow the tick. Returns when something last was. */
async function untilIdle(): Promise<number> {
  let lastBusy = performance.now();
  let used = cpuMs();
  while (performance.now() - lastBusy < 300) {
    await sleep(50);
    const now = cpuMs();
    if (now - used > 2) lastBusy = performance.now();
    used = now;
  }
  return lastBusy;
}

function expectCount(what: string, count: number, expected: number): void {
  if (count !== expected) throw new Error(`${what} in a round: ${count} instead of ${expected}`);
}
