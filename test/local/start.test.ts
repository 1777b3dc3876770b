import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { spdkLib } from "../../demo/spdk-lib.ts";
import { createForge } from "../../demo/forge.ts";
import type { Status } from "../../src/status.ts";
import { createFaultyForge, type FaultyForge } from "../forge.ts";
import { json, startInstance } from "../instance.ts";

const root = join(import.meta.dirname, "../..");
let folder: string;
let forge: FaultyForge;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "treewatch-"));
  forge = await createFaultyForge(spdkLib);
});
afterAll(async () => {
  await forge.close();
  rmSync(folder, { recursive: true });
});

/** Runs the command to its end. */
function start(args: readonly string[]): Promise<{ code: number | null; stderr: string }> {
  const child = spawn(process.execPath, [join(root, "local/main.ts"), "start", ...args]);
  let stderr = "";
  child.stderr.on("data", (chunk) => (stderr += String(chunk)));
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, stderr })));
}

const minute = (n: number) => Date.parse("2026-11-23T12:00:00Z") + n * 60_000;

describe("npm start", () => {
  it("watches addresses with no file at all, and prints the feed's address last", async () => {
    const instance = await startInstance({ urls: [forge.url], every: 60 });
    await expect
      .poll(() => instance.get("/spdk-lib/snapshot.json").then(({ status }) => status), { timeout: 20_000 })
      .toBe(200);
    expect(instance.printed().stdout.trimEnd().split("\n").at(-1)).toBe(`${instance.url}/spdk-lib/feed.rss`);
    expect((await instance.get("/spdk-lib/feed.rss")).status).toBe(200);
    expect(await instance.stop()).toBe(0);
  });

  it("hands out what lies beside the Worker", async () => {
    const instance = await startInstance({ watches: [], every: 60 });
    expect(await (await instance.get("/openapi.json")).json()).toHaveProperty("openapi");
    expect(await instance.stop()).toBe(0);
  });

  it("ticks only from outside without a clock, and keeps its state across a kill", async () => {
    const watches = [{ id: "lib", url: forge.url, every: "1m" }];
    const options = { state: join(folder, "kept"), watches };
    const first = await startInstance(options);
    expect((await first.get("/lib/snapshot.json")).status).toBe(404);
    await first.tick(minute(0));
    const published = () => first.get("/lib/snapshot.json").then(({ status }) => status);
    await expect.poll(published, { timeout: 10_000 }).toBe(200);
    const before: unknown = await (await first.get("/lib/snapshot.json")).json();
    await first.kill9();
    const second = await startInstance(options);
    expect(await (await second.get("/lib/snapshot.json")).json()).toEqual(before);
    await second.stop();
  });

  it("lets time run fast, and its clock never goes back", async () => {
    const options = { state: join(folder, "clock"), watches: [] };
    const last = () => {
      const kept: { last: string } = JSON.parse(readFileSync(join(options.state, "clock.json"), "utf8"));
      return Date.parse(kept.last);
    };
    const fast = await startInstance({ ...options, every: 1 });
    await expect.poll(last, { timeout: 10_000 }).toBeGreaterThan(Date.now() + 60_000);
    await fast.stop();
    const ahead = last();
    const slow = await startInstance({ ...options, every: 60 });
    await expect.poll(last, { timeout: 10_000 }).toBe(ahead + 60_000);
    await slow.stop();
  });

  it("ends with 0 at a SIGTERM, once the poll in hand is committed", async () => {
    let asked = () => {};
    const isAsked = new Promise<void>((resolve) => (asked = resolve));
    const slow = await createForge({
      ...spdkLib,
      intercept({ url }, response, page) {
        if (url?.endsWith("/lib") !== true) return false;
        setTimeout(() => response.writeHead(200, { "content-type": "text/html" }).end(page), 1000);
        asked();
        return true;
      },
    });
    const options = { state: join(folder, "term"), watches: [{ id: "lib", url: slow.url }] };
    writeFileSync(join(folder, "term.json"), JSON.stringify(options.watches));
    const args = ["--port", "0", "--state", options.state, "--watches", join(folder, "term.json")];
    const child = spawn(process.execPath, [join(root, "local/main.ts"), "start", ...args], {
      env: { ...process.env, ALLOW_PRIVATE_HOSTS: "true" },
      stdio: "ignore",
    });
    const ended = new Promise((resolve) => child.on("close", resolve));
    await Promise.race([isAsked, ended]);
    child.kill("SIGTERM");
    expect(await ended).toBe(0);
    const next = await startInstance(options);
    expect(await json<Status>(next, "/lib/status.json")).toMatchObject({ lastPoll: { outcome: "baseline" } });
    await next.stop();
    await slow.close();
  });

  it("refuses a second instance in the same state folder", async () => {
    const state = join(folder, "shared");
    const instance = await startInstance({ state });
    const { code, stderr } = await start(["--port", "0", "--state", state]);
    expect(stderr).toContain(`Another Treewatch is using ${state}.`);
    expect(code).toBe(1);
    await instance.stop();
  });

  it("says which port is in use", async () => {
    const { code, stderr } = await start(["--port", String(forge.port), "--state", join(folder, "x")]);
    expect(stderr).toContain(`Port ${forge.port} is in use`);
    expect(code).toBe(1);
  });

  it("tells of problems in the configuration in words", async () => {
    const instance = await startInstance({ watches: [{ id: "x", url: "nonsense" }] });
    await expect
      .poll(() => instance.printed().stderr, { timeout: 5000 })
      .toMatch(/^1 problem in the configuration.*\n- watch "x", url: /m);
    await instance.stop();
  });

  it.each([
    ["an unknown option", ["--prot"], "--prot"],
    ["an address that nothing reads", ["nonsense"], "nonsense"],
    ["a file that is not there", ["--watches", "/nowhere.json"], "The file /nowhere.json"],
    ["variables that are not there", ["--vars", "/nowhere"], "The file /nowhere"],
  ])("ends with 2 and one sentence for %s", async (_, args, words) => {
    const { code, stderr } = await start(args);
    expect(stderr).toContain(words);
    expect(stderr.trimEnd()).not.toContain("\n");
    expect(code).toBe(2);
  });

  it("names the line of a file of variables that it cannot read, and nothing that stands there", async () => {
    const vars = join(folder, "vars");
    writeFileSync(vars, "A=1\nxoxb-secret\n");
    const { code, stderr } = await start(["--vars", vars]);
    expect(stderr).toBe(`${vars}, line 2: write NAME=value, or NAME="value".\n`);
    expect(code).toBe(2);
  });
});
