/** PURE. RSS 2.0, as its Best Practices Profile wants it. */
import { generateRssFeed } from "feedsmith";
import { escapeHtml } from "../text.ts";
import type { Feed, FeedFormat } from "./contract.ts";
import { type Item, itemsOf } from "./item.ts";
import { finish, plain } from "./xml.ts";

const mediaType = "application/rss+xml";

/** RSS 2.0. Times are RFC 822; bodies are in `content:encoded`, a line of text in `description`. */
export const rss: FeedFormat = {
  extension: "rss",
  mediaType,
  name: "RSS 2.0",
  render(feed: Feed): string {
    return finish(
      generateRssFeed({
        title: plain(feed.title),
        link: plain(feed.pageUrl),
        description: plain(feed.description),
        language: "en",
        generator: "Treewatch",
        ttl: feed.ttlMinutes,
        ...(feed.items.length > 0 ? { lastBuildDate: feed.updatedAt } : {}),
        atom: { links: [{ href: plain(feed.selfUrl), rel: "self", type: mediaType }] },
        items: itemsOf(feed).map(toRss),
      }),
    );
  },
};

function toRss(item: Item) {
  return {
    title: plain(item.title),
    link: plain(item.url),
    // An item's description is HTML, unlike its title.
    description: plain(escapeHtml(item.summary)),
    categories: item.categories.map((name) => ({ name: plain(name) })),
    guid: { value: plain(item.id), isPermaLink: false },
    pubDate: item.date,
    ...(item.author === undefined ? {} : { dc: { creators: [plain(item.author)] } }),
    content: { encoded: item.html },
  };
}
