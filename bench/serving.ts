/** How fast Treewatch serves its documents, beside a Worker that returns a constant of the same size. */
import type { Status } from "../src/status.ts";
import { json, type RunningInstance, startInstance } from "../test/instance.ts";
import { cpuMs } from "./cpu.ts";
import { figure, type Figure, ratio } from "./figures.ts";
import { startForge } from "./forge.ts";
import { firstPushes } from "./history.ts";
import { generateLoad } from "./load.ts";
import type { Progress } from "./progress.ts";
import { ticker } from "./ticker.ts";
import { startBenchWorker } from "./worker.ts";

const sides = ["treewatch", "constant"] as const;
type Side = (typeof sides)[number];

/** One document, served by Treewatch and as a constant. */
export type Serving = {
  document: string;
  status: number;
  /** Of the body. */
  bytes: number;
  perSecond: Record<Side, Figure>;
  /** For one request, in milliseconds. */
  cpuMs: Record<Side, Figure>;
  /** Treewatch's requests per second as a part of the constant's, and the constant's CPU as a part of Treewatch's. */
  fraction: { perSecond: Figure; cpu: Figure };
};

const documents = [
  { document: "feed.rss", status: 200 },
  { document: "feed.rss", status: 304 },
  { document: "snapshot.json", status: 200 },
];
const updates = 100;
const rounds = 12;
const connections = 8;
const forMs = 1000;

/** Lets a watch see 100 pushes, then asks for its documents and for constants in turn. */
export async function measureServing(progress: Progress): Promise<{ updates: string; served: Serving[] }> {
  const history = firstPushes(updates);
  const forge = await startForge(history);
  const treewatch = await startInstance({ watches: [{ id: "lib", url: forge.url("lib"), every: "1m" }] });
  const constant = await startBenchWorker("constant-worker.ts");
  const tick = ticker(treewatch);
  await tick();
  for (let push = 1; push <= updates; push++) {
    progress(`serving, push ${push} of ${updates}`);
    forge.push();
    await tick();
  }
  await untilPublished(treewatch);
  const served: Serving[] = [];
  for (const { document, status } of documents) {
    const step = (round: string) => progress(`serving ${document} ${status}, ${round}`);
    served.push(await measure({ document, status, treewatch: treewatch.url, constant: constant.url }, step));
  }
  await Promise.all([treewatch.stop(), constant.stop(), forge.close()]);
  return { updates: `${updates} of ${history.name}`, served };
}

async function untilPublished(treewatch: RunningInstance): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const { published } = await json<Status>(treewatch, "/lib/status.json");
    if (published === updates) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`Treewatch did not publish ${updates} updates`);
}

type Asked = { document: string; status: number } & Record<Side, string>;

/** Asks both sides in turn. The first round warms both up; who goes first changes each time. */
async function measure({ document, status, ...bases }: Asked, progress: Progress): Promise<Serving> {
  const first = await fetch(`${bases.treewatch}/lib/${document}`);
  const bytes = status === 304 ? 0 : (await first.arrayBuffer()).byteLength;
  const headers = status === 304 ? { "if-none-match": first.headers.get("etag") ?? "" } : {};
  const urls = {
    treewatch: first.url,
    constant: `${bases.constant}/${status === 304 ? "304" : `200/${bytes}`}`,
  };
  const perSecond: Record<Side, number[]> = { treewatch: [], constant: [] };
  const cpu: Record<Side, number[]> = { treewatch: [], constant: [] };
  for (let round = 0; round <= rounds; round++) {
    progress(`round ${round} of ${rounds}`);
    for (const side of round % 2 === 0 ? sides : sides.toReversed()) {
      const start = cpuMs();
      const { answers, wallMs } = await generateLoad({
        url: urls[side],
        headers,
        status,
        connections,
        forMs,
      });
      if (round === 0) continue;
      perSecond[side].push((answers / wallMs) * 1000);
      cpu[side].push((cpuMs() - start) / answers);
    }
  }
  return {
    document,
    status,
    bytes,
    perSecond: { treewatch: figure(perSecond.treewatch), constant: figure(perSecond.constant) },
    cpuMs: { treewatch: figure(cpu.treewatch), constant: figure(cpu.constant) },
    fraction: {
      perSecond: ratio(perSecond.treewatch, perSecond.constant),
      cpu: ratio(cpu.constant, cpu.treewatch),
    },
  };
}
