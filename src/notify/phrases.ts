/** PURE. The turns of phrase of a message: counts, lists of entries, what happened to one, the gist of a commit. */
import { changeKinds, type Change } from "../diff.ts";
import type { Commit } from "../listing.ts";
import { isDatedAlone, showSizes } from "../size.ts";
import { isTag, whatHappened } from "../tag.ts";
import { oneLine, truncate } from "../text.ts";

/** How much of an upstream's text is shown, in code points: what no honest project reaches. */
const maxName = 60;
const maxTitle = 120;
const maxParagraph = 300;

/** More entries than this are not all named. */
export const maxNamed = 3;

/** `1 commit`, `20 commits`. */
export function count(amount: number, one: string, many: string): string {
  return `${amount} ${amount === 1 ? one : many}`;
}

/** A name of an entry or a watch as it is shown; `(unnamed)` where nothing of it is visible. */
export function showName(name: string): string {
  return truncate(oneLine(name), maxName) || "(unnamed)";
}

/** The commit's author as shown; undefined where unknown, or where nothing of the name is visible. */
export function showAuthor(commit: Commit): string | undefined {
  return truncate(oneLine(commit.author ?? ""), maxName) || undefined;
}

/** `a`, `a and b`, `a, b and c`, `a, b, c and 4 more`: the first three names at most. Empty for none. */
export function showNames(names: readonly string[]): string {
  const shown = names.slice(0, maxNamed).map(showName);
  const rest = names.length - shown.length;
  if (rest > 0) return `${shown.join(", ")} and ${rest} more`;
  const last = shown.pop();
  return shown.length === 0 ? (last ?? "") : `${shown.join(", ")} and ${last}`;
}

/**
 * A commit's title as it is shown; `(no title)` where nothing of it is visible. Under the heading of one entry, that
 * entry's name is not repeated: its leading `<entry>:` or `<entry>/` is left out.
 */
export function showTitle(title: string, heading?: string): string {
  const line = oneLine(title);
  const repeats = heading !== undefined && (line.startsWith(`${heading}:`) || line.startsWith(`${heading}/`));
  const rest = repeats ? line.slice(heading.length + 1).trim() : line;
  return truncate(rest || line, maxTitle) || "(no title)";
}

/**
 * The entry, and what happened to it where that was more than an update by a commit: `nvmf`, `keyring added`, `a renamed to b`,
 * `v1 tagged`, `a.iso updated (1,024 → 1,536 bytes)`.
 */
export function showChange(change: Change): string {
  const name = showName(change.entry);
  switch (change.kind) {
    case "updated":
      if (isTag(change)) return `${name} ${whatHappened(change)}`;
      return isDatedAlone(change.after) ? `${name} updated${showSizes(change)}` : name;
    case "added":
      return `${name} ${whatHappened(change)}${showSizes(change)}`;
    case "removed":
      return `${name} ${whatHappened(change)}`;
    case "renamed":
      return `${showName(change.before?.name ?? "")} renamed to ${name}`;
  }
}

/**
 * All entries of an update in one phrase; empty for none. Beyond three the rest is counted, and what came or went
 * among it too: `accel, bdev, blob and 32 more, of which 1 added, 2 removed`.
 */
export function showChanges(changes: readonly Change[]): string {
  const shown = changes.slice(0, maxNamed).map(showChange).join(", ");
  const rest = changes.slice(maxNamed);
  if (rest.length === 0) return shown;
  const notable = changeKinds
    .filter((kind) => kind !== "updated")
    .map((kind) => ({ kind, amount: rest.filter((change) => change.kind === kind).length }))
    .filter(({ amount }) => amount > 0)
    .map(({ kind, amount }) => `${amount} ${kind}`);
  return `${shown} and ${rest.length} more${notable.length === 0 ? "" : `, of which ${notable.join(", ")}`}`;
}

/** `Signed-off-by: …`, `Change-Id: …`, `Fixes: …`: for tools, as `git interpret-trailers` reads them. */
const trailer =
  /^(?:[A-Z]\w*(?:-\w+)+|Bug|Cc|Closes|Fixes|Link|Refs|Resolves):\s|^\(cherry picked from commit /;

/** The first paragraph of a commit's body on one line, 300 code points at most; undefined where it has only trailers. */
export function firstParagraph(body: string): string | undefined {
  for (const paragraph of body.split(/\n\s*\n/)) {
    const lines = paragraph.split("\n");
    const end = lines.findLastIndex((line) => !trailer.test(line));
    const text = oneLine(lines.slice(0, end + 1).join("\n"));
    if (text !== "") return truncate(text, maxParagraph);
  }
  return undefined;
}
