/** Treewatch as its user starts it: `local/main.ts` in a process of its own, driven through its address. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Status } from "../src/status.ts";
import type { Update } from "../src/updates.ts";

export type RunningInstance = {
  /** Without a slash at the end. */
  url: string;
  /** Fires one tick, as Cloudflare would, and resolves when it is done; rejects where the handler threw. */
  tick(scheduledTime: number): Promise<void>;
  /** GETs a path. */
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  /** Everything it has printed so far: standard output, then standard error. */
  printed(): { stdout: string; stderr: string };
  /** Kills the whole group at once, workerd included. */
  kill9(): Promise<void>;
  /** Ends it as Ctrl-C does, and returns its exit code. */
  stop(): Promise<number | null>;
};

export type InstanceOptions = {
  /** The state folder; a new one, thrown away with the instance, where none is given. */
  state?: string;
  /** The list, or the whole object, as `WATCHES` takes it. */
  watches?: unknown;
  /** Variables and secrets. Private hosts are allowed unless they say otherwise. */
  vars?: Record<string, string>;
  /** Seconds; there is no clock where it is left out. */
  every?: number;
  urls?: readonly string[];
  /** Node's own options, such as those that `npm start` has. */
  nodeOptions?: readonly string[];
};

const main = join(import.meta.dirname, "../local/main.ts");

/** Starts one on a free port and resolves when it answers; rejects with what it printed where it ends before that. */
export async function startInstance(options: InstanceOptions = {}): Promise<RunningInstance> {
  const folder = mkdtempSync(join(tmpdir(), "treewatch-"));
  const { state = join(folder, "state"), watches, vars = {}, every, urls = [], nodeOptions = [] } = options;
  const args = ["start", "--port", "0", "--state", state, "--vars", join(folder, "vars")];
  args.push(...(every === undefined ? ["--no-clock"] : ["--every", String(every)]));
  writeFileSync(join(folder, "vars"), varsFile({ ALLOW_PRIVATE_HOSTS: "true", ...vars }));
  if (watches !== undefined) {
    writeFileSync(join(folder, "watches.json"), JSON.stringify(watches));
    args.push("--watches", join(folder, "watches.json"));
  }
  const child = spawn(process.execPath, [...nodeOptions, main, ...args, ...urls], {
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    // As if npm had started it: it then ends with its parent, also where a test fails before it stops it.
    env: { ...process.env, npm_lifecycle_event: "test" },
  });
  const ended = once(child, "close").then(() => rmSync(folder, { recursive: true, force: true }));
  const printed = { stdout: "", stderr: "" };
  child.stderr.on("data", (chunk) => (printed.stderr += String(chunk)));
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on("data", (chunk) => {
      printed.stdout += String(chunk);
      const address = /^http:\S+$/m.exec(printed.stdout)?.[0];
      if (address !== undefined) resolve(address);
    });
    void ended.then(() =>
      reject(new Error(`it ended before it answered: ${printed.stdout}${printed.stderr}`)),
    );
  });
  const signal = async (name: NodeJS.Signals) => {
    // A negative id means the group.
    if (child.exitCode === null && child.signalCode === null) process.kill(-(child.pid ?? 0), name);
    await ended;
    return child.exitCode;
  };
  return {
    url,
    async tick(scheduledTime) {
      const response = await fetch(`${url}/cdn-cgi/local/scheduled?time=${scheduledTime}&format=json`);
      const outcome = await response.text();
      if (!response.ok) throw new Error(`the tick did not end well: ${outcome}`);
    },
    get: (path, headers = {}) => fetch(`${url}${path}`, { headers }),
    printed: () => ({ ...printed }),
    async kill9() {
      await signal("SIGKILL");
    },
    stop: () => signal("SIGINT"),
  };
}

function varsFile(vars: Record<string, string>): string {
  return Object.entries(vars)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}\n`)
    .join("");
}

/** A JSON answer of an instance; rejects where it is not a good one. */
export async function json<T>(instance: RunningInstance, path: string): Promise<T> {
  const response = await instance.get(path);
  if (!response.ok) throw new Error(`${path} answers ${response.status}: ${await response.text()}`);
  return response.json() as Promise<T>;
}

/** A watch's updates, walked by the cursor from the first to the newest; what is being published is waited for. */
export async function walkUpdates(instance: RunningInstance, watch: string): Promise<Update[]> {
  for (let tries = 0; tries < 200; tries++) {
    const { latest, published } = await json<Status>(instance, `/${watch}/status.json`);
    if (published === latest) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const updates: Update[] = [];
  for (let after = 0; ;) {
    const path = `/${watch}/updates.json?after=${after}`;
    const page = await json<{ updates: Update[]; next: number }>(instance, path);
    if (page.updates.length === 0) return updates;
    updates.push(...page.updates);
    after = page.next;
  }
}
