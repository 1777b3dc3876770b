/** The configuration of this deployment, parsed once in each isolate. */
import builtIn from "../watches.ts";
import { parseConfig, type Config } from "./config.ts";
import { logTrouble } from "./log.ts";
import { explainProblems } from "./problems.ts";
import { bindings } from "./variables.ts";

const parsed = new WeakMap<object, Config>();

/** The configuration that these bindings and `watches.ts` make. Its problems are logged when it is first asked for. */
export function configured(env: Env): Config {
  const known = parsed.get(env);
  if (known !== undefined) return known;
  const config = parseConfig(bindings(env), builtIn);
  parsed.set(env, config);
  if (config.problems.length > 0) logTrouble("configuration", { message: explainProblems(config.problems) });
  return config;
}
