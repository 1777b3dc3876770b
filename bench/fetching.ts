/** What a poll by git costs: bytes and requests on the wire, beside git itself and a forge's page; CPU and memory in workerd. */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { startBackend } from "../test/git/backend.ts";
import { countTo, type Traffic } from "./counted.ts";
import { cpuMs, peaks } from "./cpu.ts";
import { figure, type Figure } from "./figures.ts";
import { startForge } from "./forge.ts";
import { firstPushes } from "./history.ts";
import type { Progress } from "./progress.ts";
import { makeSource, type Source } from "./repository.ts";
import { startBenchWorker, type BenchWorker } from "./worker.ts";

/** A poll that finds the branch so many commits further. */
export type Fetched = {
  commits: number;
  /** How many of them touched the directory. */
  told: number;
  treewatch: Traffic;
  /** Of `git fetch --filter=tree:0`, which brings the commits and nothing of what they touched. */
  git: Traffic;
  /** In workerd, in milliseconds. */
  cpuMs: Figure;
  /** The most memory that workerd has held by the end of that poll, in MiB. */
  peakMiB: number;
};

export type Fetching = {
  repository: string;
  /** The smallest range first. */
  fetched: Fetched[];
  /** Of a forge's page of the same directory, at each poll: it shows entries' last commits only. */
  page: Traffic;
};

/** Commits between two polls: none is a quiet poll; the last says whether memory grows with them. */
const ranges = [0, 1, 20, 800, 5000];
const rounds = 5;
/** CPU of one request to the Worker: enough that what goes into making it does not show. */
const requestMs = 200;
/** A new watch looks for its entries' last commits over several polls. */
const MAX_FIRST_POLLS = 30;

/** Measures all ranges, each in a workerd of its own. */
export async function measureFetching(progress: Progress): Promise<Fetching> {
  const folder = mkdtempSync(join(tmpdir(), "treewatch-bench-"));
  progress("fetching, building a repository");
  const source = makeSource(folder, Math.max(...ranges));
  const backend = await startBackend(folder);
  const counted = await countTo(Number(new URL(backend.url("")).port));
  const url = `http://127.0.0.1:${counted.port}/spdk.git`;
  const fetched: Fetched[] = [];
  for (const commits of ranges) {
    const step = (what: string) => progress(`fetching ${commits} commits, ${what}`);
    const worker = await startBenchWorker("fetching-worker.ts");
    fetched.push(await measure(commits, { source, url, worker, take: () => counted.take() }, step));
    await worker.stop();
  }
  progress("fetching, the page");
  const page = await measurePage();
  await Promise.all([counted.close(), backend.close()]);
  rmSync(folder, { recursive: true, force: true });
  return { repository: source.name, fetched, page };
}

type Around = { source: Source; url: string; worker: BenchWorker; take: () => Traffic };

async function measure(
  commits: number,
  { source, url, worker, take }: Around,
  progress: Progress,
): Promise<Fetched> {
  progress("the first look");
  source.repository.point("main", source.before(commits));
  await watch(worker, url);
  const clone = await cloneOf(url, `${source.repository.dir}.${commits}`);
  source.repository.point("main", source.before(0));
  take();
  const result = await ask(worker, "poll");
  const treewatch = take();
  const peakMiB = peaks()["workerd"] ?? 0;
  await clone.fetch();
  const git = take();
  const told = Number(/, (\d+) updates$/.exec(result)?.[1]);
  if (!(commits === 0 ? told === 0 : told > 0)) throw new Error(`${commits} commits further: ${result}`);
  const cpu: number[] = [];
  progress("warming up");
  const times = await enough((count) => repeat(worker, count, result));
  for (let round = 1; round <= rounds; round++) {
    progress(`round ${round} of ${rounds}`);
    cpu.push(await repeat(worker, times, result));
  }
  return { commits, told, treewatch, git, cpuMs: figure(cpu), peakMiB };
}

/** Begins to watch, and polls until nothing is open and nothing new. */
async function watch(worker: BenchWorker, url: string): Promise<void> {
  await ask(worker, "watch", url);
  for (let polls = 0, result = ""; result !== "unchanged, 0 updates"; polls++) {
    if (polls === MAX_FIRST_POLLS) throw new Error(`the watch does not come to rest: ${result}`);
    result = await ask(worker, "poll");
  }
}

/** How often `run` has to be done to take `requestMs`, found by doing it; this also warms it up. */
async function enough(run: (times: number) => Promise<number>): Promise<number> {
  for (let times = 1; ; times *= 2) {
    const eachMs = await run(times);
    if (eachMs * times >= requestMs / 2) return Math.ceil(requestMs / eachMs);
  }
}

/** Does the last poll again so many times; returns the CPU of one. Throws where it does not come to the same. */
async function repeat(worker: BenchWorker, times: number, expected: string): Promise<number> {
  const start = cpuMs();
  const result = await ask(worker, `again?times=${times}`);
  if (result !== expected) throw new Error(`${result} instead of ${expected}`);
  return (cpuMs() - start) / times;
}

async function ask(worker: BenchWorker, what: string, body = ""): Promise<string> {
  const answer = await fetch(`${worker.url}/${what}`, { method: "POST", body });
  const result = await answer.text();
  if (!answer.ok) throw new Error(`${what}: status ${answer.status}, ${result}`);
  return result;
}

/** A partial clone of git's own, up to date, in a new folder. */
async function cloneOf(url: string, dir: string): Promise<{ fetch(): Promise<void> }> {
  const main = "+refs/heads/main:refs/remotes/origin/main";
  const fetchMain = () =>
    runGit("-C", dir, "fetch", "--quiet", "--no-tags", "--filter=tree:0", "origin", main);
  await runGit("init", "--quiet", "--bare", dir);
  await runGit("-C", dir, "remote", "add", "origin", url);
  await fetchMain();
  return { fetch: fetchMain };
}

async function runGit(...args: string[]): Promise<void> {
  const env = { PATH: process.env["PATH"] ?? "", GIT_CONFIG_NOSYSTEM: "1", GIT_CONFIG_GLOBAL: "/dev/null" };
  await promisify(execFile)("git", args, { env });
}

/** A quiet poll of a forge that serves no git: its page. */
async function measurePage(): Promise<Traffic> {
  const worker = await startBenchWorker("fetching-worker.ts");
  const forge = await startForge(firstPushes(1));
  const address = new URL(forge.url("lib"));
  const counted = await countTo(Number(address.port));
  address.port = String(counted.port);
  await ask(worker, "watch", address.href);
  counted.take();
  await ask(worker, "poll");
  const page = counted.take();
  await Promise.all([worker.stop(), counted.close(), forge.close()]);
  return page;
}
