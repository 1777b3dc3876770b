/** Runs one of the benchmark's own Workers, named by its file, just as Treewatch's runs on this machine. Prints its address. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { choosePort } from "../local/ports.ts";
import { untilStopped } from "../local/stopping.ts";
import { say } from "../local/terminal.ts";
import { startWorker } from "../local/worker.ts";
import { readWrangler } from "../local/wrangler-toml.ts";

const [file = ""] = process.argv.slice(2);
const host = "127.0.0.1";
const folder = mkdtempSync(join(tmpdir(), "treewatch-bench-"));
const { compatibilityDate } = readWrangler(join(import.meta.dirname, "..")).config;
const main = relative(folder, join(import.meta.dirname, file));
writeFileSync(
  join(folder, "wrangler.toml"),
  `name = "bench"\nmain = ${JSON.stringify(main)}\ncompatibility_date = "${compatibilityDate}"\n`,
);
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
const stopped = untilStopped();
say(`http://${host}:${port}`);
await stopped;
await worker.stop();
rmSync(folder, { recursive: true, force: true });
