/** `treewatch peek URL`: what Treewatch would see there. */
import { helpOf, parseArguments, shared, usage, type NotRun, type OptionTable } from "../arguments.ts";
import { broken, notRun } from "../exits.ts";
import { peek, type Asked } from "../peek.ts";
import { say, styled, warn } from "../terminal.ts";
import { readVariables } from "../variables.ts";

const options = {
  json: { means: "print it as snapshot.json has it" },
  upstream: { value: "NAME", means: "the kind of source, where an address fits several" },
  vars: shared.vars,
} satisfies OptionTable;

const help = helpOf({
  usage: ["npm run peek -- URL"],
  options,
  ends: "0 it was read, 1 it could not be read, 2 the command was called wrongly.",
});

export async function run(args: readonly string[]): Promise<number> {
  const asked = parsePeekOptions(args);
  if (asked.is !== "options") return notRun(help, asked);
  const variables = await readVariables(asked);
  if (variables.is === "usage") return notRun(help, variables);
  const seen = await peek(asked, variables.values);
  switch (seen.is) {
    case "usage":
      return notRun(help, seen);
    case "refused":
      return broken(seen.problem);
    case "seen":
      say(seen.text);
      // Beside the JSON, which programs read.
      if (asked.json) warn(...seen.notes);
      else if (seen.notes.length > 0)
        say("", ...seen.notes.map((note) => `${styled("bold", "Note:")} ${note}`));
      return 0;
  }
}

/** The options of `peek`. */
export function parsePeekOptions(
  args: readonly string[],
): ({ is: "options"; vars?: string } & Asked) | NotRun {
  const parsed = parseArguments(args, options);
  if (parsed.is !== "arguments") return parsed;
  const { text, switches, positionals } = parsed;
  const [url, ...more] = positionals;
  if (url === undefined || more.length > 0) return usage("Give one address: npm run peek -- URL.");
  return {
    is: "options",
    url,
    json: switches.has("json"),
    ...(text["upstream"] === undefined ? {} : { upstream: text["upstream"] }),
    ...(text["vars"] === undefined ? {} : { vars: text["vars"] }),
  };
}
