/** What the documents over all watches cost, by how many watches there are: the front page first of all. */
import { mkdtempSync, rmSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cpuMs } from "./cpu.ts";
import { figure, type Figure } from "./figures.ts";
import type { Progress } from "./progress.ts";
import { startBenchWorker, type BenchWorker } from "./worker.ts";

/** CPU for one request, in milliseconds, Worker and Fleet together. */
export type Front = {
  watches: number;
  /** The first front page of a new isolate, which parses the configuration. */
  coldMs: Figure;
  /** Each document made anew in a warm one, and asked for again while nothing changes. `bytes` is of the body. */
  documents: { document: string; bytes: number; anewMs: Figure; againMs: Figure }[];
};

const sizes = [10, 1000, 10_000];
const documents = ["", "page/2", "feed.rss", "feeds.opml", "healthz"];
const starts = 3;
const rounds = 7;
const requests = 25;

/** Measures all sizes, each in Workers of its own. */
export async function measureFront(progress: Progress): Promise<Front[]> {
  const measured: Front[] = [];
  for (const watches of sizes) {
    const state = mkdtempSync(join(tmpdir(), "treewatch-front-"));
    const step = (what: string) => progress(`the front page of ${watches} watches, ${what}`);
    const start = () => startBenchWorker("front-worker.ts", { variables: listOf(watches), state });
    try {
      measured.push({ watches, ...(await measure(start, step)) });
    } finally {
      rmSync(state, { recursive: true, force: true });
    }
  }
  return measured;
}

async function measure(
  startWorker: () => Promise<BenchWorker>,
  progress: Progress,
): Promise<Omit<Front, "watches">> {
  progress("telling the Fleet");
  let worker = await startWorker();
  await fetch(worker.url, { method: "PUT" });
  const cold: number[] = [];
  for (let start = 1; start <= starts; start++) {
    progress(`start ${start} of ${starts}`);
    await worker.stop();
    worker = await startWorker();
    const before = cpuMs();
    await ask(worker, "", "cold.example");
    cold.push(cpuMs() - before);
  }
  const measured: Front["documents"] = [];
  for (const document of documents) {
    const cpu = { anew: [] as number[], again: [] as number[] };
    const bytes = await ask(worker, document, "again.example");
    if (bytes === undefined) continue;
    for (let round = 0; round <= rounds; round++) {
      progress(`/${document}, round ${round} of ${rounds}`);
      for (const way of ["anew", "again"] as const) {
        const start = cpuMs();
        for (let number = 0; number < requests; number++) {
          // Addresses in a document begin with the host that was asked: for another host, it is made anew.
          const host = way === "again" ? "again.example" : `anew-${round}-${number}.example`;
          await ask(worker, document, host);
        }
        if (round > 0) cpu[way].push((cpuMs() - start) / requests);
      }
    }
    measured.push({ document, bytes, anewMs: figure(cpu.anew), againMs: figure(cpu.again) });
  }
  await worker.stop();
  return { coldMs: figure(cold), documents: measured };
}

/** Asks as if at this host. Resolves with the size of the body; with undefined where there is no such page. */
function ask({ url }: BenchWorker, document: string, host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const asked = request(`${url}/${document}`, { headers: { host } }, (answer) => {
      let bytes = 0;
      answer.on("data", (chunk: Buffer) => (bytes += chunk.length));
      answer.on("error", reject);
      answer.on("end", () => {
        if (answer.statusCode === 200) resolve(bytes);
        else if (answer.statusCode === 404) resolve(undefined);
        else reject(new Error(`/${document} answers ${answer.statusCode}`));
      });
    });
    asked.on("error", reject);
    asked.end();
  });
}

/** So many watches, each of a directory of its own. */
function listOf(watches: number): Record<string, string> {
  const list = Array.from({ length: watches }, (_, index) => ({
    id: `watch-${index}`,
    url: `https://git.example/mirror/repository-${index}/src/branch/master/lib`,
    every: "15m",
    notify: [{ slack: "SLACK_TEAM" }],
  }));
  return { WATCHES: JSON.stringify(list), SLACK_TEAM: "https://hooks.slack.com/services/T/B/x" };
}
