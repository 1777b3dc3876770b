/** The backup of a watch with all that is ever kept of one, restored elsewhere: equal in every document, in little memory. */
import { createWriteStream, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { expect, it } from "vitest";
import { createForge } from "../../demo/forge.ts";
import { deploymentAt } from "../../local/deployment.ts";
import { sealed, type Lines } from "../../local/state-stream.ts";
import type { Status } from "../../src/status.ts";
import { readHistory } from "../history.ts";
import { json, startInstance, type RunningInstance } from "../instance.ts";
import { sampleState } from "./sample-state.ts";
import { treewatch } from "./treewatch.ts";

const SNAPSHOTS = 2001;
const UPDATES_EACH = 5;
/** What the tool's heap may take (MiB): a fraction of what goes through it. */
const HEAP_MIB = 32;
const env = { ADMIN_TOKEN: "operators-token", NODE_OPTIONS: `--max-old-space-size=${HEAP_MIB}` };

async function* withEnds(lines: Lines): Lines {
  for await (const line of lines) yield `${line}\n`;
}

/** Every document of a watch but its status, by path. */
async function* documents(instance: RunningInstance): AsyncGenerator<[path: string, text: string]> {
  for (const path of ["feed.rss", "feed.atom", "feed.json", "snapshot.json"])
    yield [path, await textOf(instance, path)];
  for (let after = 0; ;) {
    const path = `updates.json?after=${after}`;
    const text = await textOf(instance, path);
    yield [path, text];
    const { updates, next }: { updates: unknown[]; next: number } = JSON.parse(text);
    if (updates.length === 0) break;
    after = next;
  }
  for (let after = ""; ;) {
    const path = `snapshots.json${after === "" ? "" : `?after=${after}`}`;
    const text = await textOf(instance, path);
    yield [path, text];
    const { snapshots }: { snapshots: { id: string }[] } = JSON.parse(text);
    for (const { id } of snapshots) yield [id, await textOf(instance, `snapshots/${id}.json`)];
    const last = snapshots.at(-1);
    if (last === undefined) break;
    after = last.id;
  }
}

async function textOf(instance: RunningInstance, path: string): Promise<string> {
  const response = await instance.get(`/lib/${path}`);
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.text();
}

it(`backs up and restores ${SNAPSHOTS} snapshots and ${(SNAPSHOTS - 1) * UPDATES_EACH} updates`, async () => {
  const folder = mkdtempSync(join(tmpdir(), "treewatch-backup-"));
  const forge = await createForge({ ...readHistory(), pushes: [] });
  const start = () =>
    startInstance({
      watches: [{ id: "lib", url: forge.url, paused: true }],
      vars: { ADMIN_TOKEN: env.ADMIN_TOKEN, PUBLIC_URL: "https://treewatch.example" },
    });
  const [laptop, cloud] = await Promise.all([start(), start()]);
  try {
    const { target } = await deploymentAt(laptop.url, env.ADMIN_TOKEN).standing("lib");
    const sample = sampleState({
      watch: { id: "lib", title: "spdk/lib", url: forge.url },
      target,
      since: Date.now() - SNAPSHOTS * 60_000,
      snapshots: SNAPSHOTS,
      updatesEach: UPDATES_EACH,
      entries: Array.from({ length: 100 }, (_, index) => `entry-${index}`),
    });
    const made = join(folder, "made");
    let bytes = 0;
    const counted = async function* (lines: Lines): Lines {
      for await (const line of lines) {
        bytes += line.length;
        yield line;
      }
    };
    await pipeline(Readable.from(withEnds(counted(sealed(sample)))), createGzip(), createWriteStream(made));
    const restored = await treewatch(["restore", "--to", laptop.url, "--in", made, "--all-snapshots"], env);
    expect(restored).toMatchObject({ code: 0 });
    expect(restored.stderr).toBe("lib: 2102 KV writes, which are 3 days of Cloudflare's free plan.\n");
    await allPublished(laptop);

    const begun = Date.now();
    const copy = join(folder, "copy");
    expect(await treewatch(["backup", "--from", laptop.url, "--out", copy, "lib"], env)).toMatchObject({
      code: 0,
    });
    const backedUp = Date.now();
    expect(
      await treewatch(["restore", "--to", cloud.url, "--in", copy, "--all-snapshots"], env),
    ).toMatchObject({
      code: 0,
    });
    const restoredAt = Date.now();
    await allPublished(cloud);
    const theirs = documents(cloud);
    let compared = 0;
    for await (const [path, text] of documents(laptop)) {
      const { value } = await theirs.next();
      expect(value, path).toEqual([path, text]);
      compared += 1;
    }
    expect(compared).toBeGreaterThan(SNAPSHOTS + 100);
    expect((await theirs.next()).done).toBe(true);
    const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
    console.log(
      `${compared} documents equal; ${(bytes / 2 ** 20).toFixed(1)} MiB, ${(statSync(copy).size / 2 ** 20).toFixed(1)} as a file; backup ${seconds(backedUp - begun)}, restore ${seconds(restoredAt - backedUp)}, both within ${HEAP_MIB} MiB of heap`,
    );
  } finally {
    await Promise.all([laptop.stop(), cloud.stop(), forge.close()]);
    rmSync(folder, { recursive: true });
  }
});

/** Waits until readers see everything, the oldest snapshots too. */
async function allPublished(instance: RunningInstance): Promise<void> {
  await expect
    .poll(
      async () => {
        const { published } = await json<Status>(instance, "/lib/status.json");
        let snapshots = 0;
        for (let after = ""; ;) {
          const path = `/lib/snapshots.json${after === "" ? "" : `?after=${after}`}`;
          const page = await json<{ snapshots: { id: string }[] }>(instance, path);
          snapshots += page.snapshots.length;
          const last = page.snapshots.at(-1);
          if (last === undefined) return { published, snapshots };
          after = last.id;
        }
      },
      { timeout: 120_000, interval: 1000 },
    )
    .toEqual({ published: (SNAPSHOTS - 1) * UPDATES_EACH, snapshots: SNAPSHOTS });
}
