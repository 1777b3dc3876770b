/** What is printed for people. Colours only where there is a terminal to show them and NO_COLOR is not set. */
import { styleText } from "node:util";

type Style = Parameters<typeof styleText>[0];

/** The text in a style, or as it is where standard output shows none. */
export function styled(style: Style, text: string): string {
  return styleText(style, text, { stream: process.stdout });
}

/** Prints lines to standard output: what happens. */
export function say(...lines: readonly string[]): void {
  for (const line of lines) process.stdout.write(`${line}\n`);
}

/** Prints lines to standard error: the log, and what went wrong. */
export function warn(...lines: readonly string[]): void {
  for (const line of lines) process.stderr.write(`${line}\n`);
}

/** A function that shows what is being done, on one line of standard error; empty takes it away. Silent where no terminal is. */
export function rewriting(): (text: string) => void {
  const { stderr } = process;
  if (!stderr.isTTY) return () => undefined;
  return (text) => void stderr.write(`\r\u001b[K${[...text].slice(0, stderr.columns - 1).join("")}`);
}

/** The text in a box of its own, as wide as its longest line, at most `width` columns; longer lines are broken. */
export function framed(text: string, width: number): string {
  const room = Math.max(20, width - 4);
  const lines = text.split("\n").flatMap((line) => wrapped(line, room));
  const inner = Math.max(...lines.map(columns));
  const edge = (left: string, right: string) => styled("dim", `${left}${"─".repeat(inner + 2)}${right}`);
  const side = styled("dim", "│");
  const body = lines.map((line) => `${side} ${line}${" ".repeat(inner - columns(line))} ${side}`);
  return [edge("╭", "╮"), ...body, edge("╰", "╯")].join("\n");
}

/** Lines of at most `room` columns, broken at spaces where there are some; the rest of a line is indented as it is. */
function wrapped(line: string, room: number): string[] {
  const indent = /^\s*/.exec(line)?.[0].slice(0, room / 2) ?? "";
  const lines: string[] = [];
  let rest = line;
  while (columns(rest) > room) {
    const fits = [...rest].slice(0, room).join("").length;
    const space = rest.lastIndexOf(" ", fits);
    const cut = space > indent.length ? space : fits;
    lines.push(rest.slice(0, cut).trimEnd());
    rest = `${indent}${rest.slice(cut).trimStart()}`;
  }
  return [...lines, rest];
}

function columns(text: string): number {
  return [...text].length;
}
