/** How much memory Treewatch holds after a day on one small machine: a day of ticks, run as fast as they end. */
import { startInstance } from "../test/instance.ts";
import { createSink } from "../test/sink.ts";
import { peaks, residents } from "./cpu.ts";
import { startForge } from "./forge.ts";
import { firstPushes } from "./history.ts";
import type { Progress } from "./progress.ts";
import { ticker } from "./ticker.ts";

export type Memory = {
  watches: number;
  ticks: number;
  polls: number;
  messages: number;
  /** What each program holds at the end of the day, and the most that it has held, in MiB. */
  residentMiB: Record<string, number>;
  peakMiB: Record<string, number>;
};

const watches = 20;
const ticks = 24 * 60;
/** In each watch; of a directory that is worked on day and night. */
const pushesADay = 24;

/** Runs the day: 20 watches every five minutes, each pushed to every hour and telling a channel of its own. */
export async function measureMemory(progress: Progress): Promise<Memory> {
  const [forge, sink] = [await startForge(firstPushes(pushesADay)), await createSink()];
  const numbers = Array.from({ length: watches }, (_, index) => index + 1);
  const treewatch = await startInstance({
    // Those of `npm start`.
    nodeOptions: ["--optimize-for-size", "--max-semi-space-size=1"],
    watches: numbers.map((number) => ({
      id: `lib-${number}`,
      url: forge.url(`lib-${number}`),
      every: "5m",
      notify: [{ slack: `SLACK_${number}` }],
    })),
    vars: Object.fromEntries(numbers.map((number) => [`SLACK_${number}`, `${sink.url}/${number}`])),
  });
  const tick = ticker(treewatch);
  for (let minute = 0; minute < ticks; minute++) {
    progress(`memory, tick ${minute + 1} of ${ticks}`);
    if (minute % (ticks / pushesADay) === 1) forge.push();
    await tick();
    // As a reader's program would, now and then.
    if (minute % 10 === 0) await (await treewatch.get("/lib-1/feed.rss")).text();
  }
  await sink.waitFor(watches * pushesADay, 60_000);
  const measured = {
    watches,
    ticks,
    polls: forge.served(),
    messages: sink.received.length,
    residentMiB: residents(),
    peakMiB: peaks(),
  };
  await treewatch.stop();
  await Promise.all([forge.close(), sink.close()]);
  return measured;
}
