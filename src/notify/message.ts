/**
 * PURE. What people are told about a run of updates, before any medium: lines of text and links, in the order in which
 * they are read. A channel for people turns it into its own markup and decides nothing about the words.
 */
import type { Change } from "../diff.ts";
import type { Commit } from "../listing.ts";
import { webUrl } from "../text.ts";
import type { Update } from "../updates.ts";
import type { Run } from "./contract.ts";
import { firstParagraph, showAuthor, showChanges, showName, showNames, showTitle } from "./phrases.ts";
import { showCounts, showEntries, showPeople, showSum, sortUpdates, type Sorted } from "./summary.ts";

/** A piece of a line: plain text, never markup and never empty. `url` is http(s) and ASCII. */
export type Span = { text: string; url?: string; strong?: true };
export type Line = readonly Span[];

/** Lines that stand together: some of their own, then a list. Either may be empty, not both. */
export type Part = { lines: readonly Line[]; rows: readonly Line[] };

/** A message. `notice` is what a notification shows: the whole in one line, without links. */
export type Message = { notice: string; parts: readonly Part[] };

/** The message that tells a run's updates, all of them, each by its title with a link to its commit. */
export function composeMessage(run: Run): Message {
  const [update, another] = run.updates;
  return update !== undefined && another === undefined ? tellOne(run, update) : tellMany(run);
}

function tellOne({ watch, pageUrl, updates }: Run, update: Update): Message {
  const title = showName(watch.title);
  const headline = headlineOf(title, update);
  const paragraph = firstParagraph(update.commit?.body ?? "");
  return {
    notice: `${title}: ${headline.map(({ text }) => text).join("")}`,
    parts: [
      { lines: paragraph === undefined ? [headline] : [headline, [{ text: paragraph }]], rows: [] },
      ...warnings(title, updates),
      { lines: [[span(title, pageUrl)]], rows: [] },
    ],
  };
}

/** `nvmf · vfio-user: add live migration · Changpeng Liu · d1c2027`, without what is not known. */
function headlineOf(title: string, { commit, ...update }: Update): Line {
  const what = nameUpdate(title, update);
  if (commit === undefined) return [strong(what, linkOf(update.changes))];
  const author = showAuthor(commit);
  const text = ` · ${showTitle(commit.title, soleEntry(update.changes))} · ${author === undefined ? "" : `${author} · `}`;
  return [strong(what), { text }, idOf(commit)];
}

function tellMany({ watch, pageUrl, updates }: Run): Message {
  const title = showName(watch.title);
  const sorted = sortUpdates(updates);
  const heading: Line = [strong(`${title}: ${showSum(sorted, showPeople(sorted))}`, pageUrl)];
  const counts = showCounts(sorted);
  return {
    notice: `${title}: ${showSum(sorted)}${showEntries(sorted)}`,
    parts: [
      { lines: counts === "" ? [heading] : [heading, [{ text: counts }]], rows: [] },
      ...groupUpdates(title, sorted),
      ...warnings(title, updates),
    ],
  };
}

/** Every update under the entries it touched; then what has no commit, and last the commits of many entries. */
function groupUpdates(title: string, { narrow, wide, bare }: Sorted): Part[] {
  const allBare = narrow.length + wide.length === 0;
  return [
    ...group(
      narrow,
      (update) => nameUpdate(title, update),
      ({ commit, changes }) => [idOf(commit), { text: ` ${titleAndAuthor(commit, soleEntry(changes))}` }],
    ),
    ...group(
      bare,
      () => (allBare ? "" : "Without a commit"),
      (update) => [span(nameUpdate(title, update), linkOf(update.changes))],
    ),
    ...group(
      wide,
      ({ changes }) => `${changes.length} entries at once`,
      ({ commit, changes }) => [
        idOf(commit),
        { text: ` ${titleAndAuthor(commit)} (${showChanges(changes)})` },
      ],
    ),
  ];
}

/** One part per heading, the fullest first; a heading that is empty makes no line. */
function group<U>(updates: readonly U[], heading: (update: U) => string, row: (update: U) => Line): Part[] {
  return [...Map.groupBy(updates, heading)]
    .toSorted(([, a], [, b]) => b.length - a.length)
    .map(([name, members]) => ({ lines: name === "" ? [] : [[strong(name)]], rows: members.map(row) }));
}

/** What the updates do not tell; no part at all where they tell everything. */
function warnings(title: string, updates: readonly Update[]): Part[] {
  const lines = [hiddenCommits(updates)];
  if (updates.some((update) => update.rewritten)) {
    lines.push(`⚠ The history of ${title} was rewritten: commits told earlier may be gone from it.`);
  }
  const said = lines.filter((line) => line !== undefined);
  return said.length === 0 ? [] : [{ lines: said.map((text) => [{ text }]), rows: [] }];
}

function hiddenCommits(updates: readonly Update[]): string | undefined {
  const unread = updates.filter(({ complete, commit }) => !complete && commit !== undefined);
  const changes = unread.flatMap((update) => update.changes).filter(({ kind }) => kind !== "removed");
  const entries = [...new Set(changes.map(({ entry }) => entry))];
  if (entries.length === 0) return undefined;
  const whose = entries.length === 1 ? "its" : "their";
  return `⚠ Earlier commits of ${showNames(entries)} are not shown: ${whose} history could not be read back far enough.`;
}

/** The entries of an update and what happened to them; the watch itself where only its head moved. */
function nameUpdate(title: string, { changes, rewritten }: Pick<Update, "changes" | "rewritten">): string {
  return showChanges(changes) || (rewritten ? "history rewritten" : title);
}

function titleAndAuthor(commit: Commit, heading?: string): string {
  const author = showAuthor(commit);
  return `${showTitle(commit.title, heading)}${author === undefined ? "" : ` — ${author}`}`;
}

/** The one entry that a heading names, so that the titles below need not repeat it. */
function soleEntry(changes: readonly Change[]): string | undefined {
  return changes.length === 1 ? changes[0]?.entry : undefined;
}

function linkOf(changes: readonly Change[]): string | undefined {
  return changes.length === 1 ? changes[0]?.after?.url : undefined;
}

function idOf(commit: Commit): Span {
  return span(commit.id.slice(0, 7), commit.url);
}

function strong(text: string, address?: string): Span {
  return { ...span(text, address), strong: true };
}

/** Text, linked where the address may become a link. */
function span(text: string, address: string | undefined): Span {
  const url = webUrl(address);
  return url === undefined ? { text } : { text, url };
}
