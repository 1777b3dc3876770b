/** `treewatch start`: the Worker with a clock, until it is ended. */
import { broken, notRun } from "../exits.ts";
import { startInstance } from "../instance.ts";
import { help, parseOptions } from "../options.ts";
import { openState } from "../state.ts";
import { untilStopped } from "../stopping.ts";
import { say } from "../terminal.ts";
import { readVariables } from "../variables.ts";

export async function run(args: readonly string[]): Promise<number> {
  const options = parseOptions(args);
  if (options.is !== "options") return notRun(help("start"), options);
  const variables = await readVariables(options);
  if (variables.is === "usage") return notRun(help("start"), variables);
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
