/** What a process and all that it has started have used, as Linux's `/proc` tells it. */
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { basename } from "node:path";

/** Where `/proc` is; tests have one of their own. */
const proc = "/proc";

/** The process, its children, theirs, and so on. Empty where the process has ended. */
export function treeOf(pid: number, root = proc): number[] {
  const children = tasksOf(pid, root).flatMap((task) =>
    words(`${root}/${pid}/task/${task}/children`).map(Number),
  );
  return exists(pid, root) ? [pid, ...children.flatMap((child) => treeOf(child, root))] : [];
}

/**
 * CPU time (milliseconds, user and system) that the threads now alive in the process's tree have used since they began,
 * to the nanosecond; `stat` counts only hundredths of a second. A thread that has ended takes its time with it.
 */
export function cpuMs(pid: number, root = proc): number {
  const threads = treeOf(pid, root).flatMap((one) => tasksOf(one, root).map((task) => `${one}/task/${task}`));
  const times = threads.map((thread) => Number(words(`${root}/${thread}/schedstat`)[0] ?? 0));
  return times.reduce((sum, time) => sum + time, 0) / 1e6;
}

/** The most memory (MiB resident) that each program of the process's tree has had, by name; of two alike, the larger. */
export function peaks(pid: number, root = proc): Record<string, number> {
  const found: Record<string, number> = {};
  for (const one of treeOf(pid, root)) {
    const name = basename(readlinkSync(`${root}/${one}/exe`));
    const kib = Number(/^VmHWM:\s+(\d+) kB/m.exec(read(`${root}/${one}/status`))?.[1] ?? 0);
    found[name] = Math.max(found[name] ?? 0, kib / 1024);
  }
  return found;
}

function exists(pid: number, root: string): boolean {
  return read(`${root}/${pid}/status`) !== "";
}

function tasksOf(pid: number, root: string): string[] {
  try {
    return readdirSync(`${root}/${pid}/task`);
  } catch {
    return [];
  }
}

function words(file: string): string[] {
  return read(file).split(/\s+/).filter(Boolean);
}

/** The file's text; empty where the process has ended meanwhile. */
function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
