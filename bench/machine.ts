/** What the figures were taken on. */
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { arch, cpus, loadavg, platform, totalmem } from "node:os";

export type Machine = {
  processor: string;
  cores: number;
  memoryGiB: number;
  system: string;
  node: string;
  workerd: string;
  /** Processes that wanted to run in the last minute, the benchmark's own among them: many, and figures are too high. */
  load: number;
};

/** The machine as it is now. */
export function thisMachine(): Machine {
  const processors = cpus();
  return {
    processor: processors[0]?.model ?? "unknown",
    cores: processors.length,
    memoryGiB: totalmem() / 1024 ** 3,
    system: `${platform()} ${arch()}`,
    node: process.versions.node,
    workerd: workerdVersion(),
    load: loadavg()[0] ?? 0,
  };
}

/** Whether the machine tells each thread's CPU time as the measurements need it: Linux does. */
export function canMeasure(): boolean {
  return existsSync("/proc/self/schedstat");
}

function workerdVersion(): string {
  const fromHere = createRequire(import.meta.url);
  const workerd: unknown = createRequire(fromHere.resolve("miniflare"))("workerd");
  const told =
    workerd !== null && typeof workerd === "object" && "version" in workerd ? workerd.version : undefined;
  return typeof told === "string" ? told : "unknown";
}
