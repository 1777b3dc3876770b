/** How much more than merely decoding a page it costs to read it as a listing and to find out what changed. */
import { cpuMs } from "./cpu.ts";
import { figure, type Figure, ratio } from "./figures.ts";
import { forgePage, listingOf, withChanges } from "./pages.ts";
import { startBenchWorker } from "./program.ts";
import type { Progress } from "./progress.ts";
import { spdkLib } from "../demo/spdk-lib.ts";

/** What is measured: `decode` is what the other two are compared with. */
const works = ["decode", "unchanged", "changed"] as const;
type Work = (typeof works)[number];

/** One size of page. Times are CPU of the workerd process for one page, in milliseconds. */
export type Reading = {
  rows: number;
  /** Of the page. */
  bytes: number;
  changedRows: number;
  cpuMs: Record<Work, Figure>;
  /** As a multiple of `decode`. */
  multiple: Record<"unchanged" | "changed", Figure>;
};

const sizes = [
  { rows: 38, changes: 1 },
  { rows: 1000, changes: 10 },
  { rows: 10_000, changes: 100 },
];
/** CPU of one request: enough that what goes into making and answering it does not show. */
const requestMs = 400;
const rounds = 7;

const place = { repository: "mirror/spdk", ref: "master", path: "lib" };
const directory = "http://127.0.0.1/mirror/spdk/src/branch/master/lib";

/** Measures all sizes, in a process of its own. */
export async function measureReading(progress: Progress): Promise<Reading[]> {
  const worker = await startBenchWorker("reading-worker.ts");
  const measured: Reading[] = [];
  for (const { rows, changes } of sizes) {
    progress(`reading ${rows} rows`);
    const listing = listingOf(spdkLib.listing, rows);
    const before = Buffer.from(forgePage(place, listing, "before"));
    const after = Buffer.from(forgePage(place, withChanges(listing, changes), "after"));
    await put(worker.url, "before", before);
    await put(worker.url, "after", after);

    const run = async (work: Work, times: number): Promise<number> => {
      const start = cpuMs(worker.pid);
      const answer = await fetch(`${worker.url}/${work}?times=${times}`, { method: "POST" });
      const result = await answer.text();
      const expected = { decode: "characters", unchanged: "unchanged", changed: `${changes} updates` }[work];
      if (!result.endsWith(expected)) throw new Error(`${work}: ${result} instead of ${expected}`);
      return (cpuMs(worker.pid) - start) / times;
    };
    const times = { decode: 0, unchanged: 0, changed: 0 };
    for (const work of works) times[work] = await enough((tries) => run(work, tries));
    const each: Record<Work, number[]> = { decode: [], unchanged: [], changed: [] };
    for (let round = 0; round < rounds; round++) {
      progress(`reading ${rows} rows, round ${round + 1} of ${rounds}`);
      for (const work of works) each[work].push(await run(work, times[work]));
    }
    measured.push({
      rows,
      bytes: after.length,
      changedRows: changes,
      cpuMs: {
        decode: figure(each.decode),
        unchanged: figure(each.unchanged),
        changed: figure(each.changed),
      },
      multiple: {
        unchanged: ratio(each.unchanged, each.decode),
        changed: ratio(each.changed, each.decode),
      },
    });
  }
  await worker.stop();
  return measured;
}

/** How often `run` has to be done to take `requestMs`, found by doing it; this also warms it up. */
async function enough(run: (times: number) => Promise<number>): Promise<number> {
  let times = 1;
  for (;;) {
    const eachMs = await run(times);
    if (eachMs * times >= requestMs / 2) return Math.ceil(requestMs / eachMs);
    times *= 2;
  }
}

async function put(url: string, name: string, body: Buffer<ArrayBuffer>): Promise<void> {
  const query = `directory=${encodeURIComponent(directory)}`;
  const answer = await fetch(`${url}/${name}?${query}`, { method: "PUT", body });
  if (!answer.ok) throw new Error(`the page ${name} was not taken: status ${answer.status}`);
}
