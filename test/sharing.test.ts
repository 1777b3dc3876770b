/** What watches of one repository are told, where what one was answered is handed to the others: what each finds alone. */
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Update } from "../src/updates.ts";
import { hasBackend, startBackend } from "./git/backend.ts";
import { buildRandomHistory } from "./git/random-history.ts";
import { TestRepository } from "./git/repository.ts";
import { startInstance, walkUpdates } from "./instance.ts";

const MINUTE = 60_000;
const begin = Date.UTC(2026, 10, 24, 6);
/** Of a history in which something happens to each of them. */
const SEED = 2;
const skipped = hasBackend ? "" : " (skipped: git http-backend is not installed here)";

/** What several watches read of the repository. */
const places = [{}, { path: "lib" }, { path: "lib" }, { path: "lib/a" }, { path: "lib/b" }, { tags: ["v*"] }];

/** What of an update does not tell which address it was read from. */
const saidBy = ({ commit, changes, complete }: Update) => ({
  commit: commit && { id: commit.id, title: commit.title },
  changes: changes.map(({ kind, entry, before, after }) => [
    kind,
    entry,
    before?.commit?.id,
    after?.commit?.id,
  ]),
  complete,
});

describe.skipIf(!hasBackend)(`watches of one repository${skipped}`, () => {
  it("are told what each of them finds by itself, with fewer requests", async () => {
    const folder = mkdtempSync(join(tmpdir(), "treewatch-sharing-"));
    const repository = new TestRepository(folder, "together.git");
    const tip = buildRandomHistory(repository, SEED);
    const all = repository.git("rev-list", "--topo-order", "--reverse", tip).split("\n");
    const steps = all.filter((id, index) => id === tip || index % 5 === 4);
    const move = (id: string, step: number) => {
      repository.point("main", id);
      repository.git("tag", `v${step}`, id);
    };
    // Under another name it is another repository, which shares nothing with it.
    const alone = places.map((_, index) => `alone-${index}.git`);
    for (const name of alone) symlinkSync("together.git", join(folder, name));
    const backend = await startBackend(folder);
    const watchAt = (id: string, name: string, place: object) => {
      return {
        id,
        every: "1m",
        git: backend.url(name),
        ...("tags" in place ? {} : { ref: "main" }),
        ...place,
      };
    };
    const watches = places.flatMap((place, index) => [
      watchAt(`together-${index}`, "together.git", place),
      watchAt(`alone-${index}`, alone[index] ?? "", place),
    ]);
    move(steps[0] ?? tip, 0);
    const instance = await startInstance({ watches });
    onTestFinished(async () => {
      await instance.stop();
      await backend.close();
      rmSync(folder, { recursive: true, force: true });
    });
    let minute = 0;
    const asked = { together: 0, alone: 0 };
    for (const [step, id] of steps.entries()) {
      if (step > 0) move(id, step);
      // The next tick finds what a watch that had something to tell was not asked.
      for (let times = 0; times < 2; times++) await instance.tick(begin + (minute += 1) * MINUTE);
    }
    for (const { path } of backend.exchanges) asked[path.startsWith("/together") ? "together" : "alone"] += 1;
    let told = 0;
    for (const index of places.keys()) {
      const together = await walkUpdates(instance, `together-${index}`);
      const alone = await walkUpdates(instance, `alone-${index}`);
      expect(together.map(saidBy)).toEqual(alone.map(saidBy));
      told += together.length;
    }
    expect(told).toBeGreaterThan(10);
    expect(asked.together).toBeLessThan(asked.alone / 2);
  });
});
