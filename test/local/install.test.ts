import { spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const installer = join(import.meta.dirname, "../../local/install.js");

const packages = {
  "": {},
  "node_modules/node": { version: "24.21.0" },
  "node_modules/zod": { version: "4.6.7" },
  "node_modules/vitest": { version: "5.1.1", dev: true },
  "node_modules/for-others": { version: "1.0.0", optional: true, os: ["plan9"], cpu: ["x64"] },
  "node_modules/for-us": { version: "1.0.0", optional: true, os: [process.platform], cpu: [process.arch] },
};
type Names = readonly (keyof typeof packages)[];
const runs: Names = ["node_modules/node", "node_modules/zod", "node_modules/for-us"];
const all: Names = [...runs, "node_modules/vitest"];

let clone: string;
beforeEach(() => {
  clone = mkdtempSync(join(tmpdir(), "treewatch-"));
  mkdirSync(join(clone, "local"));
  copyFileSync(installer, join(clone, "local/install.js"));
  writeFileSync(join(clone, "package.json"), '{ "type": "module" }');
  writeFileSync(join(clone, "package-lock.json"), JSON.stringify({ packages }));
});
afterEach(() => rmSync(clone, { recursive: true }));

/** Makes node_modules/ look as npm leaves it. */
function installed(names: Names) {
  mkdirSync(join(clone, "node_modules/.bin"), { recursive: true });
  writeFileSync(join(clone, "node_modules/.bin/node"), "");
  const there = Object.fromEntries(names.map((name) => [name, packages[name]]));
  writeFileSync(join(clone, "node_modules/.package-lock.json"), JSON.stringify({ packages: there }));
}

/** Runs the installer with an npm that does what the shell script says. */
function install(extent: string, npm = "exit 9") {
  const bin = join(clone, "npm-bin");
  mkdirSync(bin);
  writeFileSync(join(bin, "npm"), `#!/bin/sh\n${npm}\n`);
  chmodSync(join(bin, "npm"), 0o755);
  const path = [join(clone, "node_modules/.bin"), bin, "/usr/bin", "/bin"].join(delimiter);
  const script = join(clone, "local/install.js");
  return spawnSync(process.execPath, [script, extent], { env: { PATH: path }, encoding: "utf8" });
}

describe.skipIf(process.platform === "win32")("the installer (skipped on Windows: it has no /bin/sh)", () => {
  it.each([
    ["running", runs],
    ["running", all],
    ["all", all],
  ])("does nothing where what %s needs is there", (extent, names) => {
    installed(names);
    expect(install(extent)).toMatchObject({ status: 0, stdout: "", stderr: "" });
  });

  it.each([
    ["nothing", "running", []],
    ["what the tests need", "all", runs],
    ["the binary for this machine", "running", ["node_modules/node", "node_modules/zod"]],
  ] satisfies [string, string, Names][])("runs npm where %s is missing", (_, extent, names) => {
    installed(names);
    expect(install(extent).status).toBe(9);
  });

  it("says what it does, runs npm ci outside of node_modules/.bin, and checks what came of it", () => {
    const account = JSON.stringify({ packages });
    const npm = `echo "$@" > args; echo "$PATH" > path; mkdir -p node_modules/.bin; : > node_modules/.bin/node
      cat > node_modules/.package-lock.json <<'END'\n${account}\nEND`;
    const { status, stdout } = install(
      "running",
      `${npm}\ngrep -q -e --omit=dev args && ! grep -qF node_modules/.bin path`,
    );
    expect(stdout).toMatch(/^What Treewatch needs to run .*, once: about 130 MB .*\n\d+ s, done\.\n$/);
    expect(status).toBe(0);
  });

  it("shows npm's own words and what to do where it fails", () => {
    const { status, stderr } = install("all", 'echo "npm error code ENOTFOUND" >&2; exit 1');
    expect(stderr).toMatch(/^npm error code ENOTFOUND\n\nThe package registry was not reached\. /);
    expect(status).toBe(1);
  });

  it("knows two extents", () => {
    expect(install("some")).toMatchObject({ status: 2, stdout: "" });
  });
});
