/**
 * Kills at random moments of a replay, with receivers that fail in between: nothing is lost, nothing is told twice in the
 * feed, and a message is repeated only where it could not be known that it had arrived, under its id, as it was.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { createForge } from "../demo/forge.ts";
import type { Status } from "../src/status.ts";
import { deliveriesOf, isTaken, numbersTaken } from "./deliveries.ts";
import { readHistory } from "./history.ts";
import { json, startInstance, walkUpdates } from "./instance.ts";
import { numbered, numbersIn } from "./numbered.ts";
import { random } from "./random.ts";
import { expectedOf, toldAs } from "./replay-ways.ts";
import { createSink, type Sink, type SinkAnswer } from "./sink.ts";

const KILLS = 60;
const MINUTE = 60_000;
const begin = Date.UTC(2026, 10, 24);
/** From start to kill, at most (milliseconds): time for about two messages of each channel. */
const LIFE = 2500;
/** What an answer usually takes, at most (milliseconds). */
const USUAL = 400;
const history = numbered(readHistory(), 300);
const next = random(20261124);

const filter = { entries: ["nvmf", "bdev*"] };
const asksFor = (entry: string) => entry === "nvmf" || entry.startsWith("bdev");
/** Each channel, with its kind and its options. */
const channels = [
  { name: "SLACK", kind: "slack", options: {} },
  { name: "FILTERED", kind: "slack", options: filter },
  { name: "DISCORD", kind: "discord", options: {} },
  { name: "HOOK", kind: "webhook", options: {} },
  { name: "NTFY", kind: "ntfy", options: {} },
];

/** What a first try may be answered in place of 200; a second would wait five minutes for the third. */
const faults: readonly (() => SinkAnswer)[] = [
  () => ({ status: 429, headers: { "retry-after": "2" } }),
  () => ({ status: 429, headers: { "retry-after": new Date(Date.now() + 6000).toUTCString() } }),
  () => ({ status: 500 }),
  () => "reset",
  () => "hang",
  () => ({ delayMs: next() * LIFE }),
];

/** Takes most messages at once, fails at some first tries, and takes every repeat. */
async function createMoodySink(): Promise<Sink> {
  const sink = await createSink();
  sink.answer(({ headers }) => {
    const isRepeat = sink.received.some((request) => request.headers["webhook-id"] === headers["webhook-id"]);
    const usual = { delayMs: next() * USUAL };
    return !isRepeat && next() < 0.25 ? (faults[Math.floor(next() * faults.length)]?.() ?? usual) : usual;
  });
  return sink;
}

it(`survives ${KILLS} kills in a replay of ${history.pushes.length} of ${history.name}`, async () => {
  const state = mkdtempSync(join(tmpdir(), "treewatch-kills-"));
  const forge = await createForge(history);
  const told = await Promise.all(
    channels.map(async (channel) => ({ ...channel, sink: await createMoodySink() })),
  );
  const start = () =>
    startInstance({
      state,
      watches: [
        {
          id: "spdk-lib",
          url: forge.url,
          every: "1m",
          notify: told.map(({ name, kind, options }) => ({ [kind]: name, ...options })),
        },
      ],
      vars: {
        PUBLIC_URL: "https://treewatch.example",
        HOOK_SECRET: `whsec_${"k".repeat(32)}`,
        ...Object.fromEntries(told.map(({ name, sink }) => [name, sink.url])),
      },
    });
  const kills: number[] = [];
  let instance = await start();
  const killLater = async () => {
    await sleep(next() * LIFE);
    await instance.kill9();
    kills.push(Date.now());
  };
  try {
    let time = begin;
    await instance.tick(time);
    const perKill = Math.ceil(history.pushes.length / KILLS);
    while (kills.length < KILLS) {
      const until = Math.min(forge.position() + perKill, history.pushes.length);
      const killed = killLater();
      while (forge.position() < until) {
        forge.push();
        time += MINUTE;
        // A tick that the kill cut short is made up by the next: what it saw is still there to be seen.
        await instance.tick(time).catch(() => undefined);
        await sleep((next() * LIFE) / perKill);
      }
      await killed;
      instance = await start();
      time += MINUTE;
      await instance.tick(time);
    }
    expect(forge.position()).toBe(history.pushes.length);
    await expect
      .poll(() => json<Status>(instance, "/spdk-lib/status.json"), { timeout: 120_000, interval: 500 })
      .toSatisfy(
        ({ latest, published, channels }: Status) =>
          published === latest && channels.every(({ delivered }) => delivered === latest),
      );

    const updates = await walkUpdates(instance, "spdk-lib");
    expect(updates.map(toldAs)).toEqual(expectedOf(history));
    expect(new Set(updates.map(({ id }) => id)).size).toBe(updates.length);
    expect(updates.map(({ seq }) => seq)).toEqual(updates.map((_, index) => index + 1));

    let repeats = 0;
    for (const { name, options, sink } of told) {
      const asked = updates.filter(
        ({ changes }) => options !== filter || changes.some(({ entry }) => asksFor(entry)),
      );
      expect(numbersTaken(sink.received), name).toEqual(
        asked.flatMap(({ commit }) => numbersIn(commit?.title ?? "")),
      );
      for (const { tries } of deliveriesOf(sink.received)) {
        for (const [index, { at }] of tries.slice(1).entries()) {
          const last = tries[index];
          if (last === undefined || !isTaken(last)) continue;
          // Taken, and yet repeated: it was in flight, or not recorded yet, at a kill.
          expect(
            kills.some((kill) => kill >= last.at && kill <= at),
            name,
          ).toBe(true);
          repeats += 1;
        }
      }
    }
    // The kills fell into deliveries, too.
    expect(repeats).toBeGreaterThan(0);
    const tries = told.flatMap(({ sink }) => sink.received);
    console.log(
      `${tries.length} tries, ${tries.filter((request) => !isTaken(request)).length} of them failed; ${repeats} messages repeated`,
    );
  } finally {
    await instance.stop();
    await Promise.all([forge, ...told.map(({ sink }) => sink)].map(({ close }) => close()));
    rmSync(state, { recursive: true, force: true });
  }
});
