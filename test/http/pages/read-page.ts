/** Reads a rendered page as a browser would, as far as tests ask. */
import { DomUtils, parseDocument } from "htmlparser2";
import { oneLine } from "../../../src/text.ts";

type Elements = ReturnType<typeof elementsOf>;
type Node = Elements[number]["children"][number];

/** What stands on lines of its own. */
const blocks = /^(?:p|h[1-6]|li|tr|th|td|section|div|pre|header)$/;

function textOf(node: Node): string {
  if ("data" in node) return node.data;
  if (!("children" in node)) return "";
  const text = node.children.map(textOf).join("");
  return "name" in node && blocks.test(node.name) ? ` ${text} ` : text;
}

/** All elements of a page, or those with a name, in document order. */
export function elementsOf(html: string, name?: string) {
  const document = parseDocument(html);
  return DomUtils.getElementsByTagName((tag) => name === undefined || tag === name, document, true);
}

/** The text of each element with that name, on one line each. */
export function textsOf(html: string, name: string): string[] {
  return elementsOf(html, name).map((element) => oneLine(textOf(element)));
}

/** The text of everything in `<main>`, on one line. */
export function mainText(html: string): string {
  return textsOf(html, "main").join(" ");
}

/** The text of the section under a heading, or undefined where there is none. */
export function sectionText(html: string, heading: string): string | undefined {
  return textsOf(html, "section").find((text) => text.startsWith(heading));
}

/** The list items and rows of the section whose heading has this id, on one line each. */
export function rowsOf(html: string, id: string): string[] {
  const section = elementsOf(html, "section").find((one) => one.attribs["aria-labelledby"] === id);
  const rows: Elements = DomUtils.getElementsByTagName(
    (tag) => tag === "li" || tag === "tr",
    section ? [section] : [],
    true,
  );
  return rows.map((row) =>
    row.children
      .map((child) => oneLine(textOf(child)))
      .filter((text) => text !== "")
      .join(" | "),
  );
}

/** Every `href` in the body. */
export function linksOf(html: string): string[] {
  return elementsOf(html, "a").map((link) => link.attribs["href"] ?? "");
}
