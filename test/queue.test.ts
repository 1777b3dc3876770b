/** A real queue between a tick and the invocations that make up what it did not come to. */
import { join } from "node:path";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { afterEach, expect, it } from "vitest";
import { buildWorker } from "../local/build.ts";
import { readWrangler } from "../local/wrangler-toml.ts";
import { startHost, watchesAt } from "./crowd.ts";

const root = join(import.meta.dirname, "..");
const cleanUp: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const undo of cleanUp.splice(0).toReversed()) await undo();
});

/** The Worker with a queue as `wrangler.toml` has it in its comments. Returns what sends to its door. */
async function startWorker(watches: readonly object[]) {
  const built = await buildWorker(root, "test/queue-worker.ts", readWrangler(root, {}).alias);
  if (built.is === "broken") throw new Error(built.problem);
  const classes = { WATCHER: "Watcher", FLEET: "Fleet", HOST: "Host", COURIER: "Courier" };
  const durableObjects = Object.entries(classes).map(([name, className]) => {
    return [name, { className, useSQLite: true }] as const;
  });
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      modules: true,
      script: built.script,
      compatibilityDate: "2026-10-30",
      durableObjects: Object.fromEntries(durableObjects),
      kvNamespaces: ["KV"],
      bindings: { WATCHES: JSON.stringify(watches), ALLOW_PRIVATE_HOSTS: "true" },
      queueProducers: { ROUNDS: "rounds" },
      queueConsumers: { rounds: { maxBatchSize: 10, maxBatchTimeout: 0.2 } },
      cf: false,
      handleStructuredLogs: () => {},
    }),
  );
  cleanUp.push(() => miniflare.dispose());
  return async (body: { left?: string[]; sent?: unknown[] }): Promise<string[]> => {
    const response = await miniflare.dispatchFetch("http://worker/", {
      method: "POST",
      body: JSON.stringify(body),
    });
    return (await response.json()) as string[];
  };
}

it("brings a message to who asks its hosts, and hosts that are named twice are asked once", async () => {
  const [one, two] = [await startHost("127.0.0.1"), await startHost("127.0.0.2")];
  cleanUp.push(one.close, two.close);
  const ask = await startWorker([one, two].flatMap((host) => watchesAt(host, ["repository"], 2)));
  expect(await ask({ left: [one.name, two.name] })).toEqual([one.name, two.name]);
  await ask({ sent: [[one.name], [one.name, "unknown.test"], "no list"] });
  await expect.poll(() => ask({}), { timeout: 15_000 }).toEqual([two.name]);
  // In another batch, once that is done; and what is taken after it shows that it was passed over.
  await ask({ sent: [[one.name]] });
  await ask({ sent: [[two.name]] });
  await expect.poll(() => ask({}), { timeout: 15_000 }).toEqual([]);
  for (const host of [one, two]) {
    const pages = ["d0", "d1"].map((directory) => `/own/repository/src/branch/main/${directory}`);
    expect(host.asked()).toEqual(["/robots.txt", ...pages]);
    expect(host.atOnce()).toBe(1);
  }
});
