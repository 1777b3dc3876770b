/** The command line: one table of options, from which both the parser and `--help` are made. */
import { parseArgs } from "node:util";

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

/** What `peek` was asked to do. */
export type PeekOptions = { is: "options"; url: string; json: boolean; vars?: string };

/** A command line that asks for help, or that cannot be followed and why, in one sentence. */
export type NotRun = { is: "help" } | { is: "usage"; problem: string };

/** An option as `--help` shows it; `value` is absent for a switch. */
type Row = { value?: string; means: string };

const rows = {
  port: { value: "8787", means: "where it listens" },
  host: { value: "127.0.0.1", means: "the address it listens on" },
  state: { value: "DIR", means: "where everything is kept (.treewatch/)" },
  watches: { value: "FILE.json", means: "the watches, in place of watches.ts" },
  vars: { value: "FILE", means: "variables and secrets, NAME=value lines (.dev.vars)" },
  every: { value: "SECONDS", means: "the tick period (60; the demo 5); under 60, time runs fast" },
  "no-clock": { means: "no ticks but those asked for at /cdn-cgi/local/scheduled?time=MS" },
  json: { means: "print it as snapshot.json has it" },
  help: { means: "these lines" },
} satisfies Record<string, Row>;

type Name = keyof typeof rows;

const running = ["port", "host", "state", "watches", "vars", "every", "no-clock", "help"] as const;
const peeking = ["json", "vars", "help"] as const;

/** The options of `start` and of the demo, which takes no addresses. Defaults are those of the table. */
export function parseOptions(args: readonly string[], { urls = true } = {}): Options | NotRun {
  const parsed = parse(args, running);
  if (parsed.is !== "parsed") return parsed;
  const { text, positionals } = parsed;
  const port = wholeNumber(text.port ?? "8787", 0, 65_535);
  if (port === undefined) return usage("--port takes a number from 0 (any free port) to 65535.");
  const every = text.every === undefined ? undefined : wholeNumber(text.every, 1, 86_400);
  if (text.every !== undefined && every === undefined)
    return usage("--every takes a whole number of seconds from 1 to 86400.");
  for (const name of ["host", "state", "watches", "vars"] as const) {
    if (text[name] === "") return usage(`--${name} needs a value.`);
  }
  if (positionals.length > 0 && !urls)
    return usage("The demo takes no addresses: use npm start -- URL to watch your own.");
  if (positionals.length > 0 && text.watches !== undefined)
    return usage("Give either addresses or --watches, not both.");
  return {
    is: "options",
    port,
    host: text.host ?? "127.0.0.1",
    state: text.state ?? ".treewatch",
    ...(text.watches === undefined ? {} : { watches: text.watches }),
    ...(text.vars === undefined ? {} : { vars: text.vars }),
    ...(every === undefined ? {} : { every }),
    clock: !parsed.switches.has("no-clock"),
    urls: positionals,
  };
}

/** The options of `peek`. */
export function parsePeekOptions(args: readonly string[]): PeekOptions | NotRun {
  const parsed = parse(args, peeking);
  if (parsed.is !== "parsed") return parsed;
  const { text, switches, positionals } = parsed;
  const [url, ...more] = positionals;
  if (url === undefined || more.length > 0) return usage("Give one address: npm run peek -- URL.");
  return {
    is: "options",
    url,
    json: switches.has("json"),
    ...(text.vars === undefined ? {} : { vars: text.vars }),
  };
}

/** What `--help` prints for one command. */
export function help(command: "start" | "demo" | "peek"): string {
  const names: readonly Name[] = command === "peek" ? peeking : running;
  const usages = {
    start: ["npm start", "npm start -- URL…"],
    demo: ["npm run demo"],
    peek: ["npm run peek -- URL"],
  }[command];
  const table = names.map((name): [string, string] => {
    const { value, means }: Row = rows[name];
    return [value === undefined ? `--${name}` : `--${name} ${value}`, means];
  });
  const width = Math.max(...table.map(([option]) => option.length));
  return [
    ...usages.map((line) => `  ${line}`),
    "",
    "Options, after --:",
    ...table.map(([option, means]) => `  ${option.padEnd(width)}  ${means}`),
  ].join("\n");
}

type Parsed = {
  is: "parsed";
  text: Partial<Record<Name, string>>;
  switches: ReadonlySet<string>;
  positionals: readonly string[];
};

function parse(args: readonly string[], names: readonly Name[]): Parsed | NotRun {
  try {
    const options = Object.fromEntries(
      names.map((name): [Name, { type: "string" | "boolean" }] => {
        const { value }: Row = rows[name];
        return [name, { type: value === undefined ? "boolean" : "string" }];
      }),
    );
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    const text: Partial<Record<Name, string>> = {};
    const switches = new Set<string>();
    for (const name of names) {
      const value = values[name];
      if (typeof value === "string") text[name] = value;
      else if (value === true) switches.add(name);
    }
    return switches.has("help") ? { is: "help" } : { is: "parsed", text, switches, positionals };
  } catch (error) {
    // Node's words run on with advice about its own syntax: the first sentence says what is wrong.
    const sentence = error instanceof Error ? error.message.split(/\.\s|\n/, 1)[0] : undefined;
    return usage(`${(sentence ?? "These options cannot be read").replace(/\.$/, "")}: see --help.`);
  }
}

function usage(problem: string): NotRun {
  return { is: "usage", problem };
}

function wholeNumber(text: string, min: number, max: number): number | undefined {
  const number = /^\d{1,6}$/.test(text) ? Number(text) : NaN;
  return number >= min && number <= max ? number : undefined;
}
