/** The commands of one machine: `start` and `peek`. The demo has its own, in `demo/`. */
import "./compile-cache.ts";
import { startInstance } from "./instance.ts";
import { broken, notRun } from "./exits.ts";
import { parseOptions, parsePeekOptions } from "./options.ts";
import { openState } from "./state.ts";
import { untilStopped } from "./stopping.ts";
import { say, warn } from "./terminal.ts";
import { readVariables } from "./variables.ts";

process.exitCode = await run(process.argv.slice(2));

/** Runs one command to its end and returns its exit code: 0, 1 for what went wrong, 2 for what was asked wrongly. */
async function run([name, ...rest]: readonly string[]): Promise<number> {
  switch (name) {
    case "start":
      return start(rest);
    case "peek":
      return peekAt(rest);
    default:
      warn("Commands: npm start, npm run demo, npm run peek -- URL; each knows --help.");
      return 2;
  }
}

async function start(rest: readonly string[]): Promise<number> {
  const options = parseOptions(rest);
  if (options.is !== "options") return notRun("start", options);
  const variables = await readVariables(options);
  if (variables.is === "usage") return notRun("start", variables);
  const state = openState(options.state);
  if ("is" in state) return broken(state.problem);
  const { values, ids } = variables;
  const everySeconds = options.every ?? 60;
  const instance = await startInstance({ options, state, variables: values, everySeconds, log: "all" });
  if ("is" in instance) return broken(instance.problem);
  const stopped = untilStopped();
  const { url } = instance;
  const pace = options.clock ? `A tick every ${everySeconds} s` : "No clock";
  say(url, `${pace}; everything is kept in ${options.state}. Ctrl-C ends it.`);
  if (ids.length > 0) {
    const [only, ...others] = ids;
    say(`Watching ${ids.join(", ")}. The feed:`);
    say(others.length === 0 ? `${url}/${only}/feed.rss` : `${url}/feed.rss`);
  }
  instance.startClock();
  await stopped;
  await instance.stop();
  return 0;
}

async function peekAt(rest: readonly string[]): Promise<number> {
  const options = parsePeekOptions(rest);
  if (options.is !== "options") return notRun("peek", options);
  const variables = await readVariables(options);
  if (variables.is === "usage") return notRun("peek", variables);
  const { peek } = await import("./peek.ts");
  const seen = await peek(options, variables.values);
  switch (seen.is) {
    case "usage":
      return notRun("peek", seen);
    case "refused":
      return broken(seen.problem);
    case "seen":
      say(seen.text);
      return 0;
  }
}
