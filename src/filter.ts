/** PURE. The one filter that feeds, pages and channels share: four lists of globs over what an update says. */
import * as z from "zod/mini";
import { type Change, changeKinds } from "./diff.ts";
import { type Glob, type LetterCase, matches, parseGlob, points } from "./glob.ts";
import { compareCodePoints } from "./listing.ts";
import { memo } from "./memo.ts";
import { oneLine, truncate } from "./text.ts";
import type { Update } from "./updates.ts";

/** The lists a filter has. Within a list any pattern may match; a leading `!` excludes; all lists must pass. */
export const filterFields = ["entries", "kinds", "authors", "titles"] as const;
type FilterField = (typeof filterFields)[number];

/**
 * What has to be true of an update. `entries` (names; of a rename the old or the new one) and `kinds` are asked of each
 * change, and one change has to pass both; `authors` and `titles` are asked of the commit, without regard to case. An
 * absent or empty list asks nothing.
 */
export type Filter = { readonly [field in FilterField]?: readonly string[] };

/** The most patterns in a list, and in an address. */
const maxPatterns = 50;
/** The longest pattern, its `!` and escapes counted. */
const maxPatternCodePoints = 200;

/** What the lists are called in an address. In the order of the alphabet, which makes queries canonical. */
const parameters = { author: "authors", entry: "entries", kind: "kinds", title: "titles" } as const;

const letterCase: Readonly<Record<FilterField, LetterCase>> = {
  entries: "counts",
  kinds: "counts",
  authors: "ignored",
  titles: "ignored",
};

/** The four lists as a channel's options have them. A pattern that is refused is named in the message, with why. */
export const FilterSchema = z.object({
  entries: z.exactOptional(patternList("entries")),
  kinds: z.exactOptional(patternList("kinds")),
  authors: z.exactOptional(patternList("authors")),
  titles: z.exactOptional(patternList("titles")),
});

function patternList(field: FilterField) {
  const pattern = z.string('a pattern is text, such as "bdev*"').check(({ value, issues }) => {
    const message = patternProblem(field, value);
    if (message !== undefined) issues.push({ code: "custom", message, input: value });
  });
  return z
    .array(pattern, 'this is a list of patterns, such as ["nvmf", "bdev*"]')
    .check(z.refine((list) => list.length <= maxPatterns, `a list holds at most ${maxPatterns} patterns`));
}

/**
 * The filter that an address asks for by `entry`, `kind`, `author` and `title`, each as often as wanted; or what is
 * wrong with it, in words. `others` names parameters that the caller reads itself; any further one is a problem.
 */
export function parseFilter(
  params: URLSearchParams,
  others: readonly string[] = [],
): { filter: Filter } | { problem: string } {
  const lists: { [field in FilterField]?: string[] } = {};
  let patterns = 0;
  for (const [name, pattern] of params) {
    if (others.includes(name)) continue;
    if (!isParameter(name)) {
      const known = [...Object.keys(parameters), ...others].join(", ");
      return { problem: `there is no parameter ${quote(name)}; there are ${known}` };
    }
    const field = parameters[name];
    const problem = patternProblem(field, pattern);
    if (problem !== undefined) return { problem: `${name}: ${problem}` };
    patterns += 1;
    if (patterns > maxPatterns) return { problem: `an address holds at most ${maxPatterns} patterns` };
    (lists[field] ??= []).push(pattern);
  }
  return { filter: lists };
}

function isParameter(name: string): name is keyof typeof parameters {
  return Object.hasOwn(parameters, name);
}

/** The filter that lets pass what concerns the entry of this name; undefined where no pattern can be written for it. */
export function filterOfEntry(name: string): Filter | undefined {
  const pattern = name.replace(/[\\*?]|^!/g, "\\$&");
  return patternProblem("entries", pattern) === undefined ? { entries: [pattern] } : undefined;
}

/** The one query that means this filter, without `?`: sorted, each pattern once. Empty where nothing is asked. */
export function filterQuery(filter: Filter): string {
  if (Object.keys(filter).length === 0) return "";
  const query = new URLSearchParams();
  for (const [name, field] of Object.entries(parameters)) {
    for (const pattern of [...new Set(filter[field])].toSorted(compareCodePoints))
      query.append(name, pattern);
  }
  return query.toString();
}

