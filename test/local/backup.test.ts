/** A backup of one instance and its restore into others, as an operator makes them. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createForge, type Forge } from "../../demo/forge.ts";
import { bring } from "../../local/bring.ts";
import { deploymentAt } from "../../local/deployment.ts";
import { costOf } from "../../local/restore.ts";
import { linesOf, sealed, type Lines } from "../../local/state-stream.ts";
import type { Status } from "../../src/status.ts";
import { readHistory } from "../history.ts";
import { json, startInstance, type RunningInstance } from "../instance.ts";
import { sampleState } from "./sample-state.ts";
import { treewatch } from "./treewatch.ts";

const token = "operators-token";
const folder = mkdtempSync(join(tmpdir(), "treewatch-backup-"));
const file = join(folder, "backup.gz");
let forge: Forge;
let laptop: RunningInstance;
let cloud: RunningInstance;

const run = (...args: string[]) =>
  treewatch(args, { ADMIN_TOKEN: "wrong", FROM_TOKEN: token, TO_TOKEN: token });
const paths = ["snapshot.json", "snapshots.json", "updates.json"].map((path) => `/lib/${path}`);
const documents = (instance: RunningInstance) =>
  Promise.all(paths.map(async (path) => (await instance.get(path)).text()));

beforeAll(async () => {
  forge = await createForge(readHistory());
  const lib = { id: "lib", url: forge.url, every: "1m" };
  const vars = { ADMIN_TOKEN: token };
  [laptop, cloud] = await Promise.all([
    startInstance({ watches: [lib, { ...lib, id: "idle", paused: true }], vars }),
    startInstance({ watches: [{ ...lib, paused: true }], vars }),
  ]);
  for (let minute = 0; minute < 4; minute++) {
    await laptop.tick(Date.UTC(2026, 10, 24) + minute * 60_000);
    forge.push();
  }
});
afterAll(async () => {
  await Promise.all([laptop.stop(), cloud.stop(), forge.close()]);
  rmSync(folder, { recursive: true });
});

it("writes all watches that have a state, proves them, and leaves nothing else behind", async () => {
  await expect
    .poll(() => json<Status>(laptop, "/lib/status.json"))
    .toSatisfy(({ latest, published }: Status) => latest === published);
  const { code, stdout, stderr } = await run("backup", "--from", laptop.url, "--out", file);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "Without a state, so not in it: idle.\n" });
  expect(stdout).toMatch(/^lib: \d+ updates, 4 snapshots\n.*written and proven\.\n$/);
  expect(readdirSync(folder)).toEqual(["backup.gz"]);
  expect(gunzipSync(readFileSync(file)).toString()).not.toContain(token);
});

it("brings the watch back elsewhere, with the same documents, byte for byte", async () => {
  const { code, stdout } = await run("restore", "--to", cloud.url, "--in", file);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^lib: \d+ updates, 4 snapshots\nRestored\./);
  const original = await documents(laptop);
  await expect.poll(() => documents(cloud), { timeout: 10_000 }).toEqual(original);
  expect(await json(cloud, "/lib/status.json")).toMatchObject({ state: "paused" });
});

it("replaces a state only where that is asked for", async () => {
  const before = await documents(cloud);
  const refused = await run("restore", "--to", cloud.url, "--in", file);
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain("--replace puts the other in its place");
  expect(await documents(cloud)).toEqual(before);
  expect((await run("restore", "--to", cloud.url, "--in", file, "--replace")).code).toBe(0);
});

it("refuses a file that is cut, a watch that is not in it, and a target that is another", async () => {
  const cut = join(folder, "cut");
  writeFileSync(cut, readFileSync(file).subarray(0, 500));
  expect(await run("restore", "--to", cloud.url, "--in", cut)).toMatchObject({
    code: 1,
    stderr: `${cut} is cut off, or is not a backup of Treewatch. Nothing was restored.\n`,
  });
  expect(await run("restore", "--to", cloud.url, "--in", file, "idle")).toMatchObject({
    code: 1,
    stderr: `${file} does not hold the watch idle. It holds lib.\n`,
  });
  const other = join(folder, "other");
  const text = gunzipSync(readFileSync(file)).toString();
  const lines = text.trim().split("\n").slice(0, -1);
  const header = JSON.parse(lines[0] ?? "");
  async function* changed(): Lines {
    yield JSON.stringify({ ...header, target: "elsewhere" });
    yield* lines.slice(1);
  }
  let retargeted = "";
  for await (const line of sealed(changed())) retargeted += `${line}\n`;
  writeFileSync(other, gzipSync(retargeted));
  const { code, stderr } = await run("restore", "--to", cloud.url, "--in", other, "--replace");
  expect(code).toBe(1);
  expect(stderr).toMatch(/This is the state of elsewhere, and lib is configured to watch .*lib/);
});

it("goes on where a restore was broken off, and from the beginning where another stream was", async () => {
  const to = deploymentAt(cloud.url, token);
  const target = (await to.standing("lib")).target;
  const sample = (updatesEach: number) => () =>
    sampleState({
      watch: { id: "lib", title: "lib", url: forge.url },
      target,
      since: Date.UTC(2026, 10, 24),
      snapshots: 100,
      updatesEach,
    });
  const sent: number[] = [];
  const counting = {
    ...to,
    take: (watch: string, lines: readonly string[], at: number, replace: boolean) => {
      if (sent.length === 3) throw new Error("broken off");
      sent.push(at);
      return to.take(watch, lines, at, replace);
    },
  };
  const options = { watch: "lib", replace: true, tell: () => {} };
  await expect(bring(sample(1), counting, options)).rejects.toThrow("broken off");
  expect(sent).toEqual([0, 100, 200]);
  sent.length = 0;
  const { digest } = await bring(sample(1), counting, options);
  expect(sent).toEqual([300]);
  sent.length = 0;
  expect((await bring(sample(1), counting, options)).digest).toBe(digest);
  expect(sent).toEqual([]);
  await expect(bring(sample(2), counting, options)).rejects.toThrow("broken off");
  expect(sent).toEqual([0, 100, 200]);
  let lines = 0;
  for await (const _ of linesOf(file, "lib")) lines += 1;
  expect(lines).toBeGreaterThan(5);
});

it("says what all snapshots cost in writes, and in days of the free plan", () => {
  expect(costOf({ snapshots: 2001, updates: 10_000 })).toEqual({ writes: 2102, days: 3 });
  expect(costOf({ snapshots: 1, updates: 0 })).toEqual({ writes: 2, days: 1 });
});

it.each([
  [["backup", "--from", "nonsense", "--out", "x"], /^Give the address of a Treewatch: --from/],
  [["backup", "--from", "http://u:p@127.0.0.1"], /^Say where the backup is written/],
  [["restore", "--to", "http://127.0.0.1:1"], /^Say which backup is restored/],
  [["move", "--from", "http://127.0.0.1:1", "--to", "http://127.0.0.1:2"], /^Give one watch/],
  [
    ["move", "a", "--from", "http://127.0.0.1:1", "--to", "http://127.0.0.1:2", "--abort", "--forget"],
    /^Give either/,
  ],
])("is called wrongly: %j", async (args, why) => {
  const { code, stderr } = await run(...args);
  expect(code).toBe(2);
  expect(stderr).toMatch(why);
});

it("asks for a token in the environment, and says which is refused", async () => {
  const without = await treewatch(["backup", "--from", laptop.url, "--out", file], {
    ADMIN_TOKEN: "",
    FROM_TOKEN: "",
  });
  expect(without).toMatchObject({ code: 2 });
  expect(without.stderr).toMatch(/^Set FROM_TOKEN, or ADMIN_TOKEN, in the environment/);
  const wrong = await treewatch(["backup", "--from", laptop.url, "--out", file], { ADMIN_TOKEN: "wrong" });
  expect(wrong).toMatchObject({ code: 1, stderr: expect.stringContaining("refuses the token") });
  const nobody = await run("backup", "--from", "http://127.0.0.1:9", "--out", file);
  expect(nobody).toMatchObject({ code: 1, stderr: expect.stringContaining("cannot be reached") });
});
