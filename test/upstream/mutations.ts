/** Damage done to pages, the same for the same numbers. For tests. */

/** A page after damage. Bytes are handled as Latin-1 characters, so that damage may fall into the middle of a letter. */
export type Mutation = {
  kind: string;
  page: string;
  /** The stretches of the page before that are gone or exchanged: start, end. */
  touched: [number, number][];
};

type Random = () => number;
type Mutate = (page: string, next: Random) => Mutation | undefined;
type Found = RegExpMatchArray & { index: number };

const below = (next: Random, count: number) => Math.floor(next() * count);

function pick(page: string, what: RegExp, next: Random): Found | undefined {
  const found = [...page.matchAll(what)];
  return found[below(next, found.length)];
}

/** The page with stretches replaced, which have to be in order. */
function replaced(kind: string, page: string, ...changes: [Found, string][]): Mutation {
  let result = "";
  let end = 0;
  for (const [{ index, 0: text }, by] of changes) {
    result += page.slice(end, index) + by;
    end = index + text.length;
  }
  const touched = changes.map(([{ index, 0: text }]): [number, number] => [index, index + text.length]);
  return { kind, page: result + page.slice(end), touched };
}

function cut(page: string, from: number, bytes: number): Mutation {
  return {
    kind: "cut",
    page: page.slice(0, from) + page.slice(from + bytes),
    touched: [[from, from + bytes]],
  };
}

const row =
  /<tr[\s>](?:(?!<tr[\s>]).)*?<\/tr>|<div class="repo-file-item">.*?(?=<div class="repo-file-item">)/gs;
const attribute = / ([\w-]+)="([^"]*)"/g;
const neighbours = / ([\w-]+)="([^"]*)"( |\s+)([\w-]+)="([^"]*)"/g;

const mutations: readonly Mutate[] = [
  (page, next) => cut(page, below(next, page.length), 1 + below(next, 300)),
  (page, next) => cut(page, below(next, page.length), 1 + below(next, page.length)),
  (page, next) => {
    const table = page.indexOf('id="repo-files-table"');
    return cut(page, table + below(next, page.length - table), 1 + below(next, 8000));
  },
  (page, next) => {
    const tag = pick(page, /<[^>]*>/g, next);
    return tag && replaced("tag dropped", page, [tag, ""]);
  },
  (page, next) => {
    const one = pick(page, row, next);
    const other = pick(page, row, next);
    if (one === undefined || other === undefined) return undefined;
    const place: Found = Object.assign([""] as [string], { index: other.index });
    return replaced("row duplicated", page, [place, one[0]]);
  },
  (page, next) => {
    const two = [pick(page, attribute, next), pick(page, attribute, next)].filter((one) => one !== undefined);
    const [one, other] = two.toSorted((a, b) => a.index - b.index);
    if (one === undefined || other === undefined || one.index === other.index) return undefined;
    const changes: [Found, string][] = [
      [one, ` ${one[1]}="${other[2]}"`],
      [other, ` ${other[1]}="${one[2]}"`],
    ];
    return replaced("values exchanged", page, ...changes);
  },
  (page, next) => {
    const two = pick(page, neighbours, next);
    if (two === undefined) return undefined;
    const [, a, value, space, b, other] = two;
    return replaced("names exchanged", page, [two, ` ${a}="${other}"${space}${b}="${value}"`]);
  },
  (page, next) => {
    const entity = pick(page, /&#?\w+;/g, next);
    if (entity === undefined) return undefined;
    const [whole] = entity;
    const broken = [whole.slice(0, -1), whole.slice(1), `&${whole}`, whole.replace(/\w/, ""), "&;"];
    return replaced("entity broken", page, [entity, broken[below(next, broken.length)] ?? ""]);
  },
];

/** The page with one kind of damage, in turn: `number` says which. Undefined where there is nothing to damage. */
export function mutated(page: string, number: number, next: Random): Mutation | undefined {
  return mutations[number % mutations.length]?.(page, next);
}

/**
 * Whether damage leaves a page as the forge itself could have printed it, so that nothing on it can betray the damage.
 * Nothing in a row says how many rows there are, and nothing beside the name says which commit is its. So there are
 * two cases, and no others:
 *
 * - A cut whose two ends stand at the same place of the template, in two rows: the bytes of the one row up to there and
 *   those of the other from there on are a row. "The same place" is the same cell, after the same tag, and after it the
 *   same white space, the same beginning of a tag, or anywhere in a text or in a value.
 * - The values of one attribute of two elements of one kind exchanged.
 */
export function isSeamless({ kind, touched }: Mutation, page: string): boolean {
  if (kind === "values exchanged") {
    const [tag, other] = touched.map(([, end]) => form(page.slice(page.lastIndexOf("<", end), end)));
    return tag === other;
  }
  const [place, other] = kind === "cut" ? touched.flat().map((end) => placeOf(page, end)) : [];
  return place !== undefined && place === other;
}

/** Whether the damage is inside the message of one row: what the message is then, no text can say. */
export function isInMessage({ touched }: Mutation, page: string): boolean {
  return touched.every(([start, end]) => {
    const cell = [...page.slice(0, start).matchAll(cellStart)].at(-1)?.[0] ?? "";
    return cell.includes("message") && page.slice(start, end).search(cellStart) < 0;
  });
}

const cellStart =
  /<(?:td|div class="repo-file-cell)\b[^>]*>|<\/t[dr]>|<tr\b[^>]*>|<div class="repo-file-item">/g;

/** Where in the template of a row `at` is; undefined where it is before the rows. */
function placeOf(page: string, at: number): string | undefined {
  const table = page.indexOf('id="repo-files-table"');
  const rows = page.slice(0, at).search(/<tbody>|<div class="repo-file-item">/);
  if (table < 0 || at < table || rows < 0) return undefined;
  const before = page.slice(table, at);
  const cell = [...before.matchAll(cellStart)].at(-1);
  if (cell === undefined) return undefined;
  const inside = before.slice(cell.index + cell[0].length);
  const last = inside.lastIndexOf("<", inside.lastIndexOf(">"));
  const since = last < 0 ? inside : inside.slice(last);
  return form(cell[0]) + form(since);
}

/** Markup without what it says: values but classes, names of icons, and text. */
function form(markup: string): string {
  return markup
    .replace(/=(?<!class=)"[^"]*"/g, '=""')
    .replace(/="[^"]*$/, '="')
    .replace(/(^|>)[^<>]*[^<>\s][^<>]*/g, "$1text")
    .replace(/\bnot(?=ready\b)|octicon-[\w-]+/g, "");
}
