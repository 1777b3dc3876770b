#!/usr/bin/env node
/** `treewatch`: the commands of one machine. The demo has its own, in `demo/`. */
import "./compile-cache.ts";
import { commands } from "./commands/index.ts";
import { say, warn } from "./terminal.ts";

process.exitCode = await run(process.argv.slice(2));

/** Runs one command to its end and returns its exit code: 0, 1 for what went wrong, 2 for what was asked wrongly. */
async function run([name, ...rest]: readonly string[]): Promise<number> {
  if (name === "--help" || name === "-h" || name === "help") {
    say(overview());
    return 0;
  }
  if (name === undefined) {
    warn(overview());
    return 2;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) {
    const what = name.startsWith("-") ? "an option" : "a command";
    warn(`${name} is not ${what} of Treewatch. There are ${Object.keys(commands).join(", ")}: see --help.`);
    return 2;
  }
  return (await command.load()).run(rest);
}

function overview(): string {
  const width = Math.max(...Object.keys(commands).map((name) => name.length));
  return [
    "  treewatch COMMAND [OPTIONS]     (npx treewatch in this folder; or npm run COMMAND -- OPTIONS)",
    "",
    "Commands; each knows --help:",
    ...Object.entries(commands).map(([name, { does }]) => `  ${name.padEnd(width)}  ${does}`),
    "",
    "Exit code: 0, 1 where something is wrong or stands in the way, 2 where it was called wrongly.",
  ].join("\n");
}
