/**
 * PURE. The proof that a forge's page shows nothing new, told without parsing it: a quiet poll costs little more than
 * decoding the page.
 */
import type { Known } from "../contract.ts";

/** What is sought in the markup, by layout. Nothing that an author wrote can look like it: forges escape `<` and `"`. */
type RowLayout = {
  /** What stands before the first row, and after the head panel. */
  begin: string;
  row: string;
  /** What follows in every row, in this order; the last ends it. */
  marks: readonly string[];
  /** How the listing ends, from the last row's end on. */
  end: RegExp;
};

const table: RowLayout = {
  begin: "<tbody",
  row: '<tr data-entryname="',
  marks: ["</tr>"],
  end: /^<\/tr>\s*<\/tbody>\s*<\/table>/,
};
/** Until 1.15, and Gogs. */
const plainTable: RowLayout = { ...table, row: "<tr>" };
const grid: RowLayout = {
  begin: '<div class="repo-file-item">',
  row: '<div class="repo-file-item">',
  marks: ['<div class="repo-file-cell age', "</div>", "</div>"],
  end: /^<\/div>\s*<\/div>/,
};

const headLink = /href="[^"]*\/commit\/([0-9a-f]{40}(?:[0-9a-f]{24})?)"/;

/**
 * Whether the listing that begins at `start` is whole, under the known head and with the known number of rows. False
 * where in doubt. The first link to a commit is the head's: those of its message follow.
 */
export function isUnchanged(text: string, start: number, known: Known): boolean {
  if (text.startsWith("<div", start)) return isWhole(text, [start, text.length], known, grid);
  if (text.includes(table.row, start)) return isWhole(text, [start, text.length], known, table);
  // A README below may have tables of its own.
  return isWhole(text, [start, text.indexOf("</table>", start)], known, plainTable);
}

function isWhole(text: string, [start, stop]: [number, number], known: Known, layout: RowLayout): boolean {
  const body = text.indexOf(layout.begin, start);
  const first = body < 0 ? -1 : text.indexOf(layout.row, body);
  if (known.head === undefined || first < 0) return false;
  if (headLink.exec(text.slice(start, first))?.[1] !== known.head) return false;
  let rows = 0;
  let row = 0;
  let last = 0;
  for (let at = first; at >= 0 && at < stop; at = text.indexOf(layout.row, last)) {
    rows += 1;
    row = at;
    last = at;
    for (const mark of layout.marks) last = last < 0 ? last : text.indexOf(mark, last + 1);
    if (last < 0 || rows > known.entries) return false;
  }
  const isLast = !text.slice(row, last).includes("</table>");
  return isLast && rows === known.entries && layout.end.test(text.slice(last, last + maxEnd));
}

/** Characters that the end of a listing may take, white space among them. */
const maxEnd = 1000;
