/** `treewatch move`: a watch, from one deployment to another. */
import { helpOf, parseArguments, usage, type OptionTable } from "../arguments.ts";
import { notRun } from "../exits.ts";
import { abort, forget, move } from "../move.ts";
import { addresses, counted, deploymentOf, orBroken } from "../operating.ts";
import { rewriting, say } from "../terminal.ts";

const options = {
  ...addresses,
  abort: { means: "gives a watch that is being moved back to --from" },
  forget: { means: "deletes what --from keeps of a watch that has been moved" },
} satisfies OptionTable;

const help = helpOf({
  usage: ["npm run move -- WATCH --from URL --to URL"],
  options,
  ends: "0 it is done, or was before, 1 something stands in the way, 2 the command was called wrongly.",
});

export async function run(args: readonly string[]): Promise<number> {
  const parsed = parseArguments(args, options);
  if (parsed.is !== "arguments") return notRun(help, parsed);
  const { text, switches, positionals } = parsed;
  const [watch, ...more] = positionals;
  if (watch === undefined || more.length > 0) return notRun(help, usage("Give one watch, by its id."));
  if (switches.has("abort") && switches.has("forget"))
    return notRun(help, usage("Give either --abort or --forget."));
  const from = deploymentOf("from", text["from"]);
  if (from.is !== "deployment") return notRun(help, from);
  const to = deploymentOf("to", text["to"]);
  if (to.is !== "deployment") return notRun(help, to);
  const between = { watch, from: from.deployment, to: to.deployment };
  const source = between.from.url;
  return orBroken(async () => {
    if (switches.has("forget")) {
      await forget(between);
      say(`What ${source} keeps of ${watch} is being deleted. Its addresses there lead on as before.`);
      return 0;
    }
    if (switches.has("abort")) {
      const back = await abort(between);
      say(
        back ? `${watch} goes on at ${source}.` : `${watch} is at ${source}: there is no move to call off.`,
      );
      return 0;
    }
    const tell = rewriting();
    const [replace, allSnapshots] = [switches.has("replace"), switches.has("all-snapshots")];
    const moved = await move(between, { replace, allSnapshots, tell });
    tell("");
    if (moved.is === "moved-before") {
      say(`${watch} has been moved already: ${moved.address}`);
      return 0;
    }
    const { address, updates, snapshots, pausedMs } = moved;
    say(
      `${watch} is moved, with ${counted(updates, "update")} and ${counted(snapshots, "snapshot")}: ${address}`,
      `For ${(pausedMs / 1000).toFixed(1)} s nobody could poll or tell.`,
      `${source} leads its readers there, and keeps what it had until --forget.`,
    );
    return 0;
  });
}
