import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseVars } from "../../local/vars.ts";
import { treewatch } from "../local/treewatch.ts";

const text = readFileSync(join(import.meta.dirname, "../../docs/actions.md"), "utf8");
const workflow = /```yaml\n([^]*?)```/.exec(text)?.[1] ?? "";

/** The script of the step of that name, without its indentation. */
function script(name: string): string {
  const step = workflow.slice(workflow.indexOf(`name: ${name}\n`));
  const run = /\n( +)run: \|\n((?:\1 {2}.*\n|\n)+)/.exec(step)?.[2] ?? "";
  return run.replaceAll(/^ {10}/gm, "");
}

it("docs/actions.md names every option of once and no other", async () => {
  const { stdout } = await treewatch(["once", "--help"]);
  const options = (lines: string) =>
    new Set(lines.match(/(?<= |`)--(?!omit|depth|force|all|work)[a-z][a-z-]*/g));
  expect(options(text)).toEqual(options(stdout.replace("--help ", "").replace("after --:", "")));
});

describe("the workflow of docs/actions.md", () => {
  let folder: string;
  const clone = () => join(folder, "clone");
  const git = (...args: string[]) => execFileSync("git", args, { cwd: clone(), encoding: "utf8" }).trim();
  const run = (lines: string, env: Record<string, string> = {}) =>
    execFileSync("bash", ["-e", "-o", "pipefail", "-c", lines], {
      cwd: clone(),
      env: { ...process.env, ...env },
      encoding: "utf8",
      stdio: "pipe",
    });

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "treewatch-actions-"));
    execFileSync("git", ["init", "--quiet", "--bare", join(folder, "origin.git")]);
    execFileSync("git", ["clone", "--quiet", join(folder, "origin.git"), clone()], { stdio: "ignore" });
    writeFileSync(join(clone(), ".gitignore"), ".treewatch\n");
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it("carries the state from run to run in a branch that holds one commit", () => {
    const state = (file: string) => join(clone(), ".treewatch", file);
    run(script("Take the state of the last run"));
    expect(existsSync(state("clock.json"))).toBe(false);
    for (const round of ["first", "second"]) {
      mkdirSync(state("do"), { recursive: true });
      writeFileSync(state("do/one.sqlite-wal"), round);
      if (round === "second") rmSync(state("clock.json"));
      else writeFileSync(state("clock.json"), "{}");
      run(script("Keep the state for the next run"));
      rmSync(join(clone(), ".treewatch"), { recursive: true });
      run(script("Take the state of the last run"));
      expect(readFileSync(state("do/one.sqlite-wal"), "utf8")).toBe(round);
      expect(existsSync(state("clock.json"))).toBe(round === "first");
      expect(git("rev-list", "--count", "FETCH_HEAD")).toBe("1");
    }
    expect(git("status", "--porcelain")).toBe("?? .gitignore");
  });

  it("hands secrets over as Treewatch reads them", () => {
    const lines = script("Read, tell, write").replace(/^npm run once .*$/m, "");
    const values = { PUBLIC_URL: "https://x.example/y", SLACK_STORAGE_TEAM: "https://hooks.example/a#b" };
    run(lines, values);
    const file = readFileSync(join(clone(), ".dev.vars"), "utf8");
    expect(parseVars(file)).toEqual({ is: "vars", values });
  });
});
