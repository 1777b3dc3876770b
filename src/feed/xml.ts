/**
 * PURE. A writer of XML documents, as small as the feeds need. In text, `<`, `>` and `&` become character references,
 * which is what the RSS Best Practices Profile asks for in titles.
 */
import { oneLine, visible } from "../text.ts";

/** Markup that is ready to stand in a document. */
export type Xml = { readonly markup: string };

const references: Readonly<Record<string, string>> = {
  "<": "&#x3C;",
  ">": "&#x3E;",
  "&": "&#x26;",
  '"': "&#x22;",
};

/** An element with its attributes and content: plain text, which is put on one line, or elements, a line each. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string>>,
  content: string | readonly (Xml | undefined)[] = [],
): Xml {
  const pairs = Object.entries(attributes).map(([key, value]) => ` ${key}="${plainText(value)}"`);
  const inner =
    typeof content === "string"
      ? plainText(content)
      : content.flatMap((child) => (child === undefined ? [] : `\n${child.markup}`)).join("");
  const end = inner.startsWith("\n") ? "\n" : "";
  return {
    markup:
      inner === "" ? `<${name}${pairs.join("")}/>` : `<${name}${pairs.join("")}>${inner}${end}</${name}>`,
  };
}

/** An element that holds HTML, as it is: CDATA keeps it short, and is cut where its own end would stand in it. */
export function htmlElement(name: string, attributes: Readonly<Record<string, string>>, html: string): Xml {
  const { markup } = element(name, attributes);
  const content = visible(html).replaceAll("]]>", "]]]]><![CDATA[>");
  return { markup: `${markup.slice(0, -2)}><![CDATA[${content}]]></${name}>` };
}

/** The whole document. */
export function xmlDocument(root: Xml): string {
  return `<?xml version="1.0" encoding="utf-8"?>\n${root.markup}\n`;
}

/** Text on one line, escaped. Text that ends an HTML element is taken for HTML, by readers and the W3C's validator: a space parts it. */
function plainText(text: string): string {
  return oneLine(text)
    .replace(/<\/(?=\w)/g, "< /")
    .replace(/[<>&"]/g, (character) => references[character] ?? character);
}
