/** Everything that the Worker is told in variables, gathered from the command line and the files it names. */
import { existsSync, readFileSync } from "node:fs";
import { parseVars } from "./vars.ts";

/**
 * Variables and secrets by name, the file they are from, where there is one, and the ids of the watches that addresses
 * on the command line became.
 */
export type Variables = {
  is: "variables";
  values: Record<string, string>;
  file?: string;
  ids: readonly string[];
};

/** A file or an address on the command line that is of no use, and why, in one sentence. */
export type Unusable = { is: "usage"; problem: string };

const defaultVarsFile = ".dev.vars";

/** Reads the files that the options name. Addresses and `--watches` become `WATCHES`, which replaces `watches.ts`. */
export async function readVariables(options: {
  vars?: string;
  watches?: string;
  urls?: readonly string[];
}): Promise<Variables | Unusable> {
  const { vars, watches, urls = [] } = options;
  const read = readVarsFile(vars);
  if (read.is === "usage") return read;
  const values = { ...read.values };
  const file = read.file === undefined ? {} : { file: read.file };
  if (watches !== undefined) {
    const text = readText(watches);
    if (text === undefined) return unusable(`The file ${watches}, given with --watches, cannot be read.`);
    if (!isJson(text)) return unusable(`The file ${watches}, given with --watches, is not JSON.`);
    values["WATCHES"] = text;
  }
  if (urls.length === 0) return { is: "variables", values, ...file, ids: [] };
  // The upstreams are needed for nothing else here, and take a tenth of a second to read.
  const { watchesOf } = await import("./addresses.ts");
  const addressed = watchesOf(urls);
  if (addressed.is === "usage") return addressed;
  values["WATCHES"] = JSON.stringify(addressed.watches);
  return { is: "variables", values, ...file, ids: addressed.watches.map(({ id }) => id) };
}

/** The one variable that may also stand in the environment: it is wanted for a single command more often than not. */
function fromEnvironment(): Record<string, string> {
  const value = process.env["ALLOW_PRIVATE_HOSTS"];
  return value === undefined ? {} : { ALLOW_PRIVATE_HOSTS: value };
}

type ReadVars = { is: "read"; values: Record<string, string>; file?: string };

function readVarsFile(file: string | undefined): ReadVars | Unusable {
  if (file === undefined && !existsSync(defaultVarsFile)) return { is: "read", values: fromEnvironment() };
  const name = file ?? defaultVarsFile;
  const text = readText(name);
  if (text === undefined) return unusable(`The file ${name}, given with --vars, cannot be read.`);
  const vars = parseVars(text);
  if (vars.is === "malformed")
    return unusable(`${name}, line ${vars.line}: write NAME=value, or NAME="value".`);
  return { is: "read", values: { ...vars.values, ...fromEnvironment() }, file: name };
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function unusable(problem: string): Unusable {
  return { is: "usage", problem };
}
