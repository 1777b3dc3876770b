/** PURE. What an update says in HTML: the body of a feed item. */
import type { Change } from "../diff.ts";
import type { Commit, Entry } from "../listing.ts";
import { isTag, taggedCommit, whatHappened } from "../tag.ts";
import { escapeHtml, truncate, visible, webUrl } from "../text.ts";
import type { Update } from "../updates.ts";
import { compareUrl } from "./compare.ts";
import { byline, dateAndSize, shown, shownName } from "./words.ts";

/** The most entries that a body lists. */
const maxListed = 100;
/** The most characters that their list takes: names and addresses can be long, and an item has to fit a feed. */
const maxListLength = 30_000;
/** The most of a commit's message that a body shows, in code points. */
const maxMessageCodePoints = 4000;
/** The most entries that become categories of an item. */
export const maxCategories = 50;

/**
 * The update as HTML that is safe to show: every text of the upstream's escaped, only http(s) addresses linked. Entries
 * with their kinds of change, what is not known, the commit's message, author and date. Never empty, and short enough
 * for a feed of 250 kB whatever the upstream says.
 */
export function bodyHtml(update: Update): string {
  const parts = [
    update.rewritten ? "<p>The history was rewritten.</p>" : undefined,
    changeList(update.changes),
    beyondCategories(update.changes.length),
    update.complete ? undefined : "<p>Earlier commits are not shown: the history could not be read back.</p>",
    message(update.commit),
    signature(update.commit),
  ];
  return parts.filter((part) => part !== undefined).join("\n");
}

function changeList(changes: readonly Change[]): string | undefined {
  if (changes.length === 0) return undefined;
  const items: string[] = [];
  let length = 0;
  for (const change of changes.slice(0, maxListed)) {
    const item = `<li>${describe(change)}</li>`;
    length += item.length;
    if (length > maxListLength) break;
    items.push(item);
  }
  const more = changes.length - items.length;
  if (more > 0) items.push(`<li>and ${more} more</li>`);
  return `<ul>\n${items.join("\n")}\n</ul>`;
}

function describe(change: Change): string {
  const { before, after } = change;
  const name = link((after ?? before)?.url, shownName(change.entry));
  switch (change.kind) {
    case "added":
    case "removed":
      return `${name} ${whatHappened(change)}${pointedTo(change)}`;
    case "renamed":
      return before ? `${name} renamed from ${escapeHtml(shownName(before.name))}` : `${name} renamed`;
    case "updated":
      return `${name} ${isTag(change) ? whatHappened(change) : `updated${oldAndNew(before, after)}`}${comparison(before, after)}`;
  }
}

/** `: d1c2027d01`, the commit that a tag points to. */
function pointedTo(change: Change): string {
  const commit = taggedCommit(change);
  return commit === undefined ? "" : `: ${commitLink(commit)}`;
}

/** `: old → new`, as far as either is known. */
function oldAndNew(before: Entry | undefined, after: Entry | undefined): string {
  const states = [state(before), state(after)].filter((text) => text !== undefined);
  return states.length === 0 ? "" : `: ${escapeHtml(states.join(" → "))}`;
}

/** ` (compare)`, where the forge has a page for it. */
function comparison(before: Entry | undefined, after: Entry | undefined): string {
  const url = compareUrl(before?.commit, after?.commit);
  return url === undefined ? "" : ` (${link(url, "compare")})`;
}

/** What tells one state of an entry from another: its commit's subject, else its date and size. */
function state(entry: Entry | undefined): string | undefined {
  if (entry?.commit) return shown(entry.commit.title) || entry.commit.id.slice(0, 10);
  return entry && dateAndSize(entry);
}

function beyondCategories(entries: number): string | undefined {
  return entries > maxCategories
    ? `<p>The categories name the first ${maxCategories} entries; ${entries - maxCategories} more changed.</p>`
    : undefined;
}

function message(commit: Commit | undefined): string | undefined {
  const text = visible(commit?.body ?? "")
    .replace(/\r\n?/g, "\n")
    .trim();
  return text === "" ? undefined : `<pre>${escapeHtml(truncate(text, maxMessageCodePoints))}</pre>`;
}

function signature(commit: Commit | undefined): string | undefined {
  if (!commit) return undefined;
  const who = byline(commit);
  return `<p>${who === undefined ? "" : `${escapeHtml(who)}, `}${commitLink(commit)}</p>`;
}

function commitLink({ id, url }: Commit): string {
  return link(url, id.slice(0, 10));
}

function link(address: string | undefined, text: string): string {
  const url = webUrl(address);
  return url === undefined ? escapeHtml(text) : `<a href="${escapeHtml(url)}">${escapeHtml(text)}</a>`;
}
