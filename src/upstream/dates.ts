/** PURE. Dates as forges write them into their pages. */
import { formatTime } from "../time.ts";

const rfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;
const earliest = Date.UTC(1000, 0);
const end = Date.UTC(10000, 0);

/**
 * The instant that a forge's date means, as RFC 3339 in UTC, whole seconds. Reads RFC 3339 with any offset, and RFC 1123
 * in UTC or GMT. Undefined for all else: another zone's abbreviation can mean several offsets (`CST`), other formats
 * name no zone at all, and years before 1000 are no date of a commit but Go's zero time.
 */
export function readDate(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const ms = rfc3339.test(text) ? Date.parse(text) : parseRfc1123(text);
  if (!(ms >= earliest && ms < end)) return undefined;
  return isWrittenSo(text) ? text : formatTime(ms);
}

/** Whether a date is what `formatTime` would write again, which costs more than reading it. False where in doubt. */
function isWrittenSo(text: string): boolean {
  return text.length === 20 && text.endsWith("Z") && text.slice(8, 10) <= "28" && text.slice(11, 13) < "24";
}

/** Milliseconds since 1970, or NaN. ECMAScript's `toUTCString` writes this very format, so that it proves the date. */
function parseRfc1123(text: string): number {
  const utc = text.replace(/ UTC$/, " GMT");
  const ms = utc.endsWith(" GMT") ? Date.parse(utc) : Number.NaN;
  return !Number.isNaN(ms) && new Date(ms).toUTCString() === utc ? ms : Number.NaN;
}
