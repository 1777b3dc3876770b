/** Moves between two instances on one machine: as an operator makes them, and broken off at every request. */
import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createForge, type Forge } from "../../demo/forge.ts";
import { deploymentAt, type Deployment } from "../../local/deployment.ts";
import { abort, move } from "../../local/move.ts";
import type { Status } from "../../src/status.ts";
import { readHistory } from "../history.ts";
import { json, startInstance, walkUpdates, type RunningInstance } from "../instance.ts";
import { numbered } from "../numbered.ts";
import { createSink, type Sink } from "../sink.ts";
import { treewatch } from "./treewatch.ts";

const token = "operators-token";
const MINUTE = 60_000;
const history = numbered(readHistory(), 60);
let forge: Forge;
let sink: Sink;
let laptop: RunningInstance;
let cloud: RunningInstance;
let time = Date.UTC(2026, 10, 24);

beforeAll(async () => {
  [forge, sink] = await Promise.all([createForge(history), createSink()]);
  const watch = { id: "lib", url: forge.url, every: "1m", notify: [{ webhook: "HOOK" }] };
  const start = (paused: boolean) =>
    startInstance({
      watches: [{ ...watch, paused }],
      vars: { ADMIN_TOKEN: token, HOOK: sink.url, HOOK_SECRET: `whsec_${"k".repeat(32)}` },
    });
  [laptop, cloud] = await Promise.all([start(false), start(true)]);
  await tick();
});
afterAll(async () => {
  await Promise.all([laptop.stop(), cloud.stop(), forge.close(), sink.close()]);
});

/** Ticks both, as their clocks would. */
async function tick(): Promise<void> {
  time += MINUTE;
  await Promise.all([laptop.tick(time), cloud.tick(time)]);
}

const moved = (from: RunningInstance, to: RunningInstance, ...more: string[]) =>
  treewatch(["move", "lib", "--from", from.url, "--to", to.url, ...more], { ADMIN_TOKEN: token });

const at = ({ url }: RunningInstance) => deploymentAt(url, token);
const isActive = async (instance: RunningInstance) => (await at(instance).standing("lib")).active;

/** Waits until it has told all there is, as the source of a watch that is at work. */
async function toldAll(instance: RunningInstance): Promise<void> {
  await expect
    .poll(() => json<Status>(instance, "/lib/status.json"), { timeout: 10_000 })
    .toSatisfy(({ latest, published, channels: [channel] }: Status) => {
      return latest === forge.position() && published === latest && channel?.delivered === latest;
    });
}

/** A deployment that cannot be reached from its request `left` on: before it is made, or before its answer is read. */
function broken(deployment: Deployment, left: { requests: number }, when: "before" | "after"): Deployment {
  const breaking = <Args extends unknown[], T>(ask: (...args: Args) => Promise<T>) => {
    return async (...args: Args): Promise<T> => {
      left.requests -= 1;
      if (left.requests < 0 && when === "before") throw new Error("broken off");
      const answer = await ask(...args);
      if (left.requests < 0) throw new Error("broken off");
      return answer;
    };
  };
  return {
    url: deployment.url,
    watches: breaking(deployment.watches),
    standing: breaking(deployment.standing),
    statePage: breaking(deployment.statePage),
    take: breaking(deployment.take),
    move: breaking(deployment.move),
  };
}

