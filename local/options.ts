/** The command line of what runs until it is ended: `start` and the demo. */
import {
  helpOf,
  parseArguments,
  shared,
  usage,
  wholeNumber,
  type NotRun,
  type OptionTable,
} from "./arguments.ts";

/** What `start` and the demo were asked to do. */
export type Options = {
  is: "options";
  /** 0 asks for any free port. */
  port: number;
  host: string;
  /** Folder in which everything is kept. */
  state: string;
  /** File that holds the watches, in place of `watches.ts`. */
  watches?: string;
  /** File that holds variables and secrets; `.dev.vars`, where there is one, if not given. */
  vars?: string;
  /** Seconds between two ticks, if given. */
  every?: number;
  /** False: no tick but those asked for from outside. */
  clock: boolean;
  urls: readonly string[];
};

const table = {
  port: { value: "8787", number: true, means: "where it listens" },
  host: { value: "127.0.0.1", means: "the address it listens on" },
  ...shared,
  every: {
    value: "SECONDS",
    number: true,
    means: "the tick period (60; the demo 5); under 60, time runs fast",
  },
  "no-clock": { means: "no ticks but those asked for at /cdn-cgi/local/scheduled?time=MS" },
} satisfies OptionTable;

/** The options of `start` and of the demo, which takes no addresses. Defaults are those of the table. */
export function parseOptions(args: readonly string[], { urls = true } = {}): Options | NotRun {
  const parsed = parseArguments(args, table);
  if (parsed.is !== "arguments") return parsed;
  const { text, switches, positionals } = parsed;
  const port = wholeNumber(text["port"] ?? "8787", 0, 65_535);
  if (port === undefined) return usage("--port takes a number from 0 (any free port) to 65535.");
  const every = text["every"] === undefined ? undefined : wholeNumber(text["every"], 1, 86_400);
  if (text["every"] !== undefined && every === undefined)
    return usage("--every takes a whole number of seconds from 1 to 86400.");
  if (positionals.length > 0 && !urls)
    return usage("The demo takes no addresses: use npm start -- URL to watch your own.");
  if (positionals.length > 0 && text["watches"] !== undefined)
    return usage("Give either addresses or --watches, not both.");
  return {
    is: "options",
    port,
    host: text["host"] ?? "127.0.0.1",
    state: text["state"] ?? ".treewatch",
    ...(text["watches"] === undefined ? {} : { watches: text["watches"] }),
    ...(text["vars"] === undefined ? {} : { vars: text["vars"] }),
    ...(every === undefined ? {} : { every }),
    clock: !switches.has("no-clock"),
    urls: positionals,
  };
}

const usages = { start: ["npm start", "npm start -- URL…"], demo: ["npm run demo"] } as const;

/** What `--help` prints. */
export function help(command: "start" | "demo"): string {
  const ends = "0 once it was ended, 1 where something stands in the way, 2 where it was called wrongly.";
  return helpOf({ usage: usages[command], options: table, ends });
}
