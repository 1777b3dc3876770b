/** The ways in which a command comes to nothing, said to the operator; each returns the exit code. */
import type { NotRun } from "./arguments.ts";
import { say, warn } from "./terminal.ts";

/** 0 where the command's help was asked for, which is printed; 2 where it was called wrongly. */
export function notRun(help: string, why: NotRun): number {
  if (why.is === "help") {
    say(help);
    return 0;
  }
  warn(why.problem);
  return 2;
}

/** 1: it was called rightly, and something stands in the way. */
export function broken(problem: string): number {
  warn(problem);
  return 1;
}
