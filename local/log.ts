/** What workerd writes, made fit for an operator's terminal. */
import { visible } from "../src/text.ts";
import type { RuntimeLine } from "./worker.ts";

/** How much of the Worker's log is passed on: all of it, or only what an operator should look at. */
export type Wanted = "all" | "trouble";

/**
 * A function from a line that workerd wrote to the text to print, or undefined for what is not worth it. The Worker's
 * own lines are JSON and stay as they are, but for the configuration's problems, which are told in words and once;
 * an exception that nobody caught is told without its message, which may quote an address; the rest is workerd's.
 */
export function createLog(wanted: Wanted): (line: RuntimeLine) => string | undefined {
  let told: string | undefined;
  return ({ level, message }) => {
    const event = message.startsWith("{") ? parse(message) : undefined;
    if (event === undefined) return uncaught(message);
    if (event.event === "configuration" && typeof event.message === "string") {
      if (event.message === told) return undefined;
      told = event.message;
      return visible(told);
    }
    return wanted === "all" || level === "error" || level === "warn" ? visible(message) : undefined;
  };
}

function parse(message: string): { event?: unknown; message?: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(message);
    return value !== null && typeof value === "object" ? value : undefined;
  } catch {
    return undefined;
  }
}

/** workerd tells of an exception twice; this is the line that has the JavaScript stack. */
function uncaught(message: string): string | undefined {
  const stack = /^uncaught exception; source = [^;]*; stack = ([^]*)/.exec(message)?.[1];
  if (stack === undefined) return undefined;
  const frames = stack.split("\n").filter((line) => /^\s+at /.test(line));
  if (frames.length === 0) return undefined;
  const name = /^\w*Error\b/.exec(stack)?.[0] ?? "an error";
  return visible([`Treewatch met ${name} that it did not expect. Please report it:`, ...frames].join("\n"));
}
