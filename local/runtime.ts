/** What has to be done for workerd's process to end when ours does, and not before. */
import { ChildProcess, spawn } from "node:child_process";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { createRequire } from "node:module";
import { join } from "node:path";

/** Windows has neither these signals nor a shell of this kind: there the runtime runs as Miniflare starts it. */
const posix = process.platform !== "win32";

/**
 * V8's heaps in workerd begin small and are collected sooner, which keeps a third of the memory free at no cost that the
 * benchmark shows. Neither is a limit: a large page still finds room. Miniflare passes them on from this variable.
 */
const heapFlags = "--initial-heap-size=1 --min-semi-space-size=1 --max-semi-space-size=1";

const starter = join(import.meta.dirname, "runtime.sh");

/**
 * The environment that makes Miniflare start workerd through `runtime.sh`, and makes it end with this process even
 * where that is killed. To be called before a Miniflare is made.
 */
export function prepareRuntime(): Record<string, string> {
  process.env["MINIFLARE_WORKERD_V8_FLAGS"] ??= heapFlags;
  if (!posix) return {};
  unsubscribe("child_process", watchOver);
  subscribe("child_process", watchOver);
  process.env["MINIFLARE_WORKERD_PATH"] = starter;
  return { TREEWATCH_WORKERD: workerdPath() };
}

/** Follows each process that this one starts, and sees to it that workerd ends with us. */
function watchOver(message: unknown): void {
  const child = message !== null && typeof message === "object" && "process" in message && message.process;
  if (!(child instanceof ChildProcess)) return;
  child.once("spawn", () => {
    if (child.spawnfile === starter) endWithUs(child);
  });
}

/** Starts a shell that waits on a pipe from this process: when that breaks, however it came about, it ends workerd. */
function endWithUs(workerd: ChildProcess): void {
  const script = `trap '' INT TERM HUP; read -r _; kill -KILL ${workerd.pid}`;
  const guard = spawn("/bin/sh", ["-c", script], { stdio: ["pipe", "ignore", "ignore"] });
  guard.on("error", () => undefined);
  guard.unref();
  workerd.once("exit", () => guard.kill("SIGKILL"));
}

function workerdPath(): string {
  const fromHere = createRequire(import.meta.url);
  const workerd: unknown = createRequire(fromHere.resolve("miniflare"))("workerd");
  if (workerd !== null && typeof workerd === "object" && "default" in workerd) return String(workerd.default);
  throw new Error("workerd does not say where it is");
}
