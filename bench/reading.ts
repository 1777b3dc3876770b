/** How much more than merely decoding a page it costs to read it as a listing and to find out what changed. */
import { spdkLib } from "../demo/spdk-lib.ts";
import { cpuMs } from "./cpu.ts";
import { figure, type Figure, ratio } from "./figures.ts";
import { forgePage, listingOf, withChanges } from "./pages.ts";
import type { Progress } from "./progress.ts";
import { startBenchWorker } from "./worker.ts";

/** What is measured: `decode` is what the other two are compared with. */
const works = ["decode", "unchanged", "changed"] as const;
type Work = (typeof works)[number];

/** One size of page. Times are CPU for one page, in milliseconds. */
export type Reading = {
  rows: number;
  changedRows: number;
  /** Of the page. */
  bytes: number;
  cpuMs: Record<Work, Figure>;
  /** As a multiple of `decode`. */
  multiple: Record<"unchanged" | "changed", Figure>;
};

const sizes = [
  { rows: 38, changedRows: 1 },
  { rows: 1000, changedRows: 10 },
  { rows: 10_000, changedRows: 100 },
];
/** CPU of one request: enough that what goes into making and answering it does not show. */
const requestMs = 400;
const rounds = 7;

const place = { repository: "mirror/spdk", ref: "master", path: "lib" };
const directory = "http://127.0.0.1/mirror/spdk/src/branch/master/lib";

/** Measures all sizes, in one workerd. */
export async function measureReading(progress: Progress): Promise<Reading[]> {
  const worker = await startBenchWorker("reading-worker.ts");
  const measured: Reading[] = [];
  for (const { rows, changedRows } of sizes) {
    const before = listingOf(spdkLib.listing, rows);
    await put(worker.url, "before", forgePage(place, before, "before"));
    const after = forgePage(place, withChanges(before, changedRows), "after");
    await put(worker.url, "after", after);
    const ends = { decode: "characters", unchanged: "unchanged", changed: `${changedRows} updates` };
    const run = (work: Work, times: number) => runOnce(`${worker.url}/${work}`, times, ends[work]);
    const cpu = await measureWorks(run, (step) => progress(`reading ${rows} rows, ${step}`));
    measured.push({
      rows,
      changedRows,
      bytes: Buffer.byteLength(after),
      cpuMs: {
        decode: figure(cpu.decode),
        unchanged: figure(cpu.unchanged),
        changed: figure(cpu.changed),
      },
      multiple: {
        unchanged: ratio(cpu.unchanged, cpu.decode),
        changed: ratio(cpu.changed, cpu.decode),
      },
    });
  }
  await worker.stop();
  return measured;
}

/** Does each work in turn, round after round. `run` returns the CPU of one time. */
async function measureWorks(
  run: (work: Work, times: number) => Promise<number>,
  progress: Progress,
): Promise<Record<Work, number[]>> {
  progress("warming up");
  const times = { decode: 0, unchanged: 0, changed: 0 };
  for (const work of works) times[work] = await enough((tries) => run(work, tries));
  const cpu: Record<Work, number[]> = { decode: [], unchanged: [], changed: [] };
  for (let round = 1; round <= rounds; round++) {
    progress(`round ${round} of ${rounds}`);
    for (const work of works) cpu[work].push(await run(work, times[work]));
  }
  return cpu;
}

/** How often `run` has to be done to take `requestMs`, found by doing it; this also warms it up. */
async function enough(run: (times: number) => Promise<number>): Promise<number> {
  for (let times = 1; ; times *= 2) {
    const eachMs = await run(times);
    if (eachMs * times >= requestMs / 2) return Math.ceil(requestMs / eachMs);
  }
}

/** Has the Worker do it so many times; returns the CPU of one. Throws where what came of it does not end as it should. */
async function runOnce(url: string, times: number, end: string): Promise<number> {
  const start = cpuMs();
  const answer = await fetch(`${url}?times=${times}`, { method: "POST" });
  const result = await answer.text();
  if (!result.endsWith(end)) throw new Error(`${url}: ${result} instead of ${end}`);
  return (cpuMs() - start) / times;
}

async function put(url: string, name: string, body: string): Promise<void> {
  const query = `directory=${encodeURIComponent(directory)}`;
  const answer = await fetch(`${url}/${name}?${query}`, { method: "PUT", body });
  if (!answer.ok) throw new Error(`the page ${name} was not taken: status ${answer.status}`);
}
