/**
 * PURE. Whether markup is as a program writes it, every byte in its place. Forges print through Go's html/template and
 * x/net/html, which escape `<`, `>`, `&` and `"` in all that people wrote; a page that was damaged on its way seldom
 * keeps to that.
 */

/** A `<` that begins no whole tag; a `>` or `"` in text. Of the values without quotes, Gitea 1.24 has one. */
const brokenTag =
  /<(?!\/?[a-z][\w-]*(?:\s+[\w:@.-]+(?:="[^"<>]*"|='[^'<>]*'|=[\w-]+)?)*\s*\/?>)|>[^<>"]*[>"]/;
/** An ampersand that begins none of the references that are written for a character. */
const looseAmpersand = /&(?!(?:amp|lt|gt|quot|apos|nbsp|#\d\d+|#x[0-9a-f]{2,});)/i;

/**
 * Whether `html`, which ends in a tag, is well-formed: tags and attributes whole, no bare `<`, `>`, `"` or `&`, and no
 * more end tags than the `closed` elements that were found to be closed by their own.
 */
export function isWellFormed(html: string, closed: number): boolean {
  if (brokenTag.test(html) || looseAmpersand.test(html)) return false;
  let ends = 0;
  for (let at = html.indexOf("</"); at >= 0; at = html.indexOf("</", at + 2)) ends += 1;
  return ends === closed;
}

/**
 * What icons are drawn with, and attributes for looks and scripts with their usual values: a third of a page, which says
 * nothing.
 */
const noise =
  /<path\b[^<>]*>| (?:viewBox="[\d .]+"|(?:width|height)="\d+"|(?:aria-hidden|data-tooltip-interactive)="true"|rel="nofollow"|prefix=""|tense="\w+"|class="(?:truncate|time-since)")/g;
/** An icon's own attributes and what it is drawn with. */
const drawnIcon = /<svg\b([^<>]*)>((?:<path\b[^<>]*>)+)/g;
const classes = / class="[^"]*"/;
/** What every row has once: between the first and the last of them are rows and nothing else. */
const cells = ['<td class="message', '<div class="repo-file-cell message'];

/**
 * The markup without what says nothing. Undefined where icons of the same classes in two rows have different drawings:
 * then the page was cut from the one to the other. That is not looked for where rows have their name in their own tag,
 * before the icon, which tells as much.
 */
export function withoutNoise(html: string): string | undefined {
  if (!html.includes(' data-entryname="') && !drawsAlike(html)) return undefined;
  return html.replace(noise, "");
}

function drawsAlike(html: string): boolean {
  const cell = cells.find((mark) => html.includes(mark)) ?? "";
  const rows = html.slice(html.indexOf(cell), html.lastIndexOf(cell));
  if (!rows.includes("<path")) return true;
  const drawings = new Map<string, string>();
  const kinds = new Set<string>();
  for (const [icon, attributes = "", drawing = ""] of rows.matchAll(drawnIcon)) {
    const known = drawings.get(attributes);
    if (known !== undefined && known !== drawing) return false;
    if (known !== undefined) continue;
    drawings.set(attributes, drawing);
    const kind = classes.exec(attributes)?.[0] ?? "";
    if (kinds.has(kind) || brokenTag.test(icon) || / d="[^<>]* d="/.test(icon)) return false;
    kinds.add(kind);
  }
  return true;
}
