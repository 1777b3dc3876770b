/**
 * PURE. What people are told about a run, before any medium. A channel for people turns it into its own markup and
 * decides nothing about the words.
 */
import type { Change } from "../diff.ts";
import type { Commit } from "../listing.ts";
import { taggedCommit } from "../tag.ts";
import type { Update } from "../updates.ts";
import { tellAlerts, tellTest } from "./announcements.ts";
import type { Missed, Run } from "./contract.ts";
import { span, strong, type Line, type Message, type Part, type Span } from "./message.ts";
import { firstParagraph, showAuthor, showChanges, showName, showNames, showTitle } from "./phrases.ts";
import { showCounts, showEntries, showPeople, showSum, sortUpdates, type Sorted } from "./summary.ts";

/** The message that tells a run: of updates all of them, each by its title with a link to its commit. */
export function composeMessage(run: Run): Message {
  switch (run.tells) {
    case "updates": {
      const [update, another] = run.items;
      return update !== undefined && another === undefined ? tellOne(run, update) : tellMany(run);
    }
    case "alerts":
      return tellAlerts(run, run.items);
    case "test":
      return tellTest(run);
  }
}

type Updates = Extract<Run, { tells: "updates" }>;

function tellOne(run: Updates, update: Update): Message {
  const title = showName(run.watch.title);
  const headline = headlineOf(title, update);
  const paragraph = firstParagraph(update.commit?.body ?? "");
  return {
    notice: `${title}: ${headline.map(({ text }) => text).join("")}`,
    parts: [
      { lines: paragraph === undefined ? [headline] : [headline, [{ text: paragraph }]], rows: [] },
      ...warnings(title, run),
      { lines: [[span(title, run.pageUrl)]], rows: [] },
    ],
  };
}

/** `nvmf · vfio-user: add live migration · Changpeng Liu · d1c2027`, without what is not known. */
function headlineOf(title: string, { commit, ...update }: Update): Line {
  const what = nameUpdate(title, update);
  if (commit === undefined) return [strong(what, linkOf(update.changes)), ...tagged(update.changes)];
  const author = showAuthor(commit);
  const text = ` · ${showTitle(commit.title, soleEntry(update.changes))} · ${author === undefined ? "" : `${author} · `}`;
  return [strong(what), { text }, idOf(commit)];
}

function tellMany(run: Updates): Message {
  const title = showName(run.watch.title);
  const sorted = sortUpdates(run.items);
  const heading: Line = [strong(`${title}: ${showSum(sorted, showPeople(sorted))}`, run.pageUrl)];
  const counts = showCounts(sorted);
  return {
    notice: `${title}: ${showSum(sorted)}${showEntries(sorted)}`,
    parts: [
      { lines: counts === "" ? [heading] : [heading, [{ text: counts }]], rows: [] },
      ...groupUpdates(title, sorted),
      ...warnings(title, run),
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
      (update) => [span(nameUpdate(title, update), linkOf(update.changes)), ...tagged(update.changes)],
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
function warnings(title: string, { items, missed }: Updates): Part[] {
  const lines = [hiddenCommits(items), missed === undefined ? undefined : explainMissed(missed)];
  if (items.some((update) => update.rewritten)) {
    lines.push(`⚠ The history of ${title} was rewritten: commits told earlier may be gone from it.`);
  }
  const said = lines.filter((line) => line !== undefined);
  return said.length === 0 ? [] : [{ lines: said.map((text) => [{ text }]), rows: [] }];
}

function explainMissed({ from, to, because }: Missed): string {
  const which = from === to ? `Update ${from} is` : `Updates ${from} to ${to} are`;
  switch (because) {
    case "expired":
      return `⚠ ${which} not told here: they could not be delivered for so long that they are kept no longer.`;
    case "not-taken":
      return `⚠ ${which} not told here: their message was not taken by the receiver.`;
  }
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

/** ` · d1c2027`, of a tag; one that was moved has been told with its commits. */
function tagged([change]: readonly Change[]): Line {
  const commit = change?.kind === "updated" ? undefined : taggedCommit(change);
  return commit === undefined ? [] : [{ text: " · " }, idOf(commit)];
}

function idOf(commit: Commit): Span {
  return span(commit.id.slice(0, 7), commit.url);
}
