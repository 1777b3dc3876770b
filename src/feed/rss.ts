/** PURE. RSS 2.0, as its Best Practices Profile wants it, with archives (RFC 5005). */
import { escapeHtml } from "../text.ts";
import { parseTime } from "../time.ts";
import type { FeedFormat } from "./contract.ts";
import type { Item } from "./item.ts";
import { documentLinks } from "./links.ts";
import { element, htmlElement, xmlDocument, type Xml } from "./xml.ts";

const mediaType = "application/rss+xml";

const namespaces = {
  "xmlns:atom": "http://www.w3.org/2005/Atom",
  "xmlns:dc": "http://purl.org/dc/elements/1.1/",
  "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
  "xmlns:fh": "http://purl.org/syndication/history/1.0",
};

/** RSS 2.0. Times are RFC 822; bodies are in `content:encoded`, a line of text in `description`. */
export const rss: FeedFormat = {
  extension: "rss",
  mediaType,
  name: "RSS 2.0",
  writeItem: (item) => toRss(item).markup,
  writeDocument(feed, items) {
    const channel = element("channel", {}, [
      element("title", {}, feed.title),
      element("link", {}, feed.pageUrl),
      element("description", {}, feed.description),
      element("language", {}, "en"),
      feed.isEmpty ? undefined : element("lastBuildDate", {}, rfc822(feed.updatedAt)),
      element("generator", {}, "Treewatch"),
      element("ttl", {}, String(feed.ttlMinutes)),
      ...documentLinks("atom:link", mediaType, feed),
      ...items.map((markup) => ({ markup })),
    ]);
    return xmlDocument(element("rss", { version: "2.0", ...namespaces }, [channel]));
  },
};

function toRss(item: Item): Xml {
  return element("item", {}, [
    element("title", {}, item.title),
    element("link", {}, item.url),
    // An item's description is HTML, unlike its title.
    element("description", {}, escapeHtml(item.summary)),
    ...item.categories.map((name) => element("category", {}, name)),
    element("guid", { isPermaLink: "false" }, item.id),
    element("pubDate", {}, rfc822(item.date)),
    item.author === undefined ? undefined : element("dc:creator", {}, item.author),
    htmlElement("content:encoded", {}, item.html),
  ]);
}

function rfc822(time: string): string {
  return new Date(parseTime(time)).toUTCString();
}