describe("a move", () => {
  it("brings a watch to where one waits for it, and the readers after it", async () => {
    forge.push();
    await tick();
    await toldAll(laptop);
    const before = await Promise.all(
      ["snapshot.json", "updates.json", "feed.json"].map((path) => json(laptop, `/lib/${path}`)),
    );
    expect(await isActive(cloud)).toBe(false);
    const { code, stdout, stderr } = await moved(laptop, cloud);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(
      /^lib is moved, with 1 update and 2 snapshots: .*\nFor \d+\.\d s nobody could poll/,
    );
    await toldAll(cloud);
    const [snapshot, updates] = await Promise.all(
      ["snapshot.json", "updates.json"].map((path) => json(cloud, `/lib/${path}`)),
    );
    expect([snapshot, updates]).toEqual(before.slice(0, 2));
    const led = await fetch(`${laptop.url}/lib/feed.json?entry=*`, { redirect: "manual" });
    expect([led.status, led.headers.get("location")]).toEqual([308, `${cloud.url}/lib/feed.json?entry=*`]);
    forge.push();
    await tick();
    await toldAll(cloud);
    expect(sink.received).toHaveLength(2);
  });

  it("that is over says so, and is undone by no restore", async () => {
    expect(await moved(laptop, cloud)).toEqual({
      code: 0,
      stdout: `lib has been moved already: ${cloud.url}/lib\n`,
      stderr: "",
    });
    const file = join(tmpdir(), `treewatch-moved-${process.pid}.gz`);
    const env = { ADMIN_TOKEN: token };
    expect((await treewatch(["backup", "--from", cloud.url, "--out", file], env)).code).toBe(0);
    const restored = await treewatch(["restore", "--to", laptop.url, "--in", file], env);
    rmSync(file);
    expect(restored.stderr).toContain("move it back, or let --replace bring it up a second time");
    expect(await isActive(laptop)).toBe(false);
    const { code, stderr } = await moved(laptop, cloud, "--abort");
    expect(code).toBe(1);
    expect(stderr).toContain(`move it back: npm run move -- lib --from ${cloud.url} --to ${laptop.url}`);
  });

  it("back takes the place of what was left there, without --replace", async () => {
    expect(await moved(cloud, laptop)).toMatchObject({ code: 0 });
    expect([await isActive(laptop), await isActive(cloud)]).toEqual([true, false]);
    await tick();
    await toldAll(laptop);
  });

  it("to a place where the watch is at work is refused without --replace, and nothing stands still for it", async () => {
    const other = await startInstance({
      watches: [{ id: "lib", url: forge.url, every: "1m" }],
      vars: { ADMIN_TOKEN: token },
    });
    await other.tick(time);
    const { code, stderr } = await moved(laptop, other);
    expect(code).toBe(1);
    expect(stderr).toContain("--replace puts the moved one in its place");
    expect(await isActive(laptop)).toBe(true);
    await other.stop();
  });

  it("to another watch of that name is refused with the difference", async () => {
    const other = await startInstance({
      watches: [{ id: "lib", url: `${forge.url}/nvmf`, paused: true }],
      vars: { ADMIN_TOKEN: token },
    });
    const { code, stderr } = await moved(laptop, other);
    expect(code).toBe(1);
    expect(stderr).toMatch(/it watches .*nvmf.*, and the one to move .*lib/);
    expect(await isActive(laptop)).toBe(true);
    await other.stop();
  });
});

describe("a move that is broken off", () => {
  it(
    "at any request goes on by the same command, or is given back; never are both at work",
    { timeout: 240_000 },
    async () => {
      let [from, to] = [laptop, cloud];
      let ended = false;
      for (let requests = 0; !ended; requests++) {
        for (const when of ["before", "after"] as const) {
          for (const then of ["again", "abort"] as const) {
            forge.push();
            await tick();
            const left = { requests };
            const between = {
              watch: "lib",
              from: broken(at(from), left, when),
              to: broken(at(to), left, when),
            };
            const options = { replace: false, allSnapshots: false, tell: () => {} };
            const outcome = await move(between, options).then(
              () => "moved",
              (error: unknown) => (error instanceof Error ? error.message : ""),
            );
            expect(["moved", "broken off"]).toContain(outcome);
            const active = [await isActive(from), await isActive(to)];
            expect(active).not.toEqual([true, true]);
            ended = outcome === "moved";
            await tick();
            const whole = { watch: "lib", from: at(from), to: at(to) };
            const where = `broken off ${when} request ${requests}, then ${then}`;
            const isBack = then === "abort" && !active[1];
            await (isBack ? abort(whole) : move(whole, options));
            expect([await isActive(from), await isActive(to)], where).toEqual([isBack, !isBack]);
            if (!isBack) [from, to] = [to, from];
          }
        }
      }
      await tick();
      await toldAll(from);
      const updates = await walkUpdates(from, "lib");
      expect(updates.map(({ seq }) => seq)).toEqual(updates.map((_, index) => index + 1));
      expect(new Set(updates.map(({ commit }) => commit?.id)).size).toBe(forge.position());
      const ids = sink.received.map(({ headers }) => headers["webhook-id"]);
      expect(new Set(ids).size).toBe(ids.length);
    },
  );

  it("and forgotten has nothing left at its source but the way on", async () => {
    const here = (await isActive(laptop)) ? laptop : cloud;
    const there = here === laptop ? cloud : laptop;
    expect((await moved(here, there, "--forget")).code).toBe(1);
    expect((await moved(here, there)).code).toBe(0);
    expect((await moved(here, there, "--forget")).code).toBe(0);
    await expect
      .poll(() => at(here).statePage("lib").catch(String), { timeout: 10_000 })
      .toContain("no state");
    const leads = async () => (await fetch(`${here.url}/lib`, { redirect: "manual" })).status;
    await expect.poll(leads, { timeout: 10_000 }).toBe(308);
    expect((await moved(there, here)).code).toBe(0);
    await toldAll(here);
  });
});
