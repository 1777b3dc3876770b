/** Runs one of the benchmark's own Workers, just as Treewatch's runs on this machine. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { parse, stringify } from "smol-toml";
import { addressOf, startOnPort } from "../local/ports.ts";
import { startWorker } from "../local/worker.ts";
import { readWrangler } from "../local/wrangler-toml.ts";

export type BenchWorker = {
  /** Where it answers, without a slash at the end. */
  url: string;
  stop(): Promise<void>;
};

const host = "127.0.0.1";

/** Treewatch's own bindings with these variables, kept in this folder; or nothing of all that. */
export type Bound = { variables: Readonly<Record<string, string>>; state: string };

/** Starts the Worker in a file beside this one. Throws where it cannot be run. */
export async function startBenchWorker(file: string, bound?: Bound): Promise<BenchWorker> {
  const folder = mkdtempSync(join(tmpdir(), "treewatch-bench-"));
  const main = relative(folder, join(import.meta.dirname, file));
  writeFileSync(join(folder, "wrangler.toml"), stringify({ ...manifest(bound), main }));
  const running = await startOnPort(host, 0, (port) =>
    startWorker({
      root: folder,
      host,
      port,
      folder: bound?.state ?? folder,
      variables: bound?.variables ?? {},
      onLine: () => undefined,
    }),
  );
  if ("is" in running) throw new Error(running.problem);
  const { port, started: worker } = running;
  return {
    url: addressOf(host, port),
    async stop() {
      await worker.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** What `wrangler.toml` is to say beside the entry. */
function manifest(bound: Bound | undefined) {
  const root = join(import.meta.dirname, "..");
  const { config, alias } = readWrangler(root);
  if (bound === undefined) return { name: "bench", compatibility_date: config.compatibilityDate };
  const there = Object.entries(alias).map(([name, path]) => [name, join(root, path)]);
  // The files beside the Worker stay where they are: nothing here asks for one.
  const { assets: _, ...written } = parse(readFileSync(join(root, "wrangler.toml"), "utf8"));
  return { ...written, alias: Object.fromEntries(there) };
}
