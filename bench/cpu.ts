/** What the programs that the benchmark has started have used, all their processes together, as Linux's `/proc` tells it. */
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { basename } from "node:path";

/**
 * Where to look: below which process, and in which `/proc`; `program` counts those of that name alone. The benchmark's own
 * process is never counted.
 */
export type Place = { pid: number; proc: string; program?: string };

export const here: Place = { pid: process.pid, proc: "/proc" };

/**
 * CPU time (milliseconds, user and system) that the threads now alive below the process have used since they began, to
 * the nanosecond; `stat` counts only hundredths of a second. A thread that has ended takes its time with it.
 */
export function cpuMs({ pid, proc, program }: Place = here): number {
  const processes = processesBelow(pid, proc).filter(
    (process) => program === undefined || programOf(process, proc) === program,
  );
  const threads = processes.flatMap((process) =>
    threadsOf(process, proc).map((thread) => `${proc}/${process}/task/${thread}`),
  );
  const nanoseconds = threads.map((thread) => Number(words(`${thread}/schedstat`)[0] ?? 0));
  return nanoseconds.reduce((sum, time) => sum + time, 0) / 1e6;
}

/** The most memory (MiB resident) that each program below the process has had, by name; of two alike, the larger. */
export function peaks(place: Place = here): Record<string, number> {
  return memory("VmHWM", place, Math.max);
}

/** The memory (MiB resident) that each program below the process has now, by name; of those alike, all together. */
export function residents(place: Place = here): Record<string, number> {
  return memory("VmRSS", place, (one, other) => one + other);
}

/** A field of each process's `status`, folded by the program's name. */
function memory(
  field: "VmHWM" | "VmRSS",
  { pid, proc }: Place,
  fold: (one: number, other: number) => number,
): Record<string, number> {
  const found: Record<string, number> = {};
  for (const process of processesBelow(pid, proc)) {
    const name = programOf(process, proc);
    const line = new RegExp(`^${field}:\\s+(\\d+) kB`, "m").exec(read(`${proc}/${process}/status`));
    found[name] = fold(found[name] ?? 0, Number(line?.[1] ?? 0) / 1024);
  }
  return found;
}

/** A process's program, by its name; empty where the process has ended meanwhile. */
function programOf(process: number, proc: string): string {
  try {
    return basename(readlinkSync(`${proc}/${process}/exe`));
  } catch {
    return "";
  }
}

/** The process's children, theirs, and so on. */
function processesBelow(pid: number, proc: string): number[] {
  const children = threadsOf(pid, proc).flatMap((thread) =>
    words(`${proc}/${pid}/task/${thread}/children`).map(Number),
  );
  return children.flatMap((child) => [child, ...processesBelow(child, proc)]);
}

/** None where the process has ended meanwhile. */
function threadsOf(pid: number, proc: string): string[] {
  try {
    return readdirSync(`${proc}/${pid}/task`);
  } catch {
    return [];
  }
}

function words(file: string): string[] {
  return read(file).split(/\s+/).filter(Boolean);
}

/** Empty where the process has ended meanwhile. */
function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
