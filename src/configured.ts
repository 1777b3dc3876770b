/** The configuration of this deployment, parsed once in each isolate. */
import builtIn from "../watches.ts";
import { parseConfig, type Config } from "./config.ts";
import { logTrouble } from "./log.ts";
import { memo } from "./memo.ts";
import { explainProblems } from "./problems.ts";
import { type Bindings, bindings } from "./variables.ts";

/** The last that was parsed, and what it was made of. */
let last: { text: string; config: Config } | undefined;

/** The configuration that these bindings and `watches.ts` make. Its problems are logged when it is first asked for. */
export const configured = memo((env: Env): Config => {
  // The Worker and its objects are handed bindings of their own, with the same in them.
  const text = textOf(bindings(env));
  if (last?.text !== text) last = { text, config: parse(bindings(env)) };
  return last.config;
});

function parse(all: Bindings): Config {
  const config = parseConfig(all, builtIn);
  if (config.problems.length > 0) logTrouble("configuration", { message: explainProblems(config.problems) });
  return config;
}

/** All that the configuration is made of: variables and secrets, which are texts, and the list, which may be one or not. */
function textOf(all: Bindings): string {
  const said = Object.entries(all).filter(([name, value]) => name === "WATCHES" || typeof value !== "object");
  return JSON.stringify(said);
}
