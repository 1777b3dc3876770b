/** PURE. Atom 1.0 (RFC 4287). */
import { generateAtomFeed } from "feedsmith";
import type { Feed, FeedFormat } from "./contract.ts";
import { type Item, itemsOf } from "./item.ts";
import { finish, plain } from "./xml.ts";

const mediaType = "application/atom+xml";

/** Atom 1.0. An entry's author is `unknown` where the commit's is. */
export const atom: FeedFormat = {
  extension: "atom",
  mediaType,
  name: "Atom 1.0",
  render(feed: Feed): string {
    return finish(
      generateAtomFeed({
        xml: { lang: "en" },
        id: plain(feed.id),
        title: { value: plain(feed.title) },
        subtitle: { value: plain(feed.description) },
        updated: feed.updatedAt,
        // Stands for the author of an entry that a reader takes out of its feed (RFC 4287 §4.1.1).
        authors: [{ name: plain(feed.title) }],
        generator: { text: "Treewatch" },
        links: [
          { href: plain(feed.selfUrl), rel: "self", type: mediaType },
          { href: plain(feed.pageUrl), rel: "alternate", type: "text/html" },
        ],
        entries: itemsOf(feed).map(toEntry),
      }),
    );
  },
};

function toEntry(item: Item) {
  return {
    id: plain(item.id),
    title: { value: plain(item.title) },
    updated: item.date,
    published: item.date,
    authors: [{ name: plain(item.author ?? "unknown") }],
    categories: item.categories.map((name) => ({ term: plain(name) })),
    links: [{ href: plain(item.url), rel: "alternate" }],
    summary: { value: plain(item.summary) },
    content: { type: "html", value: item.html },
  };
}
