import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseOptions } from "../../local/options.ts";

const root = join(import.meta.dirname, "../..");
const unit = readFileSync(join(root, "docs/treewatch.service"), "utf8");
const hasSystemd = spawnSync("systemd-analyze", ["--version"]).status === 0;
if (!hasSystemd) process.stderr.write("skipped: there is no systemd-analyze to verify the unit with\n");

/** What systemd says of a unit; nothing where it finds no fault. */
function verify(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), "treewatch-unit-"));
  // The unit expects the clone in a place of its own: here it is this one.
  writeFileSync(join(folder, "treewatch.service"), text.replaceAll("/opt/treewatch", root));
  const args = ["verify", "--man=no", join(folder, "treewatch.service")];
  const { stdout, stderr } = spawnSync("systemd-analyze", args, { encoding: "utf8" });
  rmSync(folder, { recursive: true });
  return stdout + stderr;
}

describe("the systemd unit", () => {
  it.runIf(hasSystemd)("is what systemd understands", () => {
    expect(verify(unit)).toBe("");
    expect(verify(unit.replace("KillMode", "KilMode"))).toContain("KilMode");
  });

  it("starts Treewatch with options that it has, as npm start does", () => {
    const [, node, file, ...args] = /^ExecStart=(\S+) (?:--\S+ )*(\S+) start (.*)$/m.exec(unit) ?? [];
    expect([node, file]).toEqual(["/opt/treewatch/node_modules/.bin/node", "local/main.ts"]);
    expect(parseOptions(args.join(" ").split(" "))).toMatchObject({
      host: "127.0.0.1",
      port: 8787,
      state: "/var/lib/treewatch",
      vars: "%d/vars",
    });
    const { scripts }: { scripts: Record<string, string> } = JSON.parse(
      readFileSync(join(root, "package.json"), "utf8"),
    );
    const flags = /^ExecStart=\S+ ((?:--\S+ )*)/m.exec(unit)?.[1];
    expect(scripts["start"]).toBe(`exec node ${flags}local/main.ts start`);
  });

  it("ends Treewatch by a signal to it alone, with time for the poll in hand", () => {
    expect(unit).toMatch(/^KillMode=mixed$/m);
    expect(Number(/^TimeoutStopSec=(\d+)$/m.exec(unit)?.[1])).toBeGreaterThan(5);
  });
});
