/**
 * `npm test`: every check there is, one after the other, each with its time; the last line counts them all. With
 * `long`, the long runs instead. A check counts as one test; Vitest's tests count one by one.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

type Counts = { passed: number; failed: number; skipped: number };

const long = process.argv.includes("long");
const scratch = mkdtempSync(join(tmpdir(), "treewatch-test-"));
const quiet = {
  CI: "1",
  CLOUDFLARE_CF_FETCH_ENABLED: "false",
  WRANGLER_SEND_METRICS: "false",
  WRANGLER_SEND_ERROR_REPORTS: "false",
  WRANGLER_WRITE_LOGS: "false",
  WRANGLER_HIDE_BANNER: "true",
};

const folders = ["src", "test", "local", "demo", "bench", "docs"];
/** A Worker's size is paid at each cold start. */
const MAX_BUNDLE_KIB = 120;

const checks: [name: string, command: string, ...args: string[]][] = [
  ["binding types are those of wrangler.toml", "wrangler", "types", "--include-runtime=false", "--check"],
  ["types", "tsc", "--noEmit"],
  ["lint", "oxlint", ...folders, "watches.ts", "vitest.config.ts"],
  ["format", "oxfmt", "--check"],
  ["dead code", "knip"],
];

const counts: Counts = { passed: 0, failed: 0, skipped: 0 };
if (!long) for (const [name, ...command] of checks) add(check(name, command));
if (!long) add(bundleSize());
add(vitest());
rmSync(scratch, { recursive: true });
const skipped = counts.skipped === 0 ? "" : `, ${counts.skipped} skipped`;
console.log(`${counts.passed} passed, ${counts.failed} failed${skipped}`);
process.exitCode = counts.failed === 0 ? 0 : 1;

function add(more: Counts): void {
  counts.passed += more.passed;
  counts.failed += more.failed;
  counts.skipped += more.skipped;
}

function check(name: string, [command = "", ...args]: string[]): Counts {
  const begun = performance.now();
  const { status, stdout, stderr } = spawnSync(command, args, {
    encoding: "utf8",
    env: { ...process.env, ...quiet },
  });
  const ok = status === 0;
  console.log(`${ok ? "ok    " : "FAILED"} ${name} (${((performance.now() - begun) / 1000).toFixed(1)} s)`);
  if (!ok) console.log(`${stdout}${stderr}`);
  return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 };
}

/** Builds what `wrangler deploy` would upload and holds it to the budget. */
function bundleSize(): Counts {
  const built = check("the Worker builds as it is deployed", [
    "wrangler",
    "deploy",
    "--dry-run",
    "--outdir",
    scratch,
  ]);
  if (built.failed > 0) return built;
  const kib = gzipSync(readFileSync(join(scratch, "index.js")), { level: 9 }).length / 1024;
  const ok = kib <= MAX_BUNDLE_KIB;
  console.log(`${ok ? "ok    " : "FAILED"} its ${kib.toFixed(1)} KiB gzipped are at most ${MAX_BUNDLE_KIB}`);
  return { passed: ok ? 2 : 1, failed: ok ? 0 : 1, skipped: 0 };
}

/** Runs Vitest and counts its tests. A run that could not be counted is one failure. */
function vitest(): Counts {
  const report = join(scratch, "vitest.json");
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const { status } = spawnSync("vitest", ["run", ...reporters], {
    stdio: "inherit",
    env: { ...process.env, ...quiet, ...(long ? { TREEWATCH_LONG: "1" } : {}) },
  });
  try {
    const result: unknown = JSON.parse(readFileSync(report, "utf8"));
    const of = (name: string) => Number((result as Record<string, unknown>)[name] ?? 0);
    const failed = of("numFailedTests");
    // A file that does not even load, or an error outside any test, fails the run without a failed test.
    const broken = status !== 0 && failed === 0 ? 1 : 0;
    return { passed: of("numPassedTests"), failed: failed + broken, skipped: of("numPendingTests") };
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}
