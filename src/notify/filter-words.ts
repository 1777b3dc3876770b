/** PURE. A channel's filter in words, for people who wonder why they were not told of something. */
import { type Filter, filterFields } from "../filter.ts";
import { oneLine, truncate } from "../text.ts";

/** How many patterns of a list are shown, and how much of each (code points). */
const maxPatterns = 5;
const maxPattern = 40;

/**
 * What an update has to match, in words that go on from "matches": `entries nvmf, bdev* but not bdev_ut and kinds
 * added`, `authors other than *[bot]`. Long patterns are cut, and of many the first are shown. Undefined where the
 * filter asks for nothing. Fit to print.
 */
export function describeFilter(filter: Filter): string | undefined {
  const lists = filterFields.flatMap((field) => {
    const patterns = filter[field] ?? [];
    const wanted = patterns.filter((pattern) => !pattern.startsWith("!"));
    const unwanted = patterns.filter((pattern) => pattern.startsWith("!")).map((pattern) => pattern.slice(1));
    if (patterns.length === 0) return [];
    if (unwanted.length === 0) return `${field} ${showPatterns(wanted)}`;
    if (wanted.length === 0) return `${field} other than ${showPatterns(unwanted)}`;
    return `${field} ${showPatterns(wanted)} but not ${showPatterns(unwanted)}`;
  });
  return lists.length === 0 ? undefined : lists.join(" and ");
}

function showPatterns(patterns: readonly string[]): string {
  const shown = patterns.slice(0, maxPatterns).map(showPattern).join(", ");
  const more = patterns.length - maxPatterns;
  return more > 0 ? `${shown} and ${more} more` : shown;
}

/** A pattern as it was written; in quotes where it would not be seen to be one word. */
function showPattern(pattern: string): string {
  const shown = truncate(oneLine(pattern), maxPattern);
  return /^[^\s,"]+$/.test(shown) ? shown : `"${shown}"`;
}
