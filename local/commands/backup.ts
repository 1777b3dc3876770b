/** `treewatch backup`: the state of watches, as one file. */
import { helpOf, parseArguments, usage, type OptionTable } from "../arguments.ts";
import { backUp } from "../backup.ts";
import { notRun } from "../exits.ts";
import { addresses, counted, deploymentOf, orBroken } from "../operating.ts";
import { rewriting, say, warn } from "../terminal.ts";

const options = {
  from: addresses.from,
  out: { value: "FILE", means: "where the backup is written" },
} satisfies OptionTable;

const help = helpOf({
  usage: ["npm run backup -- --from URL --out FILE [WATCH…]"],
  options,
  ends: "0 it is written and proven, 1 something stands in the way, 2 the command was called wrongly.",
});

export async function run(args: readonly string[]): Promise<number> {
  const parsed = parseArguments(args, options);
  if (parsed.is !== "arguments") return notRun(help, parsed);
  const out = parsed.text["out"];
  if (out === undefined) return notRun(help, usage("Say where the backup is written: --out FILE."));
  const from = deploymentOf("from", parsed.text["from"]);
  if (from.is !== "deployment") return notRun(help, from);
  return orBroken(async () => {
    const tell = rewriting();
    const watches = parsed.positionals;
    const { backedUp, withoutState } = await backUp(from.deployment, { watches, out, tell });
    tell("");
    for (const { watch, updates, snapshots } of backedUp)
      say(`${watch}: ${counted(updates, "update")}, ${counted(snapshots, "snapshot")}`);
    if (withoutState.length > 0) warn(`Without a state, so not in it: ${withoutState.join(", ")}.`);
    say(`${out} is written and proven.`);
    return 0;
  });
}
