/** Many watches that name one webhook: its receiver gets one message a second at the most, whoever sends. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { createForge } from "../demo/forge.ts";
import { deliveriesOf } from "./deliveries.ts";
import { readHistory } from "./history.ts";
import { startInstance } from "./instance.ts";
import { numbered, numbersIn } from "./numbered.ts";
import { createSink } from "./sink.ts";

const MINUTE = 60_000;
const begin = Date.UTC(2026, 10, 24, 6);
/** What the receiver asks for in the middle (milliseconds): longer than it takes to start anew. */
const PAUSE = 6000;
const ids = Array.from({ length: 20 }, (_, index) => `watch-${index + 1}`);

it("twenty watches that change in one tick reach their webhook a second apart, and not before it asks for, also across a kill", async () => {
  const state = mkdtempSync(join(tmpdir(), "treewatch-pacing-"));
  const [forge, sink] = [await createForge(numbered(readHistory(), 1)), await createSink()];
  const watches = ids.map((id) => ({ id, url: forge.url, every: "1m", notify: [{ webhook: "HOOK" }] }));
  const vars = {
    HOOK: sink.url,
    HOOK_SECRET: `whsec_${"k".repeat(32)}`,
    PUBLIC_URL: "https://watch.example",
  };
  const half = ids.length / 2;
  sink.answer(() =>
    sink.received.length === half - 1
      ? { status: 429, headers: { "retry-after": String(PAUSE / 1000) } }
      : {},
  );
  let instance = await startInstance({ state, watches, vars });
  try {
    await instance.tick(begin);
    forge.push();
    await instance.tick(begin + MINUTE);
    await sink.waitFor(half, 30_000);
    // Its answer is on its way yet.
    await sleep(500);
    await instance.kill9();
    instance = await startInstance({ state, watches, vars });
    // Nothing ticks here: the objects that wait for their turn are woken by their alarms.
    await sink.waitFor(ids.length + 1, 40_000);

    const times = sink.received.map(({ at }) => at);
    const gaps = times.slice(1).map((at, index) => at - (times[index] ?? 0));
    expect(gaps[half - 1]).toBeGreaterThanOrEqual(PAUSE);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1000);
    for (const id of ids) {
      const deliveries = deliveriesOf(sink.received.filter(({ body }) => JSON.parse(body).data.watch === id));
      expect(deliveries.map(({ body }) => numbersIn(body))).toEqual([[1]]);
    }
    expect(sink.received).toHaveLength(ids.length + 1);
  } finally {
    await instance.stop();
    await Promise.all([forge.close(), sink.close()]);
    rmSync(state, { recursive: true, force: true });
  }
}, 90_000);
