/**
 * PURE. Finds the parts of a listing in a forge's HTML: which element is a row, and which of its elements is the name,
 * is told by a description. What the parts mean is for the adapter to say.
 */
import { Parser, type Handler } from "htmlparser2";

/** What is what, by a class or, further down the list, by a tag: the first that fits counts. */
type Marks<Found> = readonly (readonly [classOrTag: string, found: Found])[];
/** The parts of a listing and, in each, its fields. A tag makes a field only where no other field is open. */
export type Layout = Marks<PartLayout>;
export type PartLayout = { readonly part: string; readonly fields: Marks<string> };

/** The attributes of an element that matter, entities decoded. */
export type Attributes = {
  class?: string;
  href?: string;
  title?: string;
  alt?: string;
  datetime?: string;
  "data-content"?: string;
  "data-entryname"?: string;
};

/** An element and what it shows, but for what is in fields inside it. */
export type Field = {
  readonly attributes: Readonly<Attributes>;
  /** White space as it stands; images by their `alt`. */
  text: string;
  /** In order. */
  readonly links: Readonly<Attributes>[];
  /** Classes of the first icon; empty where there is none. */
  icon: string;
  /** The first date that is meant for machines (`datetime`). */
  datetime?: string;
  /** The first `data-content` or `title` of anything but a link. */
  tooltip?: string;
};

/** A part of the listing. `own` has what stands in none of its fields, but no text. */
export type Part = {
  readonly part: string;
  readonly own: Field;
  readonly fields: { [field: string]: Field | undefined };
};

/** How reading ended. `damaged`: a part or field was not closed by its own tag or came twice, or all is nested too deep. */
type End = "whole" | "cut" | "damaged";

/** The drawings of icons are a quarter of a page and say nothing. Nothing that an author wrote has a bare `<`. */
const drawing = /<path\b[^<>]*>/g;

/** The parser takes time with the square of the depth; listings are nested a tenth as deep. */
const maxDepth = 100;

/**
 * Hands `take` each part of the listing in the element that `html` begins with, as soon as it is read, and stops where
 * `take` says why. What follows that element is not looked at; `cut` where the element is not closed. Tags and
 * attributes are known in lower case only, as forges write them.
 */
export function readParts<Why>(
  html: string,
  layout: Layout,
  take: (part: Part) => Why | undefined,
): End | Why {
  let end: End | Why | undefined;
  let depth = 0;
  let part: Part | undefined;
  let marks: Marks<string> = [];
  /** What is open: the part's own, then fields inside one another (they nest in head panels), each with its depth. */
  const open: Field[] = [];
  const depths: number[] = [];
  /** The element opened last, until the next event: then all its attributes are there. */
  let tag: string | undefined;
  let attributes: Attributes = {};

  const handler: Partial<Handler> = {
    onopentagname(name) {
      takeUp();
      depth += 1;
      if (depth > maxDepth) return finish("damaged");
      tag = name;
      attributes = {};
    },
    onattribute(name, value) {
      keep(attributes, name, value);
    },
    ontext(text) {
      takeUp();
      const field = open.at(-1);
      if (field !== undefined && open.length > 1) field.text += text;
    },
    onclosetag(_name, implied) {
      takeUp();
      if (depth === depths.at(-1)) {
        if (implied) return finish("damaged");
        open.pop();
        depths.pop();
        if (open.length === 0) closePart();
      }
      depth -= 1;
      if (depth === 0) finish(implied ? "cut" : "whole");
    },
  };
  const parser = new Parser(handler, { lowerCaseTags: false, lowerCaseAttributeNames: false });
  parser.write(html.replace(drawing, ""));
  return end ?? "cut";

  function takeUp(): void {
    if (tag === undefined) return;
    const opened = tag;
    tag = undefined;
    if (part === undefined) {
      const found = depth > 1 ? find(layout, opened, attributes.class) : undefined;
      if (found === undefined) return;
      marks = found.fields;
      part = { part: found.part, own: begin(), fields: {} };
      return;
    }
    const name = find(marks, open.length === 1 ? opened : "", attributes.class);
    if (name === undefined) return note(open.at(-1) ?? part.own, opened, attributes);
    if (part.fields[name] !== undefined) return finish("damaged");
    part.fields[name] = begin();
  }

  function begin(): Field {
    const field: Field = { attributes, text: "", links: [], icon: "" };
    open.push(field);
    depths.push(depth);
    return field;
  }

  function closePart(): void {
    const why = part === undefined || end !== undefined ? undefined : take(part);
    part = undefined;
    if (why !== undefined) finish(why);
  }

  function finish(how: End | Why): void {
    end ??= how;
    parser.pause();
  }
}

function find<Found>(marks: Marks<Found>, tag: string, classes: string | undefined): Found | undefined {
  for (const [mark, found] of marks) {
    if (mark === tag || (classes !== undefined && hasWord(classes, mark))) return found;
  }
  return undefined;
}

/** Whether `word` stands in a list of words with white space between, such as an element's classes. */
export function hasWord(list: string, word: string): boolean {
  for (let at = list.indexOf(word); at >= 0; at = list.indexOf(word, at + 1)) {
    if (isApart(list, at - 1) && isApart(list, at + word.length)) return true;
  }
  return false;
}

function isApart(list: string, at: number): boolean {
  return at < 0 || at >= list.length || list.charCodeAt(at) <= 0x20;
}

/** Of an attribute that is there twice the first counts (WHATWG HTML, 13.2.5.33). */
function keep(attributes: Attributes, name: string, value: string): void {
  switch (name) {
    case "class":
    case "href":
    case "title":
    case "alt":
    case "datetime":
    case "data-content":
    case "data-entryname":
      attributes[name] ??= value;
  }
}

function note(field: Field, tag: string, attributes: Attributes): void {
  if (tag === "a") return void field.links.push(attributes);
  if (tag === "svg" && field.icon === "") field.icon = attributes.class ?? "";
  if (tag === "img") field.text += attributes.alt ?? "";
  if (attributes.datetime !== undefined) field.datetime ??= attributes.datetime;
  const tooltip = attributes["data-content"] ?? attributes.title;
  if (tooltip !== undefined) field.tooltip ??= tooltip;
}
