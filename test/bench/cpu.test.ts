import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { cpuMs, peaks } from "../../bench/cpu.ts";
import { canMeasure } from "../../bench/machine.ts";

const proc = mkdtempSync(join(tmpdir(), "treewatch-proc-"));
afterAll(() => rmSync(proc, { recursive: true, force: true }));

type Thread = { cpuMs: number; children?: readonly number[] };

/** Writes a process into the folder as Linux's `/proc` shows it. */
function addProcess(pid: number, program: string, peakKib: number, threads: readonly Thread[]): void {
  for (const [index, { cpuMs: cpu, children = [] }] of threads.entries()) {
    const folder = join(proc, `${pid}/task/${pid + index}`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "schedstat"), `${cpu * 1e6} 12345 67\n`);
    writeFileSync(join(folder, "children"), children.map((child) => `${child} `).join(""));
  }
  writeFileSync(join(proc, `${pid}/status`), `Name:\tMainThread\nVmHWM:\t  ${peakKib} kB\nVmRSS:\t 1 kB\n`);
  symlinkSync(`/somewhere/${program}`, join(proc, `${pid}/exe`));
}

addProcess(100, "node", 900_000, [
  { cpuMs: 1000, children: [200] },
  { cpuMs: 1000, children: [300] },
]);
addProcess(200, "node", 2048, [{ cpuMs: 3 }, { cpuMs: 4, children: [400] }]);
addProcess(300, "workerd", 1024, [{ cpuMs: 0.25 }]);
addProcess(400, "workerd", 4096, [{ cpuMs: 20 }]);
// Not below 100.
addProcess(500, "workerd", 8192, [{ cpuMs: 500, children: [100] }]);

describe("what the benchmark's programs have used", () => {
  it("is the CPU of all threads of all processes below it, whichever thread started them, and none of its own", () => {
    expect(cpuMs({ pid: 100, proc })).toBeCloseTo(27.25);
  });

  it("is that of one program alone where one is named", () => {
    expect(cpuMs({ pid: 100, proc, program: "workerd" })).toBeCloseTo(20.25);
  });

  it("is nothing where nothing was started, or the process is gone", () => {
    expect(cpuMs({ pid: 400, proc })).toBe(0);
    expect(cpuMs({ pid: 999, proc })).toBe(0);
  });

  it("is the most memory of each program, by the program's name and not by its thread's", () => {
    expect(peaks({ pid: 100, proc })).toEqual({ node: 2, workerd: 4 });
  });

  it.skipIf(!canMeasure())(
    "grows while a child works (skipped where there is no Linux's /proc)",
    async () => {
      const before = cpuMs();
      const program =
        'const end = Date.now() + 300; while (Date.now() < end); process.stdout.write("done"); setInterval(() => {}, 1e3)';
      const child = spawn(process.execPath, ["-e", program], { stdio: ["ignore", "pipe", "ignore"] });
      await once(child.stdout, "data");
      const used = cpuMs() - before;
      child.kill();
      await once(child, "exit");
      // A crowded machine gives the child less than the 300 ms, its start costs some more.
      expect(used).toBeGreaterThan(30);
      expect(used).toBeLessThan(3000);
    },
  );
});
