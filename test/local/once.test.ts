import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { spdkLib } from "../../demo/spdk-lib.ts";
import { openState } from "../../local/state.ts";
import { createFaultyForge, type FaultyForge } from "../forge.ts";
import { readHistory } from "../history.ts";
import { createSink, type Sink } from "../sink.ts";
import { replayBothWays, runOnce } from "./once-replay.ts";

let folder: string;
let forge: FaultyForge;
let sink: Sink;
let vars: Record<string, string>;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "treewatch-once-"));
  forge = await createFaultyForge(spdkLib);
  sink = await createSink();
  vars = { ALLOW_PRIVATE_HOSTS: "true", PUBLIC_URL: "https://pages.example/tree", SLACK_TEAM: sink.url };
});
afterEach(async () => {
  await Promise.all([forge.close(), sink.close()]);
  rmSync(folder, { recursive: true });
});

const state = () => join(folder, "state");
const out = (...file: string[]) => join(folder, "out", ...file);
const readOut = (...file: string[]) => readFileSync(out(...file), "utf8");

/** Runs once; the state and the files are the test's own, and stay from run to run. */
const once = (watches: unknown) => runOnce(folder, watches, vars);

const history = readHistory();
const formats = ["rss", "atom", "json"] as const;
const lib = () => ({ id: "lib", url: forge.url, every: "1m", notify: [{ slack: "SLACK_TEAM" }] });

describe("npm run once", () => {
  it("writes what readers get as files that a static host serves at the Worker's paths, and ends with 0", async () => {
    const { code, stderr } = await once([lib()]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    for (const file of ["index.html", "feed.rss", "feed.atom", "feed.json", "feeds.opml"]) {
      expect(readOut(file), file).toContain("https://pages.example/tree");
    }
    for (const file of ["index.html", ...formats.map((format) => `feed.${format}`)]) {
      expect(readOut("lib", file), file).toContain("https://pages.example/tree");
    }
    expect(JSON.parse(readOut("lib", "snapshot.json"))).toMatchObject({ watch: { id: "lib" } });
    expect(JSON.parse(readOut("lib", "updates.json"))).toEqual({ watch: "lib", updates: [], next: 0 });
    expect(JSON.parse(readOut("lib", "status.json"))).toMatchObject({ state: "ok", latest: 0 });
  });

  it("writes the pages after the front page, where there are more watches than one holds", async () => {
    const paused = Array.from({ length: 100 }, (_, index) => ({ ...lib(), id: `p${index}`, paused: true }));
    expect((await once([...paused, lib()])).code).toBe(0);
    expect(readOut("index.html")).toContain(`href="https://pages.example/tree/page/2"`);
    expect(readOut("page", "2", "index.html")).toContain(`href="https://pages.example/tree/lib"`);
    expect(existsSync(out("page", "3"))).toBe(false);
  });

  it(`writes the same ids, feeds and messages in 5 runs as the Worker in one piece (${history.name})`, async () => {
    const { runs, worker } = await replayBothWays(history, 5);
    expect(runs).toEqual(worker);
  });

  it("looks at a watch that names no interval in each run, a second later as well", async () => {
    const { every: _, ...watch } = lib();
    await once([watch]);
    const before = forge.requests();
    forge.push();
    await once([watch]);
    expect(forge.requests()).toBeGreaterThan(before);
    expect(JSON.parse(readOut("lib", "updates.json"))).toMatchObject({ next: 1 });
    // One that names a longer one is left alone until then.
    forge.push();
    await once([{ ...watch, every: "7d" }]);
    expect(JSON.parse(readOut("lib", "updates.json"))).toMatchObject({ next: 1 });
  });

  it("leaves files alone that are the same", async () => {
    await once([lib()]);
    const files = ["feed.rss", "lib/feed.rss", "lib/feed.atom", "lib/snapshot.json", "lib/updates.json"];
    const written = files.map((file) => statSync(out(file)).mtimeMs);
    await once([lib()]);
    expect(files.map((file) => statSync(out(file)).mtimeMs)).toEqual(written);
    forge.push();
    await once([lib()]);
    expect(statSync(out("lib/feed.rss")).mtimeMs).toBeGreaterThan(written[1] ?? 0);
    expect(readOut("lib/updates/1/index.html")).toContain("<!doctype html>");
  });

  it("ends with 1 and says which watch failed and why, and writes the others all the same", async () => {
    const gone = { id: "gone", url: forge.url.replace("/lib", "/gone") };
    const { code, stdout, stderr } = await once([gone, lib()]);
    expect(stderr).toMatch(/^watch "gone" cannot be read\. The forge answers 404: /m);
    expect(stdout).toContain("lib: baseline, 0 updates so far\n");
    expect(existsSync(out("lib/snapshot.json"))).toBe(true);
    expect(existsSync(out("gone/snapshot.json"))).toBe(false);
    expect(code).toBe(1);
  });

  it("ends with 1 where a channel is not told, which the next run makes up for under the same id", async () => {
    await once([lib()]);
    sink.answer({ status: 403, body: "invalid_token" });
    forge.push();
    const { code, stderr } = await once([lib()]);
    expect(stderr).toMatch(/^watch "lib", channel SLACK_TEAM: /m);
    expect(code).toBe(1);
    expect(sink.received).toHaveLength(1);
  });

  it("polls a private watch and tells its channels, but writes nothing of it", async () => {
    vars["READ_TOKEN"] = "reader";
    const watch = { ...lib(), private: true };
    await once([watch]);
    forge.push();
    expect((await once([watch])).code).toBe(0);
    expect(sink.received).toHaveLength(1);
    expect(existsSync(out("lib"))).toBe(false);
    expect(readOut("index.html") + readOut("feed.json")).not.toContain("spdk/lib");
  });

  it("refuses a state folder that is in use", async () => {
    const held = openState(state());
    const { code, stderr } = await once([lib()]);
    if (!("is" in held)) held.close();
    expect(stderr).toContain(`Another Treewatch is using ${state()}.`);
    expect(code).toBe(1);
  });
});
