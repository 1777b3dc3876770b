/** The lock that keeps a watch's polls apart. */
import { expect, it } from "vitest";
import { Lock } from "../src/lock.ts";

it("does one thing at a time, in the order in which it was asked for, also after one that fails", async () => {
  const lock = new Lock();
  const steps: string[] = [];
  const work = (name: string, ends: () => string) =>
    lock.run(async () => {
      steps.push(`${name} begins`);
      await Promise.resolve();
      steps.push(`${name} ends`);
      return ends();
    });
  const failing = work("a", () => {
    throw new Error("no");
  });
  const all = [failing, work("b", () => "well")];
  await expect(all[0]).rejects.toThrow("no");
  await expect(all[1]).resolves.toBe("well");
  expect(steps).toEqual(["a begins", "a ends", "b begins", "b ends"]);
});

it("is taken until the last thing that was asked for has ended", async () => {
  const lock = new Lock();
  expect(lock.isTaken).toBe(false);
  const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const all = gates.map(({ promise }) => lock.run(() => promise));
  expect(lock.isTaken).toBe(true);
  gates[0]?.resolve();
  await all[0];
  expect(lock.isTaken).toBe(true);
  gates[1]?.reject(new Error("no"));
  await expect(all[1]).rejects.toThrow("no");
  expect(lock.isTaken).toBe(false);
});
