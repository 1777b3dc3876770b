/** The configuration as it will be deployed: `wrangler.toml`, `watches.ts` or `WATCHES`, and the secrets of a file. */
import { join } from "node:path";
import { parseConfig, type Config } from "../src/config.ts";
import { parseJson } from "../src/json.ts";
import type { Bindings } from "../src/variables.ts";
import type { WatchList } from "../src/watch-list.ts";
import { readWrangler } from "./wrangler-toml.ts";

export type Deployed = {
  is: "deployed";
  /** The Worker's name. */
  name: string;
  config: Config;
  /** Variables and secrets. */
  env: Bindings;
  /** The list as it is written, before it was parsed: what `WATCHES` holds, else what `watches.ts` exports. */
  written: unknown;
};

/** `watches.ts` cannot be read, and why. */
export type Unreadable = { is: "unreadable"; problem: string };

const root = join(import.meta.dirname, "..");

/** Puts it together. `variables` come on top of those in `wrangler.toml`, as secrets do. */
export async function readDeployed(
  variables: Readonly<Record<string, string>>,
): Promise<Deployed | Unreadable> {
  const { name, env: bindings = {} } = readWrangler(root).config;
  const vars = Object.entries(bindings).flatMap(([key, binding]) =>
    "value" in binding ? [[key, binding.value]] : [],
  );
  const env: Bindings = { ...Object.fromEntries(vars), ...variables };
  const builtIn = await readBuiltIn();
  if ("is" in builtIn) return builtIn;
  const { WATCHES: list = "" } = env;
  const written = list === "" ? builtIn : typeof list === "string" ? parseJson(list) : list;
  return { is: "deployed", name, config: parseConfig(env, builtIn), env, written };
}

async function readBuiltIn(): Promise<WatchList | Unreadable> {
  try {
    return (await import("../watches.ts")).default;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { is: "unreadable", problem: `watches.ts cannot be read: ${why}` };
  }
}
