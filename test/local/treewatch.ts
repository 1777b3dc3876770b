/** One command as its user runs it, to its end. */
import { spawn } from "node:child_process";
import { join } from "node:path";

export type Ended = { code: number | null; stdout: string; stderr: string };

const main = join(import.meta.dirname, "../../local/main.ts");

/** Runs `treewatch` with these arguments; `env` comes on top of the test's own environment. */
export function treewatch(args: readonly string[], env: Record<string, string> = {}): Promise<Ended> {
  const child = spawn(process.execPath, [main, ...args], { env: { ...process.env, ...env } });
  const printed = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk) => (printed.stdout += String(chunk)));
  child.stderr.on("data", (chunk) => (printed.stderr += String(chunk)));
  return new Promise((resolve) => {
    child.on("close", (code) => resolve({ ...printed, code }));
  });
}

/** Lets upstreams and channels be on this machine, as those of the tests are. */
export const privately = { ALLOW_PRIVATE_HOSTS: "true" };
