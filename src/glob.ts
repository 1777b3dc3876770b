/**
 * PURE. Globs: `*` is any run of characters, `?` one character, `\` takes the next as it stands. A glob is matched
 * against the whole text. No RegExp is made of what strangers write, so none can be made slow: a match takes at most
 * as many steps as the text has characters times the pattern. Characters are Unicode code points.
 */

const run = Symbol("*");
const one = Symbol("?");

/** A pattern made ready; from `parseGlob`. */
export type Glob = readonly (string | typeof run | typeof one)[];

/** A text as globs see it: its code points, each in lower case where case does not count. */
export type Points = ArrayLike<string>;

/** Splits a text for `matches`. */
export function points(text: string, letterCase: LetterCase): Points {
  // A text without surrogates is its own code points.
  if (letterCase === "counts" && !/[\uD800-\uDFFF]/.test(text)) return text;
  return Array.from(text, (point) => (letterCase === "counts" ? point : point.toLowerCase()));
}

/** Whether `a` is `A`. A pattern and its text have to be read alike. */
export type LetterCase = "counts" | "ignored";

/** Reads a pattern. Undefined where it is empty or ends in the middle of an escape. */
export function parseGlob(pattern: string, letterCase: LetterCase): Glob | undefined {
  const glob: (string | typeof run | typeof one)[] = [];
  let escaped = false;
  for (const point of Array.from(points(pattern, letterCase))) {
    if (escaped) glob.push(point);
    else if (point === "*") glob.push(run);
    else if (point === "?") glob.push(one);
    else if (point !== "\\") glob.push(point);
    escaped = !escaped && point === "\\";
  }
  return escaped || glob.length === 0 ? undefined : glob;
}

/** Whether the glob matches the whole text. */
export function matches(glob: Glob, text: Points): boolean {
  let at = 0;
  let token = 0;
  let lastRun = -1;
  let runEnd = 0;
  while (at < text.length) {
    if (glob[token] === run) {
      lastRun = token++;
      runEnd = at;
    } else if (glob[token] === one || glob[token] === text[at]) {
      token++;
      at++;
    } else if (lastRun >= 0) {
      // Only the last run has to give: whatever an earlier one could match, it can.
      token = lastRun + 1;
      at = ++runEnd;
    } else return false;
  }
  while (glob[token] === run) token++;
  return token === glob.length;
}
