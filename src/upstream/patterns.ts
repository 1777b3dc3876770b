/**
 * PURE. Pages read by patterns, for programs that write every page from one template and escape `<` in all that people
 * wrote: what a pattern finds between two tags is then what stands there. A page may be made to be slow to search: what a
 * pattern may skip has to end at a character that it begins with, or have a limit.
 */
import type { Page, Refused } from "./contract.ts";
import { htmlDecodeTree } from "./entities.ts";
import { decodePage, whyNoPage, whyNotReadable } from "./page.ts";
import { refused } from "./refusal.ts";

/** How a program's pages are known: by what they begin with. */
export type Marks = { mark: string };

/**
 * The text of a whole page, with which of the `programs` it is of; refused where it cannot be read, is of none of them or
 * ends too early.
 */
export function openPage<Program extends Marks>(
  page: Page,
  programs: readonly Program[],
): { text: string; program: Program } | Refused {
  const unreadable = whyNotReadable(page);
  if (unreadable !== undefined) return refused(unreadable);
  const text = decodePage(page);
  const program = programs.find(({ mark }) => text.includes(mark));
  if (program === undefined)
    return refused(whyNoPage(text) ?? { reason: "not-a-listing", because: "no-table" });
  return /<\/(?:html|footer)>\s*$/.test(text) ? { text, program } : refused({ reason: "truncated" });
}

/** What stands before a table's rows, and a row; its pattern is sticky and global (`gy`). */
export type Rows = readonly [begin: string, row: RegExp];

/** The named groups of each row, in order; undefined where anything stands in the table, or behind it, that is no row. */
export function rowsIn(text: string, [begin, row]: Rows): Record<string, string | undefined>[] | undefined {
  const [, ...rest] = text.split(begin);
  const rows = rest.join(begin);
  return /^\s*<\/(?:table|ul)>\n<\/div>/.test(rows.replace(row, ""))
    ? Array.from(rows.matchAll(row), ({ groups = {} }) => groups)
    : undefined;
}

/** What stands between two texts where the first of them comes first; empty where one is missing. */
export function between(text: string, begin: string, end: string): string {
  const start = text.indexOf(begin);
  const stop = text.indexOf(end, start);
  return start < 0 || stop < 0 ? "" : text.slice(start + begin.length, stop);
}

/** What markup shows: without its tags, and with the characters that references stand for. */
export function textOf(html = ""): string {
  return html
    .replace(/<[^<>]*>/g, "")
    .replace(/&(?:#(\d{1,6})|(\w{1,6}));/g, (whole, number, name: string) => {
      // What keeps a blank from being a line's end is of no use to us.
      const codePoint: unknown = name === "nbsp" ? 32 : (number ?? htmlDecodeTree[name]);
      return codePoint === undefined ? whole : String.fromCodePoint(Number(codePoint));
    });
}
