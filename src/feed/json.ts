/** PURE. JSON Feed 1.1. */
import type { FeedFormat } from "./contract.ts";
import type { Item } from "./item.ts";
import { oneLine } from "../text.ts";

/** JSON Feed 1.1. Each item's `_treewatch` says which watch's update it is, and of which commit. */
export const json: FeedFormat = {
  extension: "json",
  mediaType: "application/feed+json",
  name: "JSON Feed 1.1",
  writeItem: (item) => JSON.stringify(toJson(item)),
  writeDocument(feed, items) {
    const head = JSON.stringify({
      version: "https://jsonfeed.org/version/1.1",
      title: oneLine(feed.title),
      home_page_url: feed.pageUrl,
      feed_url: feed.selfUrl,
      description: oneLine(feed.description),
      language: "en",
      next_url: feed.previousUrl,
      hubs: feed.hub === undefined ? undefined : [{ type: "WebSub", url: feed.hub }],
    });
    return `${head.slice(0, -1)},"items":[${items.join(",")}]}`;
  },
};

function toJson({ watch, seq, commit, ...item }: Item) {
  return {
    id: item.id,
    url: item.url,
    title: item.title,
    summary: item.summary,
    content_html: item.html,
    date_published: item.date,
    authors: item.author === undefined ? undefined : [{ name: item.author }],
    tags: item.categories.length === 0 ? undefined : item.categories,
    _treewatch: { watch, seq, commit: commit?.id, committedAt: commit?.committedAt },
  };
}
