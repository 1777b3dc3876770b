/** What a tick costs by how many watches there are at how many hosts, and what of a plan a day of such ticks uses. */
import { fullest } from "../local/budget.ts";
import { TICKS_A_DAY } from "../local/load.ts";
import type { Plan } from "../src/plans.ts";
import { cpuMs, here } from "./cpu.ts";
import { figure, type Figure, type Line, lineThrough } from "./figures.ts";
import type { Progress } from "./progress.ts";
import type { Counted } from "./counts.ts";
import { type Extent, MAX_DIRECTORIES, type Stage, startStage } from "./scale-stage.ts";
import { usageOf } from "./scale-used.ts";

/** What a tick finds: nothing new; or, at each tick, so many pushes that one watch in a hundred has changed. */
const kinds = ["quiet", "changing"] as const;
type Kind = (typeof kinds)[number];

/** The ticks of one kind. Times are of the whole tick and of all that follows from it, in milliseconds. */
export type Measured = {
  /** In workerd, with its own KV and objects' storage. */
  cpuMs: Figure;
  wallMs: Figure;
  /** Of one tick: the median of each. */
  requests: number;
  /** The most requests that one host had at once. */
  most: number;
  calls: number;
  rowsWritten: number;
  kvWrites: number;
  /** How much of the fullest of each plan's quotas a day would use in which every minute's tick were like it: 1 is all. */
  of: Record<Plan, { part: number; what: string }>;
};

export type Scale = Extent & Record<Kind, Measured> & { firstMs: number };

export type Scaling = {
  scales: Scale[];
  /** The least-squares lines through the sizes at each number of hosts: CPU milliseconds of each further watch. */
  lines: ({ hosts: number } & Record<Kind, Line>)[];
};

/** Numbers of watches. */
export const sizes = [10, 340, 1000, 10_000];
const hosts = [1, 10, 100];
/** Watches of one repository, as a rule. */
const TOGETHER = 10;
const rounds = 3;
/** The most watches of which ticks with changes are measured several times. */
const OFTEN = 1000;

/** All sizes, each with a repository for ten watches; and once with all in one. */
const extents: readonly Extent[] = [
  ...sizes.flatMap((watches) =>
    hosts
      .filter((count) => count <= watches)
      .map((count) => ({
        watches,
        hosts: count,
        repositories: Math.max(count, Math.ceil(watches / TOGETHER)),
      })),
  ),
  { watches: 1000, hosts: 1, repositories: 1 },
].toSorted((a, b) => a.watches - b.watches);

/** Measures all, each in a new Treewatch; or those with `only` so many watches. */
export async function measureScale(progress: Progress, only?: number): Promise<Scaling> {
  const scales: Scale[] = [];
  for (const extent of extents.filter((one) => only === undefined || one.watches === only)) {
    const { watches, hosts: count, repositories } = extent;
    const what = `scale ${watches} watches of ${repositories} repositories at ${count} hosts`;
    // What the free plan does in many rounds, the paid one does in few: the ticks are the same.
    const stage = await startStage(extent, { every: "1m", plan: "paid" });
    try {
      scales.push(await measure(extent, stage, (step) => progress(`${what}, ${step}`)));
    } finally {
      await stage.stop();
    }
  }
  const lines = hosts.flatMap((count) => {
    const some = scales.filter((one) => one.hosts === count && one.repositories !== 1);
    const line = (kind: Kind) =>
      lineThrough(some.map(({ watches, [kind]: { cpuMs: cpu } }) => ({ x: watches, y: cpu.median })));
    return some.length < 2 ? [] : { hosts: count, quiet: line("quiet"), changing: line("changing") };
  });
  return { scales, lines };
}

async function measure(extent: Extent, stage: Stage, progress: Progress): Promise<Scale> {
  progress("the first look");
  await stage.hurry(true);
  const start = performance.now();
  await stage.tick();
  await stage.settle();
  const firstMs = performance.now() - start;
  // The second tick still polls each watch: what makes it quiet is known from then on.
  await stage.tick();
  await stage.settle();
  await stage.hurry(false);
  const quiet = await measureTicks(stage, rounds, (step) => progress(`quiet, ${step}`));
  const pushes = Math.max(1, Math.round(extent.watches / 100 / watchersOfEach(extent)));
  // A change is polled once more at the next tick, which shows that nothing is new: ticks are alike from the second on.
  await stage.hurry(true);
  await stage.push(pushes, 0);
  await stage.tick();
  await stage.settle();
  await stage.hurry(false);
  const changing = await measureTicks(
    stage,
    extent.watches > OFTEN ? 1 : rounds,
    (step) => progress(`changing, ${step}`),
    (round) => stage.push(pushes, round),
  );
  return { ...extent, firstMs, quiet, changing };
}

/** Watches of each directory: so many change with one push. */
function watchersOfEach({ watches, repositories }: Extent): number {
  return Math.ceil(watches / repositories / MAX_DIRECTORIES);
}

async function measureTicks(
  stage: Stage,
  times: number,
  progress: Progress,
  before: (round: number) => Promise<void> = () => Promise.resolve(),
): Promise<Measured> {
  const lookMs = await measureLook(stage);
  const cpu: number[] = [];
  const wall: number[] = [];
  const counts: Counted[] = [];
  for (let round = 1; round <= times; round++) {
    progress(`round ${round} of ${times}`);
    await before(round);
    const [usedBefore, start] = [workerdMs(), performance.now()];
    await stage.tick();
    const counted = await stage.settle();
    if (counted.requests !== counted.served)
      throw new Error(`${counted.requests} requests were made, and ${counted.served} served`);
    counts.push(counted);
    wall.push(performance.now() - start - stage.quietMs);
    cpu.push(workerdMs() - usedBefore - counted.asked * lookMs);
  }
  const usages = counts.map(usageOf);
  const [usage] = usages;
  if (usage === undefined) throw new Error("nothing was measured");
  const median = (of: (one: Counted) => number) => figure(counts.map(of)).median;
  const dayOf = (plan: Plan) => {
    const { part, what } = fullest(usage, plan);
    return { part: part * TICKS_A_DAY, what };
  };
  return {
    cpuMs: figure(cpu),
    wallMs: figure(wall),
    requests: median(({ requests }) => requests),
    most: Math.max(...counts.map(({ most }) => most)),
    calls: figure(usages.map(({ objectRequests }) => objectRequests)).median,
    rowsWritten: figure(usages.map(({ rowsWritten }) => rowsWritten)).median,
    kvWrites: median(({ kv }) => kv.writes),
    of: { free: dayOf("free"), paid: dayOf("paid") },
  };
}

/** What it costs (CPU milliseconds) to ask the Worker once what it has counted. */
async function measureLook(stage: Stage): Promise<number> {
  const before = workerdMs();
  let asked = 0;
  for (let times = 0; times < 3; times++) asked += (await stage.settle()).asked;
  return (workerdMs() - before) / asked;
}

function workerdMs(): number {
  return cpuMs({ ...here, program: "workerd" });
}
