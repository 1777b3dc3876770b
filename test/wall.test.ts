/** A forge that puts its pages behind a bot challenge while git goes on: the watch goes on too, by way of git. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { Status } from "../src/status.ts";
import type { Snapshot } from "../src/store/snapshot.ts";
import { createFaultyForge, gitAt } from "./forge.ts";
import { hasBackend, startBackend } from "./git/backend.ts";
import { inGit, readHistory } from "./history.ts";
import { json, type RunningInstance, startInstance, walkUpdates } from "./instance.ts";
import { expectedOf, toldAs } from "./replay-ways.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const begin = Date.UTC(2026, 10, 24);
const skipped = hasBackend ? "" : " (skipped: git http-backend is not installed here)";
const cleanUp: (() => Promise<unknown> | void)[] = [];

afterEach(async () => {
  for (const undo of cleanUp.splice(0).toReversed()) await undo();
});

/** A forge with the beginning of a history, its git server, and a state folder in which one watch goes on. */
async function stage(pushes: number) {
  const folder = mkdtempSync(join(tmpdir(), "treewatch-wall-"));
  cleanUp.push(() => rmSync(folder, { recursive: true, force: true }));
  const whole = readHistory();
  const past = inGit({ ...whole, pushes: whole.pushes.slice(0, pushes) }, folder);
  const backend = await startBackend(folder);
  cleanUp.push(() => backend.close());
  const forge = await createFaultyForge({ ...past, beside: gitAt(backend.url("spdk.git")) });
  cleanUp.push(() => forge.close());
  let instance: RunningInstance | undefined;
  let polls = 0;
  return {
    past,
    forge,
    push() {
      forge.push();
      past.moveTo(forge.listing().head);
    },
    /** Starts Treewatch over the same state; `upstream` is what the watch says in its configuration. */
    async start(upstream: "gitea" | "git"): Promise<RunningInstance> {
      await instance?.stop();
      const watch = { id: "lib", url: forge.url, every: "1m", upstream };
      instance = await startInstance({ state: join(folder, "state"), watches: [watch] });
      const { stop } = instance;
      cleanUp.push(() => stop());
      return instance;
    },
    /** Polls; a day later each time, so that no poll falls into the rest after a failure. */
    async poll(): Promise<Status> {
      if (instance === undefined) throw new Error("nothing was started");
      await instance.tick(begin + (polls += 1) * DAY);
      return json<Status>(instance, "/lib/status.json");
    },
  };
}

describe.skipIf(!hasBackend)(`ten pushes behind a bot wall${skipped}`, () => {
  it("are told, once, as soon as the configuration says upstream: git", async () => {
    const { past, forge, push, start, poll } = await stage(11);
    await start("gitea");
    expect((await poll()).lastPoll?.outcome).toBe("baseline");
    forge.fail("challenge");
    for (let pushed = 0; pushed < 10; pushed++) {
      push();
      const status = await poll();
      expect(status).toMatchObject({ state: "failing", lastPoll: { reason: "bot-challenge" } });
      expect(status.lastPoll?.message).toContain('upstream: "git"');
    }
    const instance = await start("git");
    expect(await poll()).toMatchObject({ upstream: "git", state: "ok", lastPoll: { outcome: "changed" } });
    expect((await poll()).lastPoll?.outcome).toBe("unchanged");
    push();
    await poll();

    const updates = await walkUpdates(instance, "lib");
    expect(updates.map(toldAs)).toEqual(expectedOf(past));
    const repository = forge.url.replace(/\/src\/.*$/, "");
    for (const { commit, changes } of updates) {
      expect(commit?.url).toBe(`${repository}/commit/${commit?.id}`);
      for (const { after } of changes.filter(({ kind }) => kind !== "removed")) {
        expect(after?.url).toBe(`${forge.url}/${after?.name}`);
      }
    }
    const { entries } = await json<Snapshot>(instance, "/lib/snapshot.json");
    expect(entries.map(({ name, commit }) => [name, commit?.id])).toEqual(
      forge.listing().entries.map(({ name, commit }) => [name, commit?.id]),
    );
  }, 120_000);

  it("are told, once, where the wall is gone and the configuration goes back to the pages", async () => {
    const { past, push, start, poll } = await stage(11);
    await start("git");
    expect((await poll()).lastPoll?.outcome).toBe("baseline");
    for (let pushed = 0; pushed < 10; pushed++) push();
    const instance = await start("gitea");
    expect(await poll()).toMatchObject({ upstream: "gitea", lastPoll: { outcome: "changed" } });
    expect((await poll()).lastPoll?.outcome).toBe("unchanged");
    push();
    await poll();
    expect((await walkUpdates(instance, "lib")).map(toldAs)).toEqual(expectedOf(past));
  }, 120_000);
});
