/**
 * The state folder: what the runtime keeps there (KV and objects) it keeps by itself; here are the lock that lets one
 * instance use it at a time, and the small JSON files of the clock and of the demo.
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** A state folder that is this process's own until it ends, however it ends. */
export type State = {
  folder: string;
  /** What was written under a name, parsed; undefined where nothing was, or where it cannot be read. */
  read(name: string): unknown;
  /** Keeps a value as JSON, whole or not at all: a process killed in between leaves the last one. */
  write(name: string, value: unknown): void;
  close(): void;
};

/** The folder cannot be used, and why, in one sentence. */
export type NoState = { is: "refused"; problem: string };

/** Opens a state folder, made where it is missing. Refused while another instance uses it. */
export function openState(folder: string): State | NoState {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    return {
      is: "refused",
      problem: `The folder ${folder} cannot be made: ${codeOf(error)}. Choose another with --state.`,
    };
  }
  const lock = takeLock(join(folder, "lock.sqlite"));
  if (lock === "busy") {
    const problem = `Another Treewatch is using ${folder}. End it first, or give this one a folder of its own with --state.`;
    return { is: "refused", problem };
  }
  if (lock === "unusable") {
    return {
      is: "refused",
      problem: `The folder ${folder} cannot be written to. Choose another with --state.`,
    };
  }
  return {
    folder,
    read: (name) => readJson(join(folder, `${name}.json`)),
    write: (name, value) => writeJson(join(folder, `${name}.json`), value),
    close: () => lock.close(),
  };
}

/** SQLite's lock is the operating system's: it goes when the process goes, a kill included, and never goes stale. */
function takeLock(path: string): DatabaseSync | "busy" | "unusable" {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { timeout: 0 });
    database.exec("BEGIN EXCLUSIVE");
    return database;
  } catch (error) {
    database?.close();
    const busy = error instanceof Error && "errcode" in error && error.errcode === sqliteBusy;
    return busy ? "busy" : "unusable";
  }
}

const sqliteBusy = 5;

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
}

function writeJson(path: string, value: unknown): void {
  writeFileSync(`${path}.new`, `${JSON.stringify(value, undefined, 2)}\n`);
  renameSync(`${path}.new`, path);
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "for an unknown reason";
}
