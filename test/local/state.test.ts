import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openState, type State } from "../../local/state.ts";

let folder: string;
const opened: State[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "treewatch-"));
});
afterEach(() => {
  for (const state of opened.splice(0)) state.close();
  rmSync(folder, { recursive: true });
});

function open(path = join(folder, "a/b")): State {
  const state = openState(path);
  if ("is" in state) throw new Error(state.problem);
  opened.push(state);
  return state;
}

it("makes the folder, and gives back what was written", () => {
  const state = open();
  expect(state.read("clock")).toBeUndefined();
  state.write("clock", { last: 1 });
  state.write("clock", { last: 2 });
  expect(state.read("clock")).toEqual({ last: 2 });
  expect(readdirSync(state.folder).filter((name) => name.startsWith("clock"))).toEqual(["clock.json"]);
});

it("takes a file that is no JSON for none", () => {
  const state = open();
  writeFileSync(join(state.folder, "clock.json"), '{"last"');
  expect(state.read("clock")).toBeUndefined();
});

it("refuses a second user, in words, and lets it in once the first has gone", () => {
  const state = open();
  const problem = `Another Treewatch is using ${state.folder}. End it first, or give this one a folder of its own with --state.`;
  expect(openState(state.folder)).toEqual({ is: "refused", problem });
  state.close();
  opened.pop();
  open(state.folder);
});

it("lets the next one in after a kill", () => {
  const path = join(folder, "killed");
  const script = `import { openState } from ${JSON.stringify(join(import.meta.dirname, "../../local/state.ts"))};
    globalThis.kept = openState(${JSON.stringify(path)}); process.kill(process.pid, "SIGKILL");`;
  const { signal } = spawnSync(process.execPath, ["--input-type=module", "-e", script]);
  expect(signal).toBe("SIGKILL");
  open(path);
});

it("says that a folder cannot be made", () => {
  writeFileSync(join(folder, "file"), "");
  expect(openState(join(folder, "file/state"))).toEqual({
    is: "refused",
    problem: `The folder ${join(folder, "file/state")} cannot be made: ENOTDIR. Choose another with --state.`,
  });
});
