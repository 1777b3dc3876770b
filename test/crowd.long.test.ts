/** A thousand watches: what a quiet tick costs their host, and a kill in the middle of a tick. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { refsOf, startHost, watchesAt } from "./crowd.ts";
import { killInTheMiddle } from "./crowd-kill.ts";
import { startInstance } from "./instance.ts";

const MINUTE = 60_000;
const begin = Date.UTC(2026, 10, 24, 6);
const cleanUp: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const undo of cleanUp.splice(0).toReversed()) await undo();
});

it("a thousand watches of one repository make one request in a quiet tick", async () => {
  const host = await startHost("127.0.0.1");
  const instance = await startInstance({ watches: watchesAt(host, ["one"], 1000) });
  cleanUp.push(
    () => host.close(),
    () => instance.stop(),
  );
  for (let minute = 0; minute < 4; minute++) await instance.tick(begin + minute * MINUTE);
  host.asked();
  const begun = Date.now();
  await instance.tick(begin + 4 * MINUTE);
  expect(host.asked()).toEqual([refsOf("one")]);
  expect(host.atOnce()).toBe(1);
  console.log(`a quiet tick of 1,000 watches takes ${Date.now() - begun} ms`);
});

it("killed in the middle of a tick of a thousand watches with one in a hundred changed, the next makes it up", async () => {
  const state = mkdtempSync(join(tmpdir(), "treewatch-crowd-"));
  cleanUp.push(async () => rmSync(state, { recursive: true, force: true }));
  const size = { hosts: 5, repositories: 40, directories: 5, warmUp: 4 };
  await expect(killInTheMiddle({ state, cleanUp, ...size })).resolves.toBe(10);
});
