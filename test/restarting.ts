/** Treewatch over one state folder, started with one configuration after another: a watch's life in fast motion. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect } from "vitest";
import { spdkLib } from "../demo/spdk-lib.ts";
import type { Status } from "../src/status.ts";
import { createFaultyForge } from "./forge.ts";
import { json, type RunningInstance, startInstance } from "./instance.ts";
import { createSink } from "./sink.ts";

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
const cleanUp: (() => Promise<unknown> | void)[] = [];

afterEach(async () => {
  for (const undo of cleanUp.splice(0).toReversed()) await undo();
});

/** A forge, a receiver and a state folder, over which Treewatch is started with one configuration after another. */
export async function stage() {
  const state = mkdtempSync(join(tmpdir(), "treewatch-life-"));
  cleanUp.push(() => rmSync(state, { recursive: true, force: true }));
  const [forge, sink] = [await createFaultyForge(spdkLib), await createSink()];
  cleanUp.push(
    () => forge.close(),
    () => sink.close(),
  );
  const vars = { SLACK_TEAM: sink.url, ADMIN_TOKEN: "admin-token-of-the-test", READ_TOKEN: "read-token" };
  let now = Date.UTC(2026, 10, 24);
  let instance: RunningInstance | undefined;
  const running = () => {
    if (instance === undefined) throw new Error("nothing was started");
    return instance;
  };
  return {
    forge,
    sink,
    /** The watch, as it is configured; what is different about it is given. */
    watch: (own: object) => ({ url: forge.url, every: "1h", notify: [{ slack: "SLACK_TEAM" }], ...own }),
    async start(...watches: unknown[]) {
      await instance?.stop();
      instance = await startInstance({ state, watches, vars });
      cleanUp.push(instance.stop);
    },
    running,
    tick: (later = HOUR) => running().tick((now += later)),
    /** The answer, redirects not followed. */
    ask: (path: string, method = "GET") =>
      fetch(`${running().url}${path}`, {
        method,
        redirect: "manual",
        headers: method === "GET" ? {} : { authorization: `Bearer ${vars.ADMIN_TOKEN}` },
      }),
    /** The status once all that was found is published and told. */
    settled: async (id: string) => {
      await expect
        .poll(() => json<Status>(running(), `/${id}/status.json`), { timeout: 15_000 })
        .toSatisfy(
          ({ latest, published, channels }: Status) =>
            published === latest && channels.every(({ delivered }) => delivered === latest),
        );
    },
  };
}
