/** Programs that the benchmark starts and measures from outside: each with all that it starts in turn. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

export type Program = {
  /** Where it answers, without a slash at the end. */
  url: string;
  pid: number;
  /** Ends it and resolves when it is gone. */
  stop(): Promise<void>;
};

/** Starts a program of this project; resolves when it has printed its address. Throws with its own words where it ends before. */
export async function startProgram(args: readonly string[]): Promise<Program> {
  const root = join(import.meta.dirname, "..");
  const child = spawn(process.execPath, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
  const end = () => child.kill();
  process.once("exit", end);
  let said = "";
  // Read on until it ends: a full pipe would hold it up.
  child.stderr.on("data", (chunk) => (said = `${said}${chunk}`.slice(-2000)));
  const exited = once(child, "exit");
  const lines = createInterface(child.stdout);
  const [url] = await Promise.race([once(lines, "line"), exited.then(() => [])]);
  const { pid } = child;
  if (typeof url !== "string" || pid === undefined) throw new Error(`${args[0]} did not start.\n${said}`);
  return {
    url,
    pid,
    async stop() {
      process.removeListener("exit", end);
      child.kill();
      await exited;
    },
  };
}

/** Starts one of the benchmark's own Workers, by its file. */
export function startBenchWorker(file: string): Promise<Program> {
  return startProgram(["bench/worker-host.ts", file]);
}

export type Treewatch = Program & {
  /** Fires the next tick, a minute after the last by its own clock, and resolves when its polls are committed. */
  tick(): Promise<void>;
};

/** Starts Treewatch as `npm start` does, without its clock, in a state folder of its own that goes with it. */
export async function startTreewatch(
  watches: readonly object[],
  secrets: Readonly<Record<string, string>> = {},
): Promise<Treewatch> {
  const folder = mkdtempSync(join(tmpdir(), "treewatch-bench-"));
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const vars = Object.entries({ ALLOW_PRIVATE_HOSTS: "true", ...secrets }).map(
    ([name, value]) => `${name}=${value}`,
  );
  const state = ["--port", "0", "--state", join(folder, "state")];
  const watched = ["--watches", file("watches.json", JSON.stringify(watches))];
  const told = ["--vars", file("vars", vars.join("\n"))];
  const program = await startProgram(["local/main.ts", "start", "--no-clock", ...state, ...watched, ...told]);
  let time = Math.floor(Date.now() / 60_000) * 60_000;
  return {
    ...program,
    async tick() {
      time += 60_000;
      const answer = await fetch(`${program.url}/cdn-cgi/local/scheduled?time=${time}`);
      await answer.text();
      if (!answer.ok) throw new Error(`the tick ended with status ${answer.status}`);
    },
    async stop() {
      await program.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
