/** Fields as an operator writes them, wherever they stand: intervals, names of secrets, objects of known fields. */
import * as z from "zod/mini";
import { matching } from "./matching.ts";
import { DAY, HOUR, MINUTE } from "./time.ts";
import { Variables } from "./variables.ts";

const units: Readonly<Record<string, number>> = { m: MINUTE, h: HOUR, d: DAY };

/** Milliseconds of an interval such as `5m`, `2h` or `7d`; NaN where it is none. */
export function parseInterval(text: string): number {
  const [, digits = "", unit = ""] = /^(\d{1,6})([mhd])$/.exec(text) ?? [];
  return digits === "" ? Number.NaN : Number(digits) * (units[unit] ?? Number.NaN);
}

/** An interval, read as milliseconds. */
export function interval(min: string, max: string, example: string) {
  const error = `write a number and m, h or d, from "${min}" to "${max}", such as "${example}"`;
  return z.pipe(
    z.string(error),
    z.transform((text, context) => {
      const ms = parseInterval(text);
      if (ms >= parseInterval(min) && ms <= parseInterval(max)) return ms;
      context.issues.push({ code: "custom", message: error, input: text });
      return z.NEVER;
    }),
  );
}

/** The name of a secret, which holds the `what`. The words never repeat what was written: it may be the secret itself. */
export function secretName(what: string, example: string) {
  const error = `write the name of the secret that holds the ${what}, such as "${example}": capital letters, digits and underscores. The ${what} itself belongs into the secret, never into this list`;
  return matching(/^[A-Z][A-Z0-9_]{0,63}$/, error).check(
    z.refine(
      (name) => !(name in Variables.shape),
      "write another name: Treewatch reads a variable of that name",
    ),
  );
}

/** The words for fields that are not known, or for something that is no object at all. */
export function wrongFields(known: readonly string[], otherwise: string) {
  return {
    error: (issue: z.core.$ZodRawIssue) => {
      if (issue.code !== "unrecognized_keys") return otherwise;
      const keys = issue.keys.map(sayKey).join(", ");
      const are = issue.keys.length === 1 ? "is not a field" : "are not fields";
      return `${keys} ${are} here: write one of ${known.join(", ")}`;
    },
  };
}

/** A key that cannot be a misspelt field may be a secret at the wrong place, and is not repeated. */
function sayKey(key: string): string {
  return /^[\w-]{1,30}$/.test(key) ? JSON.stringify(key) : "something long or strange";
}
