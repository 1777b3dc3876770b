/** `treewatch restore`: the state of watches, out of a backup. */
import { helpOf, parseArguments, usage, type OptionTable } from "../arguments.ts";
import { notRun } from "../exits.ts";
import { addresses, counted, deploymentOf, orBroken } from "../operating.ts";
import { restore } from "../restore.ts";
import { rewriting, say, warn } from "../terminal.ts";

const options = {
  to: addresses.to,
  in: { value: "FILE", means: "the backup" },
  replace: addresses.replace,
  "all-snapshots": addresses["all-snapshots"],
} satisfies OptionTable;

const help = helpOf({
  usage: ["npm run restore -- --to URL --in FILE [WATCH…]"],
  options,
  ends: "0 it is restored, 1 something stands in the way, 2 the command was called wrongly.",
});

export async function run(args: readonly string[]): Promise<number> {
  const parsed = parseArguments(args, options);
  if (parsed.is !== "arguments") return notRun(help, parsed);
  const file = parsed.text["in"];
  if (file === undefined) return notRun(help, usage("Say which backup is restored: --in FILE."));
  const to = deploymentOf("to", parsed.text["to"]);
  if (to.is !== "deployment") return notRun(help, to);
  return orBroken(async () => {
    const tell = rewriting();
    const restored = await restore(to.deployment, {
      watches: parsed.positionals,
      file,
      replace: parsed.switches.has("replace"),
      allSnapshots: parsed.switches.has("all-snapshots"),
      tell,
      say: warn,
    });
    tell("");
    for (const { watch, updates, snapshots, left } of restored) {
      const without = left === 0 ? "" : `, without ${left} older ones (--all-snapshots brings them)`;
      say(`${watch}: ${counted(updates, "update")}, ${counted(snapshots, "snapshot")}${without}`);
    }
    say("Restored. Readers see it once it is published, which takes a minute or more.");
    return 0;
  });
}
