/** PURE. What was measured, in tables for people; the aims stand beside the figures. */
import type { Anew } from "./anew.ts";
import type { Traffic } from "./counted.ts";
import type { Fetching } from "./fetching.ts";
import type { Front } from "./front.ts";
import type { Machine } from "./machine.ts";
import type { Memory } from "./memory.ts";
import type { Polling } from "./polling.ts";
import type { Reading } from "./reading.ts";
import { scaleLines } from "./scale-report.ts";
import type { Scaling } from "./scale.ts";
import type { Serving } from "./serving.ts";
import { digits, shown, table, times } from "./table.ts";

/** All that may have been measured; the parts that were not asked for are absent. */
export type Report = {
  machine: Machine;
  reading?: readonly Reading[];
  fetching?: Fetching;
  serving?: { updates: string; served: readonly Serving[]; anew: Anew };
  front?: readonly Front[];
  polling?: Polling;
  memory?: Memory;
  scale?: Scaling;
};

/** The lines to print. */
export function explainReport(report: Report): string[] {
  const { machine, reading, fetching, serving, front, polling, memory, scale } = report;
  return [
    ...machineLines(machine),
    ...(reading === undefined ? [] : readingLines(reading)),
    ...(fetching === undefined ? [] : fetchingLines(fetching)),
    ...(serving === undefined ? [] : servingLines(serving)),
    ...(front === undefined ? [] : frontLines(front)),
    ...(polling === undefined ? [] : pollingLines(polling)),
    ...(memory === undefined ? [] : memoryLines(memory)),
    ...(scale === undefined ? [] : scaleLines(scale)),
  ];
}

function machineLines({ processor, cores, memoryGiB, system, node, workerd, load }: Machine): string[] {
  return [
    `${cores} cores (${processor}), ${Math.round(memoryGiB)} GiB, ${system}; node ${node}, workerd ${workerd}; load ${load.toFixed(1)}`,
    "Medians of several rounds; ± is half the distance between the largest and the smallest. CPU is user + system.",
  ];
}

function readingLines(reading: readonly Reading[]): string[] {
  const rows = reading.map(({ rows: count, bytes, changedRows, cpuMs, multiple }) => [
    `${count.toLocaleString("en-GB")} rows, ${digits(bytes / 1000)} kB, ${changedRows} changed`,
    shown(cpuMs.decode, " ms"),
    shown(cpuMs.unchanged, " ms"),
    times(multiple.unchanged),
    shown(cpuMs.changed, " ms"),
    times(multiple.changed),
    `${digits((cpuMs.changed.median / count) * 1000)} µs`,
  ]);
  const heading = ["page", "decoding", "unchanged", "of decoding", "changed", "of decoding", "per row"];
  return [
    "",
    "Reading a page and comparing it, in workerd: CPU per page. Aim: unchanged ≤ 3×, changed ≤ 25×, the same per row",
    ...table([heading, ...rows]),
  ];
}

function fetchingLines({ repository, fetched, page }: Fetching): string[] {
  const rows = fetched.map(({ commits, told, treewatch, git, cpuMs, peakMiB }) => [
    commits === 0 ? "nothing new" : `${commits.toLocaleString("en-GB")} further, ${told} told`,
    ...traffic(treewatch),
    ...traffic(git),
    `${digits(treewatch.bytes / git.bytes)}×`,
    ...traffic(page),
    shown(cpuMs, " ms"),
    `${digits(peakMiB)} MiB`,
  ]);
  const heading = ["commits", "bytes", "requests", "git", "requests", "of git", "a page", "requests", "CPU"];
  return [
    "",
    `Polling lib/ by git (${repository}): all that passes, headers included, beside git fetch --filter=tree:0, which brings`,
    "commits alone, and a forge's page. Aim: nothing new ≤ 1,024 bytes; 20 commits ≤ 1.5× git's, under 10 ms; memory flat",
    ...table([[...heading, "workerd at most"], ...rows]),
  ];
}

