/** PURE. Times as Treewatch writes them: RFC 3339, UTC with `Z`, whole seconds. */

/** Milliseconds. */
export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Milliseconds since 1970 as RFC 3339 with whole seconds, rounded down. */
export function formatTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

/** Milliseconds since 1970 of a time that `formatTime` wrote; NaN for anything that is no date. */
export function parseTime(time: string): number {
  return Date.parse(time);
}
