/** What addresses of the JSON API ask for, read once: a value, or the 400 that says what is wrong with it. */
import { formatTime, parseTime } from "../time.ts";
import { problem } from "./problem.ts";

/** The parameters of an address by name. Any other than the named ones is refused, and one that stands there twice. */
export function parseParameters<Name extends string>(
  document: string,
  params: URLSearchParams,
  names: readonly Name[],
): { [name in Name]?: string } | Response {
  const taken = names.map((name) => `"${name}"`).join(" and ");
  const given: { [name in Name]?: string } = {};
  for (const [key, value] of params) {
    const name = names.find((one) => one === key);
    if (name === undefined) {
      return problem(400, "Unknown parameter", `${document} takes ${taken || "none"}, nothing else.`);
    }
    if (given[name] !== undefined) return malformed(`"${name}" may be given once.`);
    given[name] = value;
  }
  return given;
}

/** How many are asked for at most; `most` where nothing is said. */
export function parseLimit(text: string | undefined, most: number): number | Response {
  if (text === undefined) return most;
  const limit = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  return limit >= 1 && limit <= most ? limit : malformed(`"limit" is a whole number from 1 to ${most}.`);
}

/** A time as Treewatch writes it, made of RFC 3339 in UTC; parts of a second are dropped. Undefined for anything else. */
export function readTime(text: string): string | undefined {
  const time = text.replace(/\.\d+Z$/, "Z");
  const ms = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(time) ? parseTime(time) : Number.NaN;
  // Date takes the 30th of February for the 2nd of March.
  return Number.isNaN(ms) || formatTime(ms) !== time ? undefined : time;
}

/** The 400 to an address whose filter, or what else it asks for, cannot be read: `why` is the end of a sentence. */
export function notUnderstood(why: string): Response {
  return problem(400, "Malformed address", `The address asks for what is not understood: ${why}.`);
}

export function malformed(detail: string): Response {
  return problem(400, "Malformed parameter", detail);
}
