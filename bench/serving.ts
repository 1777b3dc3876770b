/** How fast Treewatch serves its documents, beside a Worker that returns a constant of the same size. */
import * as z from "zod/mini";
import { Status } from "../src/status.ts";
import { cpuMs } from "./cpu.ts";
import { figure, type Figure, ratio } from "./figures.ts";
import { readHistory } from "./history.ts";
import { generateLoad } from "./load.ts";
import { startForge } from "./outside.ts";
import { type Program, startBenchWorker, startTreewatch, type Treewatch } from "./program.ts";
import type { Progress } from "./progress.ts";

/** One document. Of each pair of figures the first is Treewatch's, the second the constant's. */
export type Serving = {
  document: string;
  status: number;
  /** Of the body. */
  bytes: number;
  perSecond: { treewatch: Figure; constant: Figure };
  /** CPU of the process tree for one request, in milliseconds. */
  cpuMs: { treewatch: Figure; constant: Figure };
  /** Treewatch's requests per second as a part of the constant's; and the constant's CPU as a part of Treewatch's. */
  fraction: { perSecond: Figure; cpu: Figure };
};

const updates = 100;
const rounds = 6;
const connections = 8;
const forMs = 2000;

/** Lets a watch see 100 pushes, then asks for its documents and for the constants in turn. */
export async function measureServing(progress: Progress): Promise<{ updates: string; served: Serving[] }> {
  const history = readHistory(updates);
  const forge = await startForge(history);
  const treewatch = await startTreewatch([{ id: "lib", url: forge.url("lib"), every: "1m" }]);
  const constant = await startBenchWorker("constant-worker.ts");
  await treewatch.tick();
  for (let push = 0; push < updates; push++) {
    progress(`serving, ${push} of ${updates} pushes seen`);
    forge.push();
    await treewatch.tick();
  }
  await untilPublished(treewatch);
  const served = [
    await measure(treewatch, constant, { document: "feed.rss", status: 200 }, progress),
    await measure(treewatch, constant, { document: "feed.rss", status: 304 }, progress),
    await measure(treewatch, constant, { document: "snapshot.json", status: 200 }, progress),
  ];
  await Promise.all([treewatch.stop(), constant.stop(), forge.close()]);
  return { updates: `${updates} updates, ${history.from}`, served };
}

async function untilPublished(treewatch: Treewatch): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const status = await fetch(`${treewatch.url}/lib/status.json`);
    if (z.parse(Status, await status.json()).published === updates) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`Treewatch did not publish ${updates} updates`);
}

async function measure(
  treewatch: Program,
  constant: Program,
  { document, status }: { document: string; status: number },
  progress: Progress,
): Promise<Serving> {
  const url = `${treewatch.url}/lib/${document}`;
  const first = await fetch(url);
  const bytes = (await first.arrayBuffer()).byteLength;
  const etag = first.headers.get("etag") ?? "";
  const headers = status === 304 ? { "if-none-match": etag } : {};
  const sides = {
    treewatch: { program: treewatch, url },
    constant: { program: constant, url: `${constant.url}/${status === 304 ? 304 : `200/${bytes}`}` },
  };
  const perSecond: Record<keyof typeof sides, number[]> = { treewatch: [], constant: [] };
  const cpu: Record<keyof typeof sides, number[]> = { treewatch: [], constant: [] };
  // The first round warms both up. Who goes first changes each time.
  for (let round = 0; round <= rounds; round++) {
    progress(`serving ${document} ${status}, round ${round} of ${rounds}`);
    for (const side of round % 2 === 0
      ? (["treewatch", "constant"] as const)
      : (["constant", "treewatch"] as const)) {
      const { program, url: asked } = sides[side];
      const start = cpuMs(program.pid);
      const { answers, wallMs } = await generateLoad({ url: asked, headers, status, connections, forMs });
      if (round === 0) continue;
      perSecond[side].push((answers / wallMs) * 1000);
      cpu[side].push((cpuMs(program.pid) - start) / answers);
    }
  }
  return {
    document,
    status,
    bytes: status === 304 ? 0 : bytes,
    perSecond: { treewatch: figure(perSecond.treewatch), constant: figure(perSecond.constant) },
    cpuMs: { treewatch: figure(cpu.treewatch), constant: figure(cpu.constant) },
    fraction: {
      perSecond: ratio(perSecond.treewatch, perSecond.constant),
      cpu: ratio(cpu.constant, cpu.treewatch),
    },
  };
}
