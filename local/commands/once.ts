/** `treewatch once`: one tick, and what readers get as files; for a timer such as cron or GitHub Actions. */
import { helpOf, parseArguments, shared, usage, type NotRun, type OptionTable } from "../arguments.ts";
import { readDeployed } from "../deployed.ts";
import { broken, notRun } from "../exits.ts";
import { once, type Once } from "../once.ts";
import { openState } from "../state.ts";
import { say, warn } from "../terminal.ts";
import { readVariables } from "../variables.ts";

const options = {
  ...shared,
  out: { value: "DIR", means: "where feeds, pages and JSON are written (public/)" },
} satisfies OptionTable;

const help = helpOf({
  usage: ["npm run once", "npm run once -- --watches FILE.json --state DIR --out DIR"],
  options,
  ends: "0 all went well, 1 a watch or a channel failed (the files are written all the same), 2 the command was called wrongly.",
});

type Asked = { is: "options"; watches?: string; state?: string; vars?: string; out?: string };

export async function run(args: readonly string[]): Promise<number> {
  const asked = parseOnceOptions(args);
  if (asked.is !== "options") return notRun(help, asked);
  const { out = "public" } = asked;
  const variables = await readVariables(asked);
  if (variables.is === "usage") return notRun(help, variables);
  const deployed = await readDeployed(variables.values);
  if (deployed.is === "unreadable") return broken(deployed.problem);
  const state = openState(asked.state ?? ".treewatch");
  if ("is" in state) return broken(state.problem);
  if (deployed.config.settings.publicUrl === undefined) {
    warn(
      "PUBLIC_URL is not set, so links in the files lead nowhere. Set it to the address at which they are served.",
    );
  }
  const result = await once({ deployed, variables: variables.values, state, out });
  state.close();
  if (result.is === "broken") return broken(result.problem);
  say(...summary(result, out));
  warn(...result.troubles);
  return result.troubles.length === 0 ? 0 : 1;
}

function parseOnceOptions(args: readonly string[]): Asked | NotRun {
  const parsed = parseArguments(args, options);
  if (parsed.is !== "arguments") return parsed;
  if (parsed.positionals.length > 0)
    return usage("once takes no addresses: write them into watches.ts, or into a file that --watches names.");
  return { is: "options", ...parsed.text };
}

function summary({ statuses, written: { changed, same } }: Once, out: string): string[] {
  const rows = statuses.map(({ watch, lastPoll, latest }) => {
    const updates = latest === 1 ? "1 update" : `${latest} updates`;
    return `${watch}: ${lastPoll?.outcome ?? "not read yet"}, ${updates} so far`;
  });
  return [...rows, `${out}: ${changed} files written, ${same} as they were.`];
}
