/** MODEL. A message before any medium: lines of text and links, in the order in which they are read. */
import { webUrl } from "../text.ts";

/** A piece of a line: plain text, never markup and never empty. `url` is http(s) and ASCII. */
export type Span = { text: string; url?: string; strong?: true };
export type Line = readonly Span[];

/** Lines that stand together: some of their own, then a list. Either may be empty, not both. */
export type Part = { lines: readonly Line[]; rows: readonly Line[] };

/** A message. `notice` is what a notification shows: the whole in one line, without links. */
export type Message = { notice: string; parts: readonly Part[] };

/** Text, linked where the address may become a link. */
export function span(text: string, address: string | undefined): Span {
  const url = webUrl(address);
  return url === undefined ? { text } : { text, url };
}

/** The same, to be seen first. */
export function strong(text: string, address?: string): Span {
  return { ...span(text, address), strong: true };
}
