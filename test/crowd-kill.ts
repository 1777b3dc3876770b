/** A kill in the middle of a tick of many watches, a few of which have something new. */
import { expect } from "vitest";
import { countOf, refsOf, startHost, watchesAt } from "./crowd.ts";
import { startInstance, walkUpdates } from "./instance.ts";
import { createSink } from "./sink.ts";

const MINUTE = 60_000;
const begin = Date.UTC(2026, 10, 24, 6);

/**
 * Watches `directories` directories of `repositories` repositories at each of `hosts` hosts. In the last tick before the kill,
 * the first and the last repository of one host have moved; the kill comes when half the repositories were asked about.
 * Returns how many watches had something to tell, each of which told it once.
 */
export async function killInTheMiddle({
  state,
  hosts: count,
  repositories,
  directories,
  warmUp,
  cleanUp,
}: {
  state: string;
  hosts: number;
  repositories: number;
  directories: number;
  warmUp: number;
  cleanUp: (() => Promise<unknown>)[];
}): Promise<number> {
  const names = Array.from({ length: repositories }, (_, index) => `r${index}`);
  const moved = [names[0] ?? "", names.at(-1) ?? ""];
  const hosts = await Promise.all(
    Array.from({ length: count }, (_, index) => startHost(`127.0.0.${index + 1}`)),
  );
  const sink = await createSink();
  cleanUp.push(...hosts.map((host) => () => host.close()), () => sink.close());
  const [first] = hosts;
  if (first === undefined) throw new Error("there is a host");
  const notify = [{ webhook: "HOOK" }];
  const watches = hosts.flatMap((host) =>
    watchesAt(host, names, directories).map((one) => ({ ...one, notify })),
  );
  const vars = { HOOK: sink.url, HOOK_SECRET: `whsec_${"k".repeat(32)}` };
  const start = () => startInstance({ state, watches, vars });
  let instance = await start();
  cleanUp.push(() => instance.stop());
  for (let minute = 0; minute < warmUp; minute++) await instance.tick(begin + minute * MINUTE);
  for (const host of hosts) host.asked();
  const changed = watchesAt(first, moved, directories).map(({ id }) => id);

  for (const repository of moved) first.push(repository);
  const asked: string[] = [];
  const killed = instance.tick(begin + warmUp * MINUTE).catch(() => undefined);
  await expect
    .poll(() => asked.push(...first.asked()), { timeout: 60_000, interval: 5 })
    .toBeGreaterThanOrEqual(repositories / 2);
  await instance.kill9();
  await killed;
  const before = new Set([...asked, ...first.asked()]);
  // It was in the middle: some were asked about, some were not.
  expect(before).not.toContain(refsOf(moved[1] ?? ""));
  for (const host of hosts) host.asked();

  instance = await start();
  await instance.tick(begin + (warmUp + 1) * MINUTE);
  for (const host of hosts) {
    const again = countOf(host.asked());
    for (const name of names) expect(again[refsOf(name)], `${host.name} ${name}`).toBe(1);
    // What a page was asked for in the tick that died is not asked for again by those that had come to their end.
    for (const [path, times] of Object.entries(again))
      expect(path.includes("/src/") ? times : 1, path).toBe(1);
    expect(host.atOnce()).toBe(1);
  }
  await sink.waitFor(changed.length, 10_000 + changed.length * 3000);
  await instance.tick(begin + (warmUp + 2) * MINUTE);
  for (const id of changed) expect(await walkUpdates(instance, id), id).toHaveLength(1);
  const told = sink.received.map(({ body }) => String(JSON.parse(body).data.watch));
  expect(Object.keys(countOf(told)).toSorted()).toEqual(changed.toSorted());
  const deliveries = new Set(sink.received.map(({ headers }) => headers["webhook-id"]));
  expect(deliveries.size).toBe(changed.length);
  return changed.length;
}
