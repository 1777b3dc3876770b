/**
 * A watch that moves there and back during a replay, by a tool that is killed at random moments: every update is told
 * once, everywhere, and the two deployments never poll in the same interval.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { createForge } from "../demo/forge.ts";
import type { Status } from "../src/status.ts";
import { deliveriesOf, numbersTaken } from "./deliveries.ts";
import { readHistory } from "./history.ts";
import { readers } from "./http/reading.ts";
import { json, startInstance, walkUpdates } from "./instance.ts";
import { numbered, numbersIn } from "./numbered.ts";
import { random } from "./random.ts";
import { expectedOf, toldAs } from "./replay-ways.ts";
import { createSink } from "./sink.ts";

const MOVES = 10;
const KILLS_EACH = 2;
const MINUTE = 60_000;
/** How long the tool runs before it is killed, at most (milliseconds): a little less than a move takes. */
const LIFE = 450;
const begin = Date.UTC(2026, 10, 24);
const history = numbered(readHistory(), 300);
const next = random(20261125);
const env = { ...process.env, ADMIN_TOKEN: "operators-token" };
const main = join(import.meta.dirname, "../local/main.ts");
const feedparser = readers.find(({ name, isInstalled }) => /feedparser/.test(name) && isInstalled());

/** Runs the tool to its end, or until it is killed. */
async function treewatch(
  args: readonly string[],
  killAfterMs?: number,
): Promise<{ code: number | null; stdout: string }> {
  const child = spawn(process.execPath, [main, ...args], { env, stdio: ["ignore", "pipe", "inherit"] });
  let stdout = "";
  child.stdout.on("data", (chunk) => (stdout += String(chunk)));
  if (killAfterMs !== undefined) setTimeout(() => child.kill("SIGKILL"), killAfterMs);
  return new Promise((resolve) => {
    child.on("close", (code) => resolve({ code, stdout }));
  });
}

it(`moves ${MOVES} times in a replay of ${history.pushes.length} of ${history.name}, its tool killed ${MOVES * KILLS_EACH} times`, async () => {
  const folder = mkdtempSync(join(tmpdir(), "treewatch-moves-"));
  let time = begin;
  /** Who has asked for the page in each interval. */
  const polled = new Map<number, Set<string>>();
  const forge = await createForge({
    ...history,
    intercept(request) {
      const who = polled.get(time) ?? new Set();
      polled.set(time, who.add(String(request.headers["user-agent"])));
      return false;
    },
  });
  const [slack, hook] = await Promise.all([createSink(), createSink()]);
  const start = (name: string, paused: boolean) =>
    startInstance({
      watches: [
        {
          id: "lib",
          url: forge.url,
          every: "1m",
          robots: "ignore",
          paused,
          notify: [{ slack: "SLACK" }, { webhook: "HOOK" }],
        },
      ],
      vars: {
        ADMIN_TOKEN: env.ADMIN_TOKEN,
        CONTACT: `mailto:${name}@treewatch.example`,
        SLACK: slack.url,
        HOOK: hook.url,
        HOOK_SECRET: `whsec_${"k".repeat(32)}`,
      },
    });
  const [laptop, cloud] = await Promise.all([start("laptop", false), start("cloud", true)]);
  const over = new AbortController();
  const read: string[] = [];
  let reads = 0;
  const reading = (async () => {
    const seen = new Set<string>();
    const ownRead = async () => {
      const { items }: { items: { id: string }[] } = await (
        await fetch(`${laptop.url}/lib/feed.json`)
      ).json();
      const fresh = items.map(({ id }) => id).filter((id) => !seen.has(id));
      for (const id of fresh) seen.add(id);
      return fresh;
    };
    while (!over.signal.aborted) {
      const reader =
        feedparser === undefined ? ownRead() : feedparser.read(`${laptop.url}/lib/feed.atom`, folder);
      // For a moment after a move the one it left may not lead on yet, or both lead to each other.
      read.push(...(await reader.catch(() => [])));
      reads += 1;
      await sleep(200);
    }
  })();
  const pauses: number[] = [];
  const moving = (async () => {
    for (let moves = 0; moves < MOVES; moves++) {
      while (forge.position() < ((moves + 0.5) * history.pushes.length) / MOVES) await sleep(20);
      const [from, to] = moves % 2 === 0 ? [laptop, cloud] : [cloud, laptop];
      const command = ["move", "lib", "--from", from.url, "--to", to.url];
      for (let kills = 0; kills < KILLS_EACH; kills++) await treewatch(command, next() * LIFE);
      const { code, stdout } = await treewatch(command);
      expect(code).toBe(0);
      expect(stdout).toMatch(/^lib (is moved|has been moved already)/);
      pauses.push(...[...stdout.matchAll(/For (\S+) s nobody/g)].map(([, seconds]) => Number(seconds)));
    }
  })();
  try {
    await laptop.tick(time);
    await cloud.tick(time);
    for (const _ of history.pushes) {
      forge.push();
      time += MINUTE;
      await Promise.all([laptop.tick(time), cloud.tick(time)]);
      await sleep(150 + next() * 200);
    }
    await moving;
    time += MINUTE;
    await Promise.all([laptop.tick(time), cloud.tick(time)]);
    await expect
      .poll(() => json<Status>(laptop, "/lib/status.json"), { timeout: 60_000, interval: 500 })
      .toSatisfy(
        ({ latest, published, channels }: Status) =>
          latest > 0 && published === latest && channels.every(({ delivered }) => delivered === latest),
      );
    const updates = await walkUpdates(laptop, "lib");
    const isRead = () => updates.every(({ id }) => read.includes(id));
    await expect.poll(isRead, { timeout: 30_000 }).toBe(true);
    over.abort();
    await reading;

    expect(updates.map(toldAs)).toEqual(expectedOf(history));
    expect(updates.map(({ seq }) => seq)).toEqual(updates.map((_, index) => index + 1));
    expect(read.toSorted()).toEqual(updates.map(({ id }) => id).toSorted());
    const numbers = updates.flatMap(({ commit }) => numbersIn(commit?.title ?? ""));
    for (const sink of [slack, hook]) {
      expect(numbersTaken(sink.received)).toEqual(numbers);
      for (const { id, tries } of deliveriesOf(sink.received)) expect(tries, id).toHaveLength(1);
    }
    for (const [interval, who] of polled) expect(who.size, new Date(interval).toISOString()).toBe(1);
    expect(Math.max(...pauses)).toBeLessThan(MINUTE / 1000);
    console.log(
      `${updates.length} updates, ${slack.received.length + hook.received.length} messages, ${reads} reads by ${feedparser?.name ?? "a reader of our own (feedparser is not installed)"}; ${pauses.length} moves ended by the tool that was not killed, paused ${Math.min(...pauses)} to ${Math.max(...pauses)} s`,
    );
  } finally {
    over.abort();
    await Promise.all([laptop, cloud].map((instance) => instance.stop()));
    await Promise.all([forge, slack, hook].map(({ close }) => close()));
    rmSync(folder, { recursive: true });
  }
});
