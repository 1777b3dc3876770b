/** Variables and secrets of one machine: the text of a `.dev.vars` file, read into names and values. */

/** Names and their values; or the first line that is none, counted from 1. Never quotes a value: it may be a secret. */
export type Vars =
  | { is: "vars"; values: Readonly<Record<string, string>> }
  | { is: "malformed"; line: number };

/**
 * A blank or comment line; or `NAME=value`, where the value is bare (up to a `#` after white space), in single quotes
 * (as it stands) or in double quotes (`\n`, `\"` and the like mean what they mean in JSON); both may run over lines.
 */
const nothing = /[^\S\n]*(?:#[^\n]*)?(?:\n|$)/y;
const assignment =
  /[^\S\n]*(?:export[^\S\n]+)?([A-Za-z_]\w*)[^\S\n]*=[^\S\n]*(?:"((?:[^"\\]|\\[^])*)"|'([^']*)'|(?!["'])((?:(?!\s#)[^\n])*?))[^\S\n]*(?:(?<=\s)#[^\n]*)?(?:\n|$)/y;

const escapes: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t" };

/** Reads such a file. Of a name that stands there twice, the last holds. */
export function parseVars(file: string): Vars {
  const text = file.replace(/^\uFEFF/, "").replaceAll("\r\n", "\n");
  const values: Record<string, string> = {};
  let at = 0;
  while (at < text.length) {
    nothing.lastIndex = at;
    if (nothing.test(text)) {
      at = nothing.lastIndex;
      continue;
    }
    assignment.lastIndex = at;
    const [whole, name, double, single, bare] = assignment.exec(text) ?? [];
    if (whole === undefined || name === undefined)
      return { is: "malformed", line: text.slice(0, at).split("\n").length };
    values[name] = double === undefined ? (single ?? bare ?? "") : unescaped(double);
    at += whole.length;
  }
  return { is: "vars", values };
}

function unescaped(text: string): string {
  return text.replace(/\\([^])/g, (_, character: string) => escapes[character] ?? character);
}
