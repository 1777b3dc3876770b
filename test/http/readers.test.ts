/**
 * Real readers against the running Worker: each shows every update once and nothing twice, and gets 304 or 226 when it has
 * seen it all. Those that are not installed (Debian's newsboat, rss2email, feed2exec, sfeed, python3-feedparser) are skipped.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { listenLocally } from "../../demo/listening.ts";
import { createForge, type Forge } from "../../demo/forge.ts";
import type { Status } from "../../src/status.ts";
import { hostileTexts } from "../feed/hostile.ts";
import { json, startInstance, walkUpdates, type RunningInstance } from "../instance.ts";
import { commit, listing } from "../world.ts";
import { readers } from "./reading.ts";

const MINUTE = 60_000;
let forge: Forge;
let instance: RunningInstance;
let proxy: { port: number; close: () => Promise<void> };
/** Statuses of what came through the proxy, oldest first. */
const answered: number[] = [];
let time = Date.UTC(2026, 10, 24);
/** `seq` of the newest update that readers have seen published. */
let seen = 0;

/** Every push touches one entry, in a commit whose title means no good. */
const pushes = Array.from({ length: 40 }, (_, i) => {
  const [, title = ""] = hostileTexts[i % hostileTexts.length] ?? [];
  const head = { ...commit(i + 2, title.slice(0, 200).toWellFormed().replaceAll("\0", "")), body: title };
  return { head, set: [{ name: "a", kind: "directory", commit: head } as const], gone: [] };
});

/** Lets the forge's next push be seen and published. */
async function push(): Promise<void> {
  forge.push();
  await instance.tick((time += MINUTE));
  await vi.waitFor(
    async () => {
      const { latest, published } = await json<Status>(instance, "/lib/status.json");
      if (latest === seen || published !== latest) throw new Error("not published yet");
      seen = latest;
    },
    { timeout: 10_000 },
  );
}

/** The ids of all updates, sorted. */
const ids = async () => (await walkUpdates(instance, "lib")).map(({ id }) => id).toSorted();

/** Passes a reader's request on, and the answer back as if a minute had gone by, for readers with a cache of their own. */
async function passOn(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const headers = new Headers({ "accept-encoding": "identity" });
  for (const name of ["a-im", "if-none-match", "if-modified-since", "user-agent"]) {
    const value = request.headers[name];
    if (typeof value === "string") headers.set(name, value);
  }
  const answer = await fetch(instance.url + request.url, { headers });
  answered.push(answer.status);
  const kept = answer.headers.get("cache-control")?.replace("max-age=60", "max-age=0") ?? "";
  response.writeHead(answer.status, { ...Object.fromEntries(answer.headers), "cache-control": kept });
  response.end(Buffer.from(await answer.arrayBuffer()));
}

beforeAll(async () => {
  forge = await createForge({ listing: listing({ a: 1, b: 1 }), pushes });
  instance = await startInstance({ watches: [{ id: "lib", url: forge.url, every: "1m" }] });
  await instance.tick(time);
  for (let i = 0; i < 3; i++) await push();
  const server = createServer((request, response) => void passOn(request, response));
  proxy = await listenLocally(server);
});

afterAll(async () => {
  await Promise.all([proxy.close(), forge.close(), instance.stop()]);
});

for (const { name, isInstalled, read, conditionalFrom } of readers) {
  describe.skipIf(!isInstalled())(`${name}${isInstalled() ? "" : " (skipped: not installed)"}`, () => {
    it.each(["rss", "atom"])("shows every update once, as %s", async (format) => {
      const folder = mkdtempSync(join(tmpdir(), `treewatch-${name}-`));
      const readOnce = async () => {
        answered.length = 0;
        return (await read(`http://127.0.0.1:${proxy.port}/lib/feed.${format}`, folder)).toSorted();
      };
      const before = await ids();
      expect(before.length).toBeGreaterThan(2);
      expect(await readOnce()).toEqual(before);
      expect(answered).toEqual([200]);
      for (let time = 2; time <= (conditionalFrom ?? 2); time++) expect(await readOnce()).toEqual([]);
      expect(answered).toEqual([conditionalFrom === undefined ? 200 : 304]);
      await push();
      const added = (await ids()).filter((id) => !before.includes(id));
      expect(added.length).toBeGreaterThan(0);
      expect(await readOnce()).toEqual(added);
      expect(await readOnce()).toEqual([]);
      expect(answered).toEqual([conditionalFrom === undefined ? 200 : 304]);
      rmSync(folder, { recursive: true });
    });
  });
}
