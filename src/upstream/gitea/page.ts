/**
 * PURE. A forge's answer to the question for a directory: its tree page, `#repo-files-table`, or whatever else it shows
 * in its place.
 */
import type { Known, Page, Read, Refused, Unchanged } from "../contract.ts";
import type { Asked } from "./directory.ts";
import { layoutOf } from "./layouts.ts";
import { listingReader } from "./listing.ts";
import { isUnchanged } from "./unchanged.ts";
import { readParts } from "../markup.ts";
import { whyNoPage } from "../page.ts";
import { notAListing, type Refusal, refused } from "../refusal.ts";

const mark = 'id="repo-files-table"';

/** Where the listing's element begins; -1 where there is none. Of two with its id (Gogs, by a README) it is the first. */
export function findListing(text: string): number {
  const at = text.indexOf(mark);
  return at < 0 ? -1 : text.lastIndexOf("<", at);
}

/** The listing of a whole page, `Unchanged` where it shows what is known. `start` is where `findListing` says. */
export function readTreePage(
  text: string,
  start: number,
  asked: Asked,
  known?: Known,
): Read | Unchanged | Refused {
  // Nothing that a page shows can look like these tags: forges escape `<` in all that they print.
  const isFragment = !text.includes("<html"); // `?only_content=true`, from 1.24 on
  if (!isFragment && text.lastIndexOf("</html>") < start) return refused({ reason: "truncated" });
  if (known?.open === false && isUnchanged(text, start, known)) return { is: "unchanged" };
  return readRows(text, start, asked);
}

/** As `readTreePage`, for a listing that need not be in a whole page. */
export function readRows(text: string, start: number, asked: Asked): Read | Refused {
  const reader = listingReader(asked);
  const end = readParts(text.slice(start), layoutOf(startTag(text, start)), reader.take);
  if (end === "cut") return refused({ reason: "truncated" });
  if (end === "damaged") return notAListing("unreadable-row");
  const read = end === "whole" ? reader.finish(text.slice(0, start)) : end;
  if (typeof read === "string") return notAListing(read);
  // Where the listing's own element is closed too early, the rest of its rows come after it.
  return countCells(text, start) === read.listing.entries.length ? read : notAListing("unreadable-row");
}

/** How many message cells there are from `start` on, inside rows or not. No README may have their classes. */
function countCells(text: string, start: number): number {
  const cell = text.startsWith("<table", start) ? '<td class="message' : '<div class="repo-file-cell message';
  let cells = 0;
  for (let at = text.indexOf(cell, start); at >= 0; at = text.indexOf(cell, at + cell.length)) cells += 1;
  return cells;
}

/** The tag that begins at `start`, whole. */
export function startTag(text: string, start: number): string {
  return text.slice(start, text.indexOf(">", start) + 1);
}

/** What a page without a listing is instead, as far as its markup leaves no doubt. */
export function whyNoListing(text: string, { status }: Page): Refusal {
  const noPage = whyNoPage(text);
  if (noPage !== undefined) return noPage;
  if (text.includes('id="repo_migrating"')) return { reason: "being-migrated" };
  if (/\bclass="[^"]*\bquickstart\b/.test(text)) {
    const broken = text.includes("The Git data underlying this repository cannot be read");
    return { reason: broken ? "repository-broken" : "empty-repository" };
  }
  if (/<form\b[^<>]*\baction="[^"]*\/user\/(?:login|sign-in)"/.test(text))
    return { reason: "login-required", status };
  // Gitea and Forgejo; Gogs.
  if (text.includes("non-diff-file-content") || text.includes('id="repo-read-file"'))
    return { reason: "not-a-directory" };
  return { reason: "not-a-listing", because: "no-table" };
}

/** Whether a page says above its listing that the repository is archived, in English as it was asked for. */
export function saysArchived(above: string): boolean {
  return /class="ui warning message[^"]*">\s*This repo(?:sitory)? (?:is|has been) archived\b/.test(above);
}
