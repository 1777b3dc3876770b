/** PURE. Atom 1.0 (RFC 4287), with archives (RFC 5005). */
import type { FeedFormat } from "./contract.ts";
import type { Item } from "./item.ts";
import { documentLinks } from "./links.ts";
import { element, htmlElement, xmlDocument, type Xml } from "./xml.ts";

const mediaType = "application/atom+xml";

const namespaces = {
  xmlns: "http://www.w3.org/2005/Atom",
  "xmlns:fh": "http://purl.org/syndication/history/1.0",
};

/** Atom 1.0. An entry's author is `unknown` where the commit's is. */
export const atom: FeedFormat = {
  extension: "atom",
  mediaType,
  name: "Atom 1.0",
  writeItem: (item) => toEntry(item).markup,
  writeDocument(feed, items) {
    const content = [
      element("id", {}, feed.id),
      element("title", {}, feed.title),
      element("subtitle", {}, feed.description),
      element("updated", {}, feed.updatedAt),
      // Stands for the author of an entry that a reader takes out of its feed (RFC 4287 §4.1.1).
      person(feed.title),
      element("generator", {}, "Treewatch"),
      ...documentLinks("link", mediaType, feed),
      element("link", { href: feed.pageUrl, rel: "alternate", type: "text/html" }),
      ...items.map((markup) => ({ markup })),
    ];
    return xmlDocument(element("feed", { ...namespaces, "xml:lang": "en" }, content));
  },
};

function toEntry(item: Item): Xml {
  return element("entry", {}, [
    element("id", {}, item.id),
    element("title", {}, item.title),
    element("updated", {}, item.date),
    element("published", {}, item.date),
    person(item.author ?? "unknown"),
    ...item.categories.map((term) => element("category", { term })),
    element("link", { href: item.url, rel: "alternate" }),
    element("summary", {}, item.summary),
    htmlElement("content", { type: "html" }, item.html),
  ]);
}

function person(name: string): Xml {
  return element("author", {}, [element("name", {}, name)]);
}
