/**
 * PURE. Rows of one page come from one template: what differs between them is what they say, never the classes and the
 * white space around it. Where bytes are missing between two rows, the one that is left seldom has the others' shape.
 */
import { entryKinds } from "../../listing.ts";
import { isRowsOwn, type Row } from "./row.ts";
import { hasWord, type Field, type Part } from "../markup.ts";

/** What is compared of rows, by its place in a list; what has one shape for each branch of a template is last. */
const shapes = {
  gap: 0,
  own: 1,
  notReady: 2,
  before: 3,
  end: 4,
  around: 5,
  aroundId: 6,
  icon: 7,
  date: 8,
  age: 9,
  link: 10,
  classes: 11,
  dateNames: 13,
  linkNames: 14,
  ownNames: 15,
  firstName: 16,
};
const perName = 3;

/**
 * A judge for the rows of one page, in their order: whether a row has the shape of those before that are of its kind.
 * The first of each kind always has.
 */
export function rowShapes(): (part: Part, row: Row) => boolean {
  const known: (string | number | undefined)[] = [];
  let isFirst = true;

  function isSame(which: number, shape: string | number): boolean {
    known[which] ??= shape;
    return known[which] === shape;
  }

  function fitsName(name: Field, { kind }: Row["entry"]): boolean {
    // Builds of 1.24 have icons of another kind throughout.
    if (!isSame(shapes.icon, Number(name.icon.includes("octicon-"))) || !isIcon(name)) return false;
    const which = shapes.firstName + perName * (entryKinds.indexOf(kind) * 8 + branchOf(name));
    if (!isSame(which, nameShape(name)) || !isSame(which + 1, name.namesLength)) return false;
    return isSame(which + 2, name.links[0]?.class ?? "");
  }

  function fitsMessage({ links, text }: Field): boolean {
    const first = links[0];
    const last = links.at(-1);
    const rest = text.slice(last === undefined ? 0 : last.at + last.text.length);
    // Gogs leaves the blanks at a subject's end, but a subject has one line.
    if (rest.trim() !== "" && !isSame(shapes.end, /\n[\t ]*$/.exec(rest)?.[0] ?? "")) return false;
    // A row whose message is empty has no link, but the same white space. Else its own link is first, if only of no text.
    if (first !== undefined && !isSame(shapes.link, isRowsOwn(first) ? (first.class ?? "own") : ""))
      return false;
    if (first !== undefined && !isSame(shapes.before, first.at)) return false;
    if (first !== undefined && !isSame(shapes.linkNames, first.namesLength)) return false;
    const isId = last?.class !== undefined && hasWord(last.class, "sha");
    const around = (first?.at ?? 0) + rest.length;
    return rest.trim() !== "" || isSame(isId ? shapes.aroundId : shapes.around, around);
  }

  return ({ own, fields: { name, message, age }, gap }, { entry, ready }) => {
    if (name === undefined || message === undefined || age === undefined) return false;
    // What stands before the first row depends on what is above it.
    const isApart = isFirst || isSame(shapes.gap, gap);
    isFirst = false;
    if (!isApart || !isSame(shapes.own, own.text) || !isSame(shapes.age, age.attributes.class ?? ""))
      return false;
    if (!isSame(shapes.ownNames, Object.keys(own.attributes).length)) return false;
    if (!isSame(shapes.classes + Number(ready), message.attributes.class ?? "")) return false;
    if (!fitsName(name, entry)) return false;
    if (!ready && message.links.length === 0) return isSame(shapes.notReady, message.text);
    const form = dateForm(age);
    if (form !== 0 && !(isSame(shapes.date, form) && isSame(shapes.dateNames, age.namesLength))) return false;
    return fitsMessage(message);
  };
}

/** Whether an icon's classes and what it is a copy of are whole: `#octicon-…` in 1.12, `#svg-mfi-…` from 1.24 on. */
function isIcon({ icon, iconOf = "#octicon" }: Field): boolean {
  const isWhole = icon === "" || hasWord(icon, "svg") || hasWord(icon, "octicon");
  return isWhole && /^#(?:octicon|svg-mfi)[\w-]*$/.test(iconOf);
}

/** 0 where there is no date, else one number for each way in which forges write them. */
function dateForm({ datetime, tooltip }: Field): number {
  if (datetime !== undefined) return 1;
  if (tooltip === undefined) return 0;
  return /^[A-Z][a-z]{2}, /.test(tooltip) ? 2 : 3;
}

/** Which branch of the template made the cell, of those for its kind: by its links, and whether directories were joined. */
function branchOf({ links }: Field): number {
  const [first, second] = links;
  const joined = first?.title?.includes("/") === true;
  return Number(joined) + 2 * Number(first?.title === undefined) + 4 * Number(second !== undefined);
}

/** White space before the first link, in it before what it shows, and after the last. */
function nameShape({ links, text }: Field): number {
  const first = links[0];
  const last = links.at(-1);
  if (first === undefined || last === undefined) return 0;
  const inside = first.text.indexOf(first.title ?? "");
  return first.at + inside * 1e3 + (text.length - last.at - last.text.length) * 1e6;
}