/** A list of globs over names, as `entries` is one. */
export const NamePatterns = patternList("entries");

/** Whether such a list, which has been checked, lets a name pass; one that is absent lets all. */
export function nameFilter(patterns?: readonly string[]): (name: string) => boolean {
  const list = parseList("entries", patterns === undefined ? {} : { entries: patterns });
  return (name) => passes(list, name);
}

/**
 * The update as one with this filter is told it: whole, the changes that pass first, the order otherwise kept. Undefined
 * where it does not pass. No list of kinds drops an update that says that history was rewritten. The filter's patterns
 * have been checked, by `FilterSchema` or `parseFilter`.
 */
export function select(update: Update, filter: Filter): Update | undefined {
  const { authors, titles, entries, ...lists } = listsOf(filter);
  if (!passes(authors, update.commit?.author) || !passes(titles, update.commit?.title)) return undefined;

  const kinds = update.rewritten ? parseList("kinds", {}) : lists.kinds;
  const first: Change[] = [];
  const rest: Change[] = [];
  for (const change of update.changes) {
    const pass = passes(kinds, change.kind) && names(change).some((name) => passes(entries, name));
    (pass ? first : rest).push(change);
  }
  return first.length === 0 && rest.length > 0 ? undefined : { ...update, changes: [...first, ...rest] };
}

/** A filter's lists made ready, once for each filter: it is asked of many updates. */
const listsOf = memo((filter: Filter): Readonly<Record<FilterField, List>> => {
  return {
    entries: parseList("entries", filter),
    kinds: parseList("kinds", filter),
    authors: parseList("authors", filter),
    titles: parseList("titles", filter),
  };
});

function names(change: Change): string[] {
  return change.kind === "renamed" && change.before ? [change.entry, change.before.name] : [change.entry];
}

/** A filter's list made ready: one of `wanted` has to match if there are any, none of `unwanted` may. */
type List = { case: LetterCase; wanted: Glob[]; unwanted: Glob[] };

function parseList(field: FilterField, filter: Filter): List {
  const list: List = { case: letterCase[field], wanted: [], unwanted: [] };
  for (const pattern of filter[field] ?? []) {
    const [half, glob] = parsePattern(pattern, list.case);
    if (glob) list[half].push(glob);
  }
  return list;
}

/** Whether the list lets a text pass; one that is unknown passes where no pattern wants anything. */
function passes(list: List, text: string | undefined): boolean {
  if (text === undefined) return list.wanted.length === 0;
  if (list.wanted.length === 0 && list.unwanted.length === 0) return true;
  const read = points(text, list.case);
  const matched = (glob: Glob) => matches(glob, read);
  return (list.wanted.length === 0 || list.wanted.some(matched)) && !list.unwanted.some(matched);
}

function parsePattern(pattern: string, letters: LetterCase): ["wanted" | "unwanted", Glob | undefined] {
  return pattern.startsWith("!")
    ? ["unwanted", parseGlob(pattern.slice(1), letters)]
    : ["wanted", parseGlob(pattern, letters)];
}

/** What is wrong with a pattern, naming it; undefined where nothing is. */
function patternProblem(field: FilterField, pattern: string): string | undefined {
  if (pattern.length > 2 * maxPatternCodePoints || Array.from(pattern).length > maxPatternCodePoints) {
    return `${quote(pattern)} is longer than ${maxPatternCodePoints} characters`;
  }
  if (/\p{Cc}/u.test(pattern)) return `${quote(pattern)} holds a control character`;
  if (pattern === "" || pattern === "!") return `${quote(pattern)} says nothing to look for`;
  const [, glob] = parsePattern(pattern, letterCase[field]);
  if (!glob) return `${quote(pattern)} ends in a backslash; write \\\\ for a backslash`;
  if (field === "kinds" && !changeKinds.some((kind) => matches(glob, points(kind, "counts")))) {
    return `${quote(pattern)} is no kind of change; there are ${changeKinds.join(", ")}`;
  }
  return undefined;
}

function quote(text: string): string {
  return `"${truncate(oneLine(text), 40)}"`;
}
