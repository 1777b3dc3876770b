/**
 * PURE. Hostile text made fit to print. All that an upstream says (names, titles, authors, messages, addresses) goes
 * through here on its way into a feed, a page or a message; the format's own escaping comes after.
 */

/**
 * What is never printed: control characters but TAB, LF and CR; lone surrogates and noncharacters (with the controls,
 * all that XML 1.0 §2.2 forbids); and what has no width or turns the reading direction. Variation selectors stay:
 * emoji need them, and they hide nothing.
 */
const unprintable =
  /[[\p{Cc}--[\t\n\r]]\p{Cs}\p{Noncharacter_Code_Point}[\p{Default_Ignorable_Code_Point}--[\uFE00-\uFE0F]]\uFFF9-\uFFFB]/gv;

/** What is easily seen to hold none of these, as nearly all texts are: the search for them costs ten times as much. */
const printable =
  /^[\t\n\r -~\u00A1-\u00AC\u00AE-\u034E\u0350-\u061B\u2010-\u2027\u2030-\u205F\u2070-\u3163\u3165-\uD7FF]*$/;

/**
 * The text without characters that cannot be seen or that XML forbids: controls but TAB, LF and CR, lone surrogates,
 * noncharacters, bidirectional controls, zero-width characters. Nothing takes their place; the result may be empty.
 */
export function visible(text: string): string {
  return printable.test(text) ? text : text.replace(unprintable, "");
}

/** The text on one line: visible, each run of white space one space, none at the ends. May be empty. */
export function oneLine(text: string): string {
  return visible(text).replace(/\s+/g, " ").trim();
}

/**
 * The text itself, or its beginning and `…` where it is longer than `maxCodePoints` (1 or more), the `…` counted.
 * Never cuts a surrogate pair in two.
 */
export function truncate(text: string, maxCodePoints: number): string {
  if (text.length <= maxCodePoints) return text;
  let points = 0;
  let end = 0;
  let lastButOne = 0;
  for (const point of text) {
    if (points === maxCodePoints - 1) lastButOne = end;
    if (points === maxCodePoints) return `${text.slice(0, lastButOne).trimEnd()}…`;
    points += 1;
    end += point.length;
  }
  return text;
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** The text as HTML text or as a quoted attribute's value. Says nothing about unprintable characters: see `visible`. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

/** The longest address that becomes a link, in characters; browsers and Slack take more, other readers do not. */
const maxUrlLength = 2000;

/**
 * The address in its normal form, which is ASCII, if it may become a link: `http:` or `https:`, absolute, at most 2,000
 * characters. Undefined for all else (`javascript:`, relative, malformed, absent).
 */
export function webUrl(address: string | undefined): string | undefined {
  const url = address === undefined ? null : URL.parse(address);
  if (url?.protocol !== "http:" && url?.protocol !== "https:") return undefined;
  return url.href.length <= maxUrlLength ? url.href : undefined;
}
