/** A command line: one table of options for each command, from which both the parser and `--help` are made. */
import { parseArgs } from "node:util";

/** An option as `--help` shows it; `value` is absent for a switch. A number is judged by the command, also where it is empty. */
export type Option = { value?: string; number?: true; means: string };
export type OptionTable = Readonly<Record<string, Option>>;

/** A command line that asks for help, or that cannot be followed and why, in one sentence. */
export type NotRun = { is: "help" } | { is: "usage"; problem: string };

/** What stands on a command line, not yet judged: options with a value, switches that are set, all else. */
export type Arguments = {
  is: "arguments";
  text: Readonly<Record<string, string | undefined>>;
  switches: ReadonlySet<string>;
  positionals: readonly string[];
};

/** Options that several commands have. */
export const shared = {
  state: { value: "DIR", means: "where everything is kept (.treewatch/)" },
  watches: { value: "FILE.json", means: "the watches, in place of watches.ts" },
  vars: { value: "FILE", means: "variables and secrets, NAME=value lines (.dev.vars)" },
} satisfies OptionTable;

const withHelp = (table: OptionTable): OptionTable => ({ ...table, help: { means: "these lines" } });

/** Reads a command line by the table. `--help` counts whatever else stands there; no value may be empty. */
export function parseArguments(args: readonly string[], table: OptionTable): Arguments | NotRun {
  const entries = Object.entries(withHelp(table));
  const options = Object.fromEntries(
    entries.map(([name, { value }]) => [
      name,
      { type: value === undefined ? ("boolean" as const) : ("string" as const) },
    ]),
  );
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    const given = Object.entries(values);
    const switches = new Set(given.flatMap(([name, value]) => (value === true ? name : [])));
    if (switches.has("help")) return { is: "help" };
    const text = Object.fromEntries(
      given.flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : [])),
    );
    const empty = Object.keys(text).find((name) => text[name] === "" && table[name]?.number !== true);
    if (empty !== undefined) return usage(`--${empty} needs a value.`);
    return { is: "arguments", text, switches, positionals };
  } catch (error) {
    // Node's words run on with advice about its own syntax: the first sentence says what is wrong.
    const sentence = error instanceof Error ? error.message.split(/\.\s|\n/, 1)[0] : undefined;
    return usage(`${(sentence ?? "These options cannot be read").replace(/\.$/, "")}: see --help.`);
  }
}

/** What `--help` prints for one command: how it is called, what it does, its options, and what it ends with. */
export function helpOf(command: { usage: readonly string[]; options: OptionTable; ends?: string }): string {
  const rows = Object.entries(withHelp(command.options)).map(([name, { value, means }]): [string, string] => [
    value === undefined ? `--${name}` : `--${name} ${value}`,
    means,
  ]);
  const width = Math.max(...rows.map(([option]) => option.length));
  return [
    ...command.usage.map((line) => `  ${line}`),
    "",
    "Options, with npm after --:",
    ...rows.map(([option, means]) => `  ${option.padEnd(width)}  ${means}`),
    ...(command.ends === undefined ? [] : ["", `Exit code: ${command.ends}`]),
  ].join("\n");
}

/** A command line that cannot be followed, and why. */
export function usage(problem: string): { is: "usage"; problem: string } {
  return { is: "usage", problem };
}

/** A whole number within bounds, or undefined. */
export function wholeNumber(text: string, min: number, max: number): number | undefined {
  const number = /^\d{1,6}$/.test(text) ? Number(text) : NaN;
  return number >= min && number <= max ? number : undefined;
}