function traffic({ bytes, requests }: Traffic): string[] {
  return [bytes.toLocaleString("en-GB"), String(requests)];
}

function servingLines({ updates, served, anew }: NonNullable<Report["serving"]>): string[] {
  const rows = served.map(({ document, status, bytes, perSecond, cpuMs, fraction }) => [
    `${document} ${status}${bytes === 0 ? "" : `, ${digits(bytes / 1000)} kB`}`,
    shown(cpuMs.treewatch, " ms"),
    shown(cpuMs.constant, " ms"),
    times(fraction.cpu),
    shown(perSecond.treewatch, "/s"),
    shown(perSecond.constant, "/s"),
    times(fraction.perSecond),
  ]);
  const heading = ["document", "CPU", "constant", "constant ÷ it", "requests", "constant", "it ÷ constant"];
  return [
    "",
    `Serving a watch with ${updates}, beside a Worker that returns a constant of the same size. Aim: 200 ≥ 0.7×, 304 ≥ 0.9×`,
    ...table([heading, ...rows]),
    `feed.rss of ${anew.updates} updates and ${anew.entries.toLocaleString("en-GB")} entries (${digits(anew.bytes / 1000)} kB), rendered anew each time: ${shown(anew.cpuMs, " ms")} CPU. Aim: below 5 ms`,
  ];
}

function frontLines(front: readonly Front[]): string[] {
  const rows = front.flatMap(({ watches, coldMs, documents }) =>
    documents.map(({ document, bytes, anewMs, againMs }) => [
      `${watches.toLocaleString("en-GB")} watches, /${document}`,
      `${digits(bytes / 1000)} kB`,
      shown(anewMs, " ms"),
      shown(againMs, " ms"),
      document === "" ? shown(coldMs, " ms") : "",
    ]),
  );
  return [
    "",
    "Documents over all watches, CPU of Worker and Fleet. Aim: the front page of 1,000 watches, made anew, below 10 ms",
    ...table([["document", "size", "made anew", "as it was", "first of an isolate"], ...rows]),
  ];
}

function pollingLines({ changes, ticks, line }: Polling): string[] {
  const rows = ticks.map(({ watches, cpuMs, wallMs, peakMiB }) => [
    watches === 1 ? "1 watch" : `${watches} watches`,
    shown(cpuMs.quiet, " ms"),
    `${digits(wallMs.quiet.median)} ms`,
    shown(cpuMs.changed, " ms"),
    `${digits(wallMs.changed.median)} ms`,
    `${digits(peakMiB["workerd"] ?? 0)} MiB`,
    `${digits(peakMiB["node"] ?? 0)} MiB`,
  ]);
  const slopes = [
    "each poll",
    `${digits(line.quiet.slope)} ms`,
    "",
    `${digits(line.changed.slope)} ms`,
    "",
    "",
    "",
  ];
  const heading = ["a tick over", "quiet, CPU", "wall", "changed, CPU", "wall", "workerd at most", "node"];
  return [
    "",
    `Polling, all processes: nothing has changed, or each watch is one push further and tells its channel (${changes}). Aim: 0.36 ms, 2.2 ms`,
    ...table([heading, ...rows, slopes]),
  ];
}

function memoryLines({ watches, ticks, polls, messages, residentMiB, peakMiB }: Memory): string[] {
  const programs = ["workerd", "node"];
  const row = (program: string) => [
    program,
    `${digits(residentMiB[program] ?? 0)} MiB`,
    `${digits(peakMiB[program] ?? 0)} MiB`,
  ];
  const together = programs.reduce((sum, program) => sum + (residentMiB[program] ?? 0), 0);
  const rows = [...programs.map(row), ["together", `${digits(together)} MiB`, ""]];
  return [
    "",
    `Resident memory after a day of ${watches} watches: ${digits(ticks)} ticks, ${digits(polls)} polls, ${digits(messages)} messages. Aim: < 256 MiB`,
    ...table([["program", "at the end", "at most"], ...rows]),
  ];
}
