/** Many watches at several hosts, with Treewatch as its user starts it: no host sees two requests at once. */
import { afterEach, describe, expect, it } from "vitest";
import type { Status } from "../src/status.ts";
import { type CrowdHost, countOf, refsOf, startHost, watchesAt } from "./crowd.ts";
import { json, startInstance } from "./instance.ts";

const MINUTE = 60_000;
const begin = Date.UTC(2026, 10, 24, 6);
/** Ticks until every watch is known to be quiet: it has to see its page, then where its ref is. */
const WARM_UP = 4;
const cleanUp: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const undo of cleanUp.splice(0).toReversed()) await undo();
});

/** Treewatch with these hosts' watches, each of which has become quiet. `tick` goes on from there, by minutes. */
async function watching(hosts: readonly CrowdHost[], watches: readonly object[]) {
  cleanUp.push(...hosts.map((host) => () => host.close()));
  const instance = await startInstance({ watches });
  cleanUp.push(() => instance.stop());
  let minute = 0;
  const tick = () => instance.tick(begin + (minute += 1) * MINUTE);
  for (let count = 0; count < WARM_UP; count++) await tick();
  for (const host of hosts) host.asked();
  return { instance, tick };
}

describe("in a quiet tick", () => {
  it("a repository is asked once where its refs are, for all its watches, and nothing else is asked", async () => {
    const hosts = [await startHost("127.0.0.1"), await startHost("127.0.0.2")];
    const watches = hosts.flatMap((host) => watchesAt(host, ["one", "two"], 5));
    const { instance, tick } = await watching(hosts, watches);
    await tick();
    for (const host of hosts)
      expect(host.asked().toSorted()).toEqual([refsOf("one"), refsOf("two")].toSorted());
    for (const host of hosts) expect(host.atOnce()).toBe(1);
    const { lastPoll } = await json<Status>(instance, `/${watches[0]?.id}/status.json`);
    expect(lastPoll?.outcome).toBe("unchanged");
  });
});

describe("in a tick", () => {
  it("only the watches of the repository that moved read their page, one after the other, also in ticks at once", async () => {
    const host = await startHost("127.0.0.1");
    const watches = watchesAt(host, ["one", "two"], 4);
    const { instance, tick } = await watching([host], watches);
    host.push("two");
    host.delay(50);
    await Promise.all([tick(), tick(), tick()]);
    await tick();
    const asked = countOf(host.asked());
    const pages = Object.keys(asked).filter((path) => path.includes("/src/branch/"));
    expect(pages.toSorted()).toEqual([0, 1, 2, 3].map((index) => `/own/two/src/branch/main/d${index}`));
    for (const page of pages) expect(asked[page]).toBe(1);
    expect(host.atOnce()).toBe(1);
    for (const { id } of watches) {
      const { latest } = await json<Status>(instance, `/${id}/status.json`);
      expect(latest).toBe(id.includes("-two-") ? 1 : 0);
    }
  });

  it.each([
    ["where its refs are", true, refsOf("one")],
    ["its page, where it serves no git", false, "/own/one/src/branch/main/d0"],
  ])("watches of one directory ask together %s", async (_, git, path) => {
    const host = await startHost("127.0.0.1", { git });
    const [watch] = watchesAt(host, ["one"], 1);
    const watches = ["a", "b", "c"].map((id) => ({ ...watch, id }));
    const { tick } = await watching([host], watches);
    await tick();
    expect(host.asked()).toEqual([path]);
  });
});

describe("a host that hangs", () => {
  it("holds up no other host's watches, and is let go of after one request", async () => {
    const [ill, ...well] = [
      await startHost("127.0.0.1"),
      await startHost("127.0.0.2"),
      await startHost("127.0.0.3"),
    ];
    const watches = [ill, ...well].flatMap((host) => watchesAt(host, ["one"], 3));
    const { instance, tick } = await watching([ill, ...well], watches);
    ill.delay(Infinity);
    for (const host of well) host.push("one");
    const begun = Date.now();
    const ended = tick();
    const idsAt = (host: CrowdHost) => watchesAt(host, ["one"], 3).map(({ id }) => id);
    for (const id of well.flatMap(idsAt)) {
      await expect
        .poll(async () => (await json<Status>(instance, `/${id}/status.json`)).latest, { timeout: 10_000 })
        .toBe(1);
    }
    // It takes 15 seconds until a request that hangs is given up.
    expect(Date.now() - begun).toBeLessThan(12_000);
    await ended;
    expect(ill.asked()).toEqual([refsOf("one")]);
    expect(ill.atOnce()).toBe(1);
    for (const id of idsAt(ill))
      expect(await json<Status>(instance, `/${id}/status.json`)).toMatchObject({ state: "failing" });
  });
});
