/**
 * PURE. Plain text in the documents that feedsmith writes. Left alone, it puts text with `<`, `>` or `&` into CDATA with
 * white space around it, which readers show, and turns a literal `&apos;` into an apostrophe. Character references
 * have neither fault, and are what the RSS Best Practices Profile asks for in titles.
 */
import { oneLine } from "../text.ts";

/** Noncharacters, which `text.ts` removes from every text, so that a mark can come from nowhere else. */
const marks: Readonly<Record<string, string>> = { "<": "\uFDD0", ">": "\uFDD1", "&": "\uFDD2" };
const references: Readonly<Record<string, string>> = {
  "\uFDD0": "&#x3C;",
  "\uFDD1": "&#x3E;",
  "\uFDD2": "&#x26;",
};

/** Plain text as feedsmith is given it, for an element or an attribute: on one line, its `<`, `>` and `&` marked. */
export function plain(text: string): string {
  return oneLine(text).replace(/[<>&]/g, (character) => marks[character] ?? character);
}

/** The document that feedsmith wrote, with the marks made character references and times in whole seconds. */
export function finish(xml: string): string {
  return xml
    .replace(/[\uFDD0-\uFDD2]/g, (mark) => references[mark] ?? mark)
    .replace(/\.000Z<\/(updated|published)>/g, "Z</$1>");
}
