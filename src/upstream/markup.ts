/**
 * PURE. Finds the parts of a listing in a forge's HTML: which element is a row, and which of its elements is the name,
 * is told by a description. What the parts mean is for the adapter to say.
 */
import { keepAttribute, type Attributes } from "./attributes.ts";
import { walk, type Visitor } from "./elements.ts";
import { isWellFormed, withoutNoise } from "./well-formed.ts";

/** What is what, by a class or, further down the list, by a tag: the first that fits counts. */
type Marks<Found> = readonly (readonly [classOrTag: string, found: Found])[];
/** The parts of a listing and, in each, its fields. A tag makes a field only where no other field is open. */
export type Layout = Marks<PartLayout>;
export type PartLayout = {
  readonly part: string;
  readonly fields: Marks<string>;
  /**
   * Whether the part is written freely: with text outside its fields, and of fields that come twice the first counts.
   * Default: fields once each, and white space between them.
   */
  readonly free?: boolean;
};

/**
 * A link and what it shows, which is in `Field.text` too; `at` is where it begins there. `namesLength` is as in `Field`.
 */
export type Link = Attributes & { at: number; text: string; namesLength: number };

/** An element and what it shows, but for what is in fields inside it. */
export type Field = {
  readonly attributes: Readonly<Attributes>;
  /** White space as it stands; images by their `alt`. */
  text: string;
  /** In order. */
  readonly links: Link[];
  /** Classes of the first icon; empty where there is none. */
  icon: string;
  /** What the icon is a copy of: `#` and its id; empty where there are several such. */
  iconOf?: string;
  /** The first date that is meant for machines (`datetime`). */
  datetime?: string;
  /** The first `data-content` or `title` of anything but a link. */
  tooltip?: string;
  /** How long the names of all attributes in it are together: the same wherever the same markup is. */
  namesLength: number;
};

/** A part of the listing. `own` has what stands in none of its fields. */
export type Part = {
  readonly part: string;
  readonly own: Field;
  /** In order. */
  readonly fields: { [field: string]: Field | undefined };
  /** The white space since the part before. */
  readonly gap: string;
};

/** How reading ended. `damaged`: something was not closed by its own tag, came twice or stands where nothing should. */
type End = "whole" | "cut" | "damaged";

/** A walk takes time with the depth, for each tag; listings are nested a tenth as deep. */
const maxDepth = 100;

/** Elements that no tag of their own closes: void ones, and those that drawings are made of. */
const unclosed = new Set(
  "img br hr input path use circle ellipse g line polygon polyline rect stop".split(" "),
);

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
  let closed = 0;
  let endsAt = 0;
  let part: Part | undefined;
  let found: PartLayout | undefined;
  let gap = "";
  let isAmongRows = false;
  /** What is open: the part's own, then fields inside one another (they nest in head panels), each with its depth. */
  const open: Field[] = [];
  const depths: number[] = [];
  let link: Link | undefined;
  let linkOf: Field | undefined;
  /** The element opened last, until the next event: then all its attributes are there. */
  let tag: string | undefined;
  let attributes: Attributes = {};
  let namesLength = 0;

  const visitor: Visitor = {
    open(name) {
      takeUp();
      if (path.length === maxDepth) return finish("damaged");
      tag = name;
      attributes = {};
      namesLength = 0;
    },
    attribute(name, value) {
      namesLength += name.length;
      if (!keepAttribute(attributes, name, value)) finish("damaged");
    },
    text(text) {
      takeUp();
      const field = open.at(-1);
      if (field === undefined) gap += text;
      else field.text += text;
    },
    close(name, tagEnd) {
      takeUp();
      if (tagEnd !== undefined) closed += 1;
      else if (!unclosed.has(name)) finish(path.length === 1 ? "cut" : "damaged");
      if (name === "a") endLink();
      if (path.length === depths.at(-1)) {
        open.pop();
        depths.pop();
        if (open.length === 0) closePart();
      }
      if (path.length > 1) return;
      endsAt = tagEnd ?? 0;
      finish(gap.trim() === "" ? "whole" : "damaged");
    },
  };
  const plain = withoutNoise(html);
  if (plain === undefined) return "damaged";
  const { path, run, stop } = walk(plain, "html", visitor);
  run();
  if (end !== "whole") return end ?? "cut";
  return isWellFormed(plain.slice(0, endsAt + 1), closed) ? end : "damaged";

  function takeUp(): void {
    if (tag === undefined) return;
    const opened = tag;
    tag = undefined;
    if (part === undefined) {
      found = path.length > 1 ? find(layout, opened, attributes.class) : undefined;
      if (isStray()) return finish("damaged");
      if (found === undefined) return;
      part = { part: found.part, own: begin(), fields: {}, gap };
      return;
    }
    // Only where a part is written freely are there fields in fields.
    const mayBegin = open.length === 1 || found?.free === true;
    const tagOrNone = open.length === 1 ? opened : "";
    const name = mayBegin ? find(found?.fields ?? [], tagOrNone, attributes.class) : undefined;
    if (name === undefined) return note(open.at(-1) ?? part.own, opened);
    if (part.fields[name] === undefined) part.fields[name] = begin();
    else if (found?.free === true) begin();
    else finish("damaged");
  }

  /** From the first row on there is nothing but parts, and white space between them. */
  function isStray(): boolean {
    isAmongRows ||= found !== undefined && found.free !== true;
    return found === undefined ? isAmongRows : gap.trim() !== "";
  }

  function begin(): Field {
    const field: Field = { attributes, text: "", links: [], icon: "", namesLength: 0 };
    open.push(field);
    depths.push(path.length);
    return field;
  }

  function note(field: Field, opened: string): void {
    field.namesLength += namesLength;
    if (opened === "a") {
      link = { ...attributes, at: field.text.length, text: "", namesLength };
      linkOf = field;
      field.links.push(link);
      return;
    }
    if (field.icon === "" && isIcon(opened, attributes.class)) field.icon = attributes.class ?? "";
    if (opened === "use")
      field.iconOf = field.iconOf === undefined ? (attributes.href ?? attributes["xlink:href"] ?? "") : "";
    if (opened === "img") field.text += attributes.alt ?? "";
    if (attributes.datetime !== undefined) field.datetime ??= attributes.datetime;
    const tooltip = attributes["data-content"] ?? attributes.title;
    if (tooltip !== undefined) field.tooltip ??= tooltip;
  }

  function endLink(): void {
    if (link !== undefined && linkOf !== undefined) link.text = linkOf.text.slice(link.at);
    link = undefined;
  }

  function closePart(): void {
    if (part === undefined || end !== undefined) return;
    const isBare = found?.free === true || part.own.text.trim() === "";
    const why = isBare ? take(part) : undefined;
    part = undefined;
    gap = "";
    if (!isBare) finish("damaged");
    else if (why !== undefined) finish(why);
  }

  function finish(how: End | Why): void {
    end ??= how;
    stop();
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

/** An icon is an image of its own, or a letter of a font (Gogs). */
function isIcon(tag: string, classes = ""): boolean {
  return tag === "svg" || (tag === "span" && hasWord(classes, "octicon"));
}
