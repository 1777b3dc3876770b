/** `npm run bench`: measures Treewatch on this machine, in workerd, and prints what came of it. */
import { parseArgs } from "node:util";
import { say, warn } from "../local/terminal.ts";
import { measureAnew } from "./anew.ts";
import { measureFetching } from "./fetching.ts";
import { measureFront } from "./front.ts";
import { canMeasure, thisMachine } from "./machine.ts";
import { measureMemory } from "./memory.ts";
import { measurePolling } from "./polling.ts";
import { createProgress } from "./progress.ts";
import { measureReading } from "./reading.ts";
import { explainReport, type Report } from "./report.ts";
import { measureScale, sizes } from "./scale.ts";
import { measureServing } from "./serving.ts";

const help = [
  "npm run bench                                                     all of it but scale, about twelve minutes",
  "npm run bench -- reading|fetching|serving|front|polling|memory    one part, or several",
  "npm run bench -- scale --watches 1000                             one number of watches; all of them take half an hour",
  "npm run bench -- --json                                           the figures for programs, times in milliseconds",
];

const parts = ["reading", "fetching", "serving", "front", "polling", "memory", "scale"] as const;
type Part = (typeof parts)[number];
/** It is asked for by name: ten thousand watches take their time. */
const usual = parts.filter((part) => part !== "scale");

process.exitCode = await run(process.argv.slice(2));

/** Runs what was asked for and returns the exit code: 0, 1 where nothing can be measured here, 2 for a wrong command line. */
async function run(args: readonly string[]): Promise<number> {
  const asked = parse(args);
  if (asked === undefined) {
    warn(...help);
    return 2;
  }
  if (!canMeasure()) {
    warn(
      "The benchmark takes CPU times from Linux's /proc/PID/schedstat, which is not here: run it on Linux.",
    );
    return 1;
  }
  const { isTTY } = process.stderr;
  const progress = createProgress({ isTTY, write: (text) => void process.stderr.write(text) });
  const report: Report = { machine: thisMachine() };
  if (asked.parts.includes("reading")) report.reading = await measureReading(progress);
  if (asked.parts.includes("fetching")) report.fetching = await measureFetching(progress);
  if (asked.parts.includes("serving")) {
    report.serving = { ...(await measureServing(progress)), anew: await measureAnew(progress) };
  }
  if (asked.parts.includes("front")) report.front = await measureFront(progress);
  if (asked.parts.includes("polling")) report.polling = await measurePolling(progress);
  if (asked.parts.includes("memory")) report.memory = await measureMemory(progress);
  if (asked.parts.includes("scale")) report.scale = await measureScale(progress, asked.watches);
  progress("");
  say(...(asked.json ? [JSON.stringify(report, undefined, 2)] : explainReport(report)));
  return 0;
}

function parse(
  args: readonly string[],
): { parts: readonly Part[]; json: boolean; watches: number | undefined } | undefined {
  try {
    const options = { json: { type: "boolean" }, watches: { type: "string" } } as const;
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    const wanted = parts.filter((part) => positionals.includes(part));
    if (positionals.some((one) => !wanted.some((part) => part === one))) return undefined;
    const watches = sizes.find((size) => String(size) === values.watches);
    if (values.watches !== undefined && watches === undefined) return undefined;
    return { parts: wanted.length === 0 ? usual : wanted, json: values.json ?? false, watches };
  } catch {
    return undefined;
  }
}
