/** What a document costs that nobody has asked for before: it is read from KV, parsed, filtered and rendered. */
import type { Status } from "../src/status.ts";
import { json, startInstance } from "../test/instance.ts";
import { cpuMs } from "./cpu.ts";
import { figure, type Figure } from "./figures.ts";
import { startForge } from "./forge.ts";
import { firstPushes } from "./history.ts";
import { listingOf } from "./pages.ts";
import type { Progress } from "./progress.ts";
import { ticker } from "./ticker.ts";

/** One feed, each time under another filter that lets everything pass. CPU for one request, in milliseconds. */
export type Anew = { updates: number; entries: number; bytes: number; cpuMs: Figure };

const updates = 100;
const entries = 1000;
const rounds = 8;
const requests = 25;

/** Lets a watch of 1,000 entries see 100 pushes, then asks for its RSS feed, never twice for the same. */
export async function measureAnew(progress: Progress): Promise<Anew> {
  const history = firstPushes(updates);
  const forge = await startForge({ ...history, listing: listingOf(history.listing, entries) });
  const treewatch = await startInstance({ watches: [{ id: "lib", url: forge.url("lib"), every: "1m" }] });
  const tick = ticker(treewatch);
  await tick();
  for (let push = 1; push <= updates; push++) {
    progress(`rendering anew, push ${push} of ${updates}`);
    forge.push();
    await tick();
  }
  let published = 0;
  while (published < updates) {
    ({ published } = await json<Status>(treewatch, "/lib/status.json"));
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const cpu: number[] = [];
  let bytes = 0;
  for (let round = 0; round <= rounds; round++) {
    progress(`rendering anew, round ${round} of ${rounds}`);
    const start = cpuMs();
    for (let request = 0; request < requests; request++) {
      const answer = await fetch(`${treewatch.url}/lib/feed.rss?title=!never${round * requests + request}`);
      bytes = (await answer.arrayBuffer()).byteLength;
    }
    if (round > 0) cpu.push((cpuMs() - start) / requests);
  }
  await Promise.all([treewatch.stop(), forge.close()]);
  return { updates, entries, bytes, cpuMs: figure(cpu) };
}
