/** PURE. What an update says in one line of plain text. */
import type { Change, ChangeKind } from "../diff.ts";
import type { Commit, Entry } from "../listing.ts";
import { showSize } from "../size.ts";
import { whatHappened } from "../tag.ts";
import { oneLine, truncate } from "../text.ts";
import type { Update } from "../updates.ts";

/** The longest title, name or subject that is shown, in code points. */
export const maxLineCodePoints = 120;
/** The most entries that one line names. */
const maxNames = 5;

/** A line of upstream's text as it is shown: visible, on one line, at most 120 code points. May be empty. */
export function shown(text: string): string {
  return truncate(oneLine(text), maxLineCodePoints);
}

/** An entry's name as it is shown; `?` where nothing of it can be seen. */
export function shownName(name: string): string {
  return shown(name) || "?";
}

/**
 * The update's title: its commit's subject, with the entry in front where it is the only one and the subject does not
 * begin with it. Without a commit, or where its subject is empty, what changed.
 */
export function headline(update: Update): string {
  const subject = update.commit ? oneLine(update.commit.title) : "";
  if (subject === "") return truncate(whatChanged(update), maxLineCodePoints);
  const [change, second] = update.changes;
  const only = change && !second ? shownName(change.entry) : undefined;
  return shown(only === undefined || beginsWith(subject, only) ? subject : `${only}: ${subject}`);
}

function beginsWith(subject: string, name: string): boolean {
  const isThere = subject.slice(0, name.length).toLowerCase() === name.toLowerCase();
  // `nvme: …` does not begin with the entry `nvm`.
  return isThere && !/^[\p{L}\p{N}_.-]/u.test(subject.slice(name.length));
}

/** What changed: `keyring added`, `v24.09 tagged`, `foo renamed to bar`, `3 entries removed: a, b, c`. */
export function whatChanged({ changes }: Update): string {
  const [change, second] = changes;
  if (!change) return "history rewritten";
  if (!second) return `${subjectOf(change)} ${changed(change)}`;
  const kinds = new Set<ChangeKind>(changes.map(({ kind }) => kind));
  const verb = kinds.size === 1 ? change.kind : "changed";
  return `${changes.length} entries ${verb}: ${listNames(changes)}`;
}

function subjectOf(change: Change): string {
  return shownName(change.kind === "renamed" && change.before ? change.before.name : change.entry);
}

function changed(change: Change): string {
  return change.kind === "renamed" ? `renamed to ${shownName(change.entry)}` : whatHappened(change);
}

function listNames(changes: readonly Change[]): string {
  const names = changes.slice(0, maxNames).map(({ entry }) => shownName(entry));
  const more = changes.length - names.length;
  return more === 0 ? names.join(", ") : `${names.join(", ")} and ${more} more`;
}

/** Who committed and when: `Ben Walker, 2022-01-26 22:46 UTC`. Undefined where neither is known. */
export function byline(commit: Commit | undefined): string | undefined {
  const parts = [authorOf(commit), utc(commit?.committedAt)].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join(", ");
}

/** The commit's author as shown, or undefined where unknown. */
export function authorOf(commit: Commit | undefined): string | undefined {
  return shown(commit?.author ?? "") || undefined;
}

/** A time for people, `2022-01-26 22:46 UTC`; undefined where it is absent or no time. */
export function utc(time: string | undefined): string | undefined {
  const ms = Date.parse(time ?? "");
  if (Number.isNaN(ms)) return undefined;
  return new Date(ms)
    .toISOString()
    .replace("T", " ")
    .replace(/:\d\d\.\d+Z$/, " UTC");
}

/** What is told of an entry without a commit: `2022-01-26 22:46 UTC, 1,536 bytes`. Undefined where it is neither. */
export function dateAndSize(entry: Entry): string | undefined {
  const parts = [utc(entry.modifiedAt), showSize(entry)].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join(", ");
}

/** The day of a time (milliseconds since 1970) for people, in UTC: `23 Nov 2026`. */
export function showDay(time: number): string {
  const [, day, month, year] = new Date(time).toUTCString().split(" ");
  return `${Number(day)} ${month} ${year}`;
}
