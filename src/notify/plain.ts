/** PURE. A message as plain text: for receivers that know no other, and where they did not take it as it was. */
import type { Line, Message } from "./message.ts";

/** The message's lines; rows are indented by a space, and parts after the first stand apart by nothing. */
export function plainLines({ parts }: Message): string[] {
  return parts.flatMap(({ lines, rows }) => [...lines.map(textOf), ...rows.map((row) => ` ${textOf(row)}`)]);
}

function textOf(line: Line): string {
  return line.map(({ text }) => text).join("");
}
