/** Runs one of the benchmark's own Workers, just as Treewatch's runs on this machine. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { choosePort } from "../local/ports.ts";
import { startWorker } from "../local/worker.ts";
import { readWrangler } from "../local/wrangler-toml.ts";

export type BenchWorker = {
  /** Where it answers, without a slash at the end. */
  url: string;
  stop(): Promise<void>;
};

const host = "127.0.0.1";

/** Starts the Worker in a file beside this one. Throws where it cannot be run. */
export async function startBenchWorker(file: string): Promise<BenchWorker> {
  const folder = mkdtempSync(join(tmpdir(), "treewatch-bench-"));
  const { compatibilityDate } = readWrangler(join(import.meta.dirname, "..")).config;
  const main = relative(folder, join(import.meta.dirname, file));
  const toml = { name: "bench", main, compatibility_date: compatibilityDate };
  const lines = Object.entries(toml).map(([name, value]) => `${name} = ${JSON.stringify(value)}\n`);
  writeFileSync(join(folder, "wrangler.toml"), lines.join(""));
  const chosen = await choosePort(host, 0);
  if (chosen.is === "refused") throw new Error(chosen.problem);
  const { port } = chosen;
  const worker = await startWorker({
    root: folder,
    host,
    port,
    folder,
    variables: {},
    onLine: () => undefined,
  });
  if ("is" in worker) throw new Error(worker.problem);
  return {
    url: `http://${host}:${port}`,
    async stop() {
      await worker.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
