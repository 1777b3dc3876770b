/**
 * PURE. The tree page of Gitea and Forgejo: `#repo-files-table`, which shows the directory's last commit and a row for
 * each entry, however many there are. The forge works the rows' commits out for one second and leaves blank what it has
 * not found by then.
 */
import type { Known, Page, Read, Refused, Unchanged, Upstream } from "./contract.ts";
import { listingReader, type Asked } from "./forge-listing.ts";
import { readParts, type Layout, type PartLayout } from "./markup.ts";
import { decodePage, whyNotReadable } from "./page.ts";
import type { NotAListing, Refusal } from "./refusal.ts";
import { decodePath, parseTreeUrl, TreeAddress, treeTitle, treeUrl } from "./tree-address.ts";

export const gitea: Upstream<TreeAddress> = {
  name: "gitea",
  reads: "a directory's page at Gitea or Forgejo",
  target: TreeAddress,
  match: parseTreeUrl,
  title: treeTitle,
  url: treeUrl,
  *list(target, known) {
    // Until 1.19 the page's language decides how its dates are written.
    const answer = yield { url: treeUrl(target), headers: { "accept-language": "en-US,en" } };
    return answer.is === "refused" ? answer : readPage(answer, target, known);
  },
};

const head: PartLayout = {
  part: "head",
  fields: [
    ["author-wrapper", "author"],
    ["commit-summary", "summary"],
    ["commit-body", "body"],
    ["age", "age"],
    ["strong", "author"], // until 1.18
  ],
};
const parent: PartLayout = { part: "parent", fields: [] };
const row: PartLayout = {
  part: "row",
  fields: [
    ["name", "name"],
    ["message", "message"],
    ["age", "age"],
  ],
};

/** The table of 1.16 to 1.22 and of Forgejo; the grid of 1.24 on. Any other `tr` is a row too: none is passed over. */
const layout: Layout = [
  ["commit-list", head],
  ["has-parent", parent],
  ["repo-file-item", row],
  ["repo-file-last-commit", head],
  ["parent-link", parent],
  ["tr", row],
];

function readPage(page: Page, target: TreeAddress, known: Known | undefined): Read | Unchanged | Refused {
  const unreadable = whyNotReadable(page);
  if (unreadable !== undefined) return refused(unreadable);
  const text = decodePage(page);
  const mark = text.indexOf('id="repo-files-table"');
  if (mark < 0) return refused(whyNoTable(text, page, target));
  const start = text.lastIndexOf("<", mark);
  const asked = askedFor(target, page.url);
  if (asked === undefined) return notAListing("another-directory");
  // Nothing that a page shows can look like this tag: forges escape `<` in all that they print.
  if (text.lastIndexOf("</html>") < start) return refused({ reason: "truncated" });
  if (known?.open === false && isUnchanged(text, start, known)) return { is: "unchanged" };
  const reader = listingReader(asked);
  const end = readParts(text.slice(start), layout, reader.take);
  if (end === "cut") return refused({ reason: "truncated" });
  if (end === "damaged") return notAListing("unreadable-row");
  const read = end === "whole" ? reader.finish(text.slice(0, start)) : end;
  if (typeof read === "string") return notAListing(read);
  // A row whose own tag is damaged is no row to the parser, but its cells are still there.
  return countCells(text, start) === read.listing.entries.length ? read : notAListing("unreadable-row");
}

/** How many message cells there are from `start` on, inside rows or not. No README may have their classes. */
function countCells(text: string, start: number): number {
  const mark = text.startsWith("<table", start) ? '<td class="message' : '<div class="repo-file-cell message';
  let cells = 0;
  for (let at = text.indexOf(mark, start); at >= 0; at = text.indexOf(mark, at + mark.length)) cells += 1;
  return cells;
}

function refused(refusal: Refusal): Refused {
  return { is: "refused", refusal };
}

function notAListing(because: NotAListing): Refused {
  return refused({ reason: "not-a-listing", because });
}

/**
 * What the page at `pageUrl`, where the redirects ended, has to be about; undefined where it is of another directory.
 * The repository may have another name, since forges redirect what was renamed. But they also redirect a submodule's
 * path to the directory above it, and every path of a broken repository to its root.
 */
function askedFor(target: TreeAddress, pageUrl: string): Asked | undefined {
  const page = new URL(pageUrl);
  const address = parseTreeUrl(page);
  const [tree, treeThere] = [target.tree, address?.tree].map((path) => path && decodePath(path));
  if (tree !== treeThere) return undefined;
  const repository = address?.repository ?? decodePath(page.pathname);
  const name = repository.split("/").slice(-2).join("/").toLowerCase();
  return tree === undefined ? { page, repository: `/${name}` } : { page, repository: `/${name}`, tree };
}

const rowStart = '<tr data-entryname="';
const rowEnd = "</tr>";
const headLink = /href="[^"]*\/commit\/([0-9a-f]{40}(?:[0-9a-f]{24})?)"/;

/**
 * Whether a table is whole, under the known head and with the known number of rows, told without parsing it: a quiet
 * poll costs little more than decoding the page. False where in doubt. Nothing that an author wrote can look like the
 * marks sought, because forges escape `<` and `"`; the first link to a commit is the head's, its message's follow.
 */
function isUnchanged(text: string, start: number, known: Known): boolean {
  const firstRow = text.indexOf(rowStart, start);
  if (known.head === undefined || firstRow < 0) return false;
  if (headLink.exec(text.slice(start, firstRow))?.[1] !== known.head) return false;
  let rows = 0;
  let lastRow = firstRow;
  let end = 0;
  for (let at = firstRow; at >= 0; at = text.indexOf(rowStart, end)) {
    rows += 1;
    lastRow = at;
    end = text.indexOf(rowEnd, at);
    if (end < 0 || rows > known.entries) return false;
  }
  const rest = text.slice(end, text.indexOf("</table>", lastRow));
  return rows === known.entries && /^<\/tr>\s*<\/tbody>\s*$/.test(rest);
}

/** What a page without a table of files is instead, as far as its markup leaves no doubt. */
function whyNoTable(text: string, page: Page, target: TreeAddress): Refusal {
  if (text.trim() === "") return { reason: "not-a-listing", because: "empty-body" };
  if (!/<html[\s>]/i.test(text)) return { reason: "not-a-listing", because: "not-html" };
  if (!text.includes("</html>")) return { reason: "truncated" };
  if (text.includes('id="repo_migrating"')) return { reason: "being-migrated" };
  if (/\bclass="[^"]*\bquickstart\b/.test(text)) {
    const broken = text.includes("The Git data underlying this repository cannot be read");
    return { reason: broken ? "repository-broken" : "empty-repository" };
  }
  if (/<form\b[^<>]*\baction="[^"]*\/user\/login"/.test(text))
    return { reason: "login-required", status: page.status };
  if (text.includes("non-diff-file-content")) return { reason: "not-a-directory" };
  if (isOtherUnit(page.url, target)) return { reason: "code-disabled" };
  return { reason: "not-a-listing", because: "no-table" };
}

/** Whether a redirect led to another tab of the repository, as it does where its code is switched off. */
function isOtherUnit(pageUrl: string, target: TreeAddress): boolean {
  const { pathname } = new URL(pageUrl);
  const start = `${new URL(target.repository).pathname}/`;
  return (
    pathname.startsWith(start) &&
    /^(?:issues|pulls|projects|releases|packages|wiki|actions|activity)$/.test(pathname.slice(start.length))
  );
}
