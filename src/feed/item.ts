/** PURE. What the feed formats share: an update as an item, before it has a format. */
import { compareCodePoints } from "../listing.ts";
import { oneLine, truncate, webUrl } from "../text.ts";
import { formatTime, parseTime, SECOND } from "../time.ts";
import type { Update } from "../updates.ts";
import { bodyHtml, maxCategories } from "./body.ts";
import type { Feed, FeedItem } from "./contract.ts";
import { authorOf, byline, headline, maxLineCodePoints, shownName, whatChanged } from "./words.ts";

/** One item of a feed. All text is fit to print (see `text.ts`) but not yet escaped for the format. */
export type Item = {
  /** The update's id, the same in every format. */
  id: string;
  /** RFC 3339, whole seconds; no two of a feed are equal. */
  date: string;
  /** One line, at most 120 code points. */
  title: string;
  /** Where to look: the commit, else the entry, else the feed's page. */
  url: string;
  /** Absent where unknown. */
  author?: string;
  /** The entries' names (the first 50) and the kinds of change, each once. */
  categories: string[];
  /** One line of plain text: what changed, by whom. */
  summary: string;
  html: string;
  update: Update;
  watch: string;
};

/** The feed's items, in its order. */
export function itemsOf(feed: Feed): Item[] {
  const dates = distinctDates(feed.items);
  return feed.items.map((item, i) => toItem(feed, item, dates[i] ?? item.update.detectedAt));
}

/**
 * One date per item: its update's `detectedAt`, which is unique within a watch. Where items of two watches share one,
 * the later in the list goes back a second, as readers drop items that share a date; a date in the future they distrust.
 */
function distinctDates(items: readonly FeedItem[]): string[] {
  let newer = Infinity;
  return items.map(({ update }) => {
    newer = Math.min(parseTime(update.detectedAt), newer - SECOND);
    return formatTime(newer);
  });
}

function toItem(feed: Feed, { watch, update }: FeedItem, date: string): Item {
  const author = authorOf(update.commit);
  const title = headline(update);
  return {
    id: update.id,
    date,
    title: feed.manyWatches ? truncate(`${oneLine(watch.title)} · ${title}`, maxLineCodePoints) : title,
    url: address(update) ?? feed.pageUrl,
    ...(author === undefined ? {} : { author }),
    categories: categoriesOf(update),
    summary: summarise(update),
    html: bodyHtml(update),
    update,
    watch: watch.id,
  };
}

function address({ commit, changes: [change] }: Update): string | undefined {
  return webUrl(commit?.url) ?? webUrl((change?.after ?? change?.before)?.url);
}

function categoriesOf({ changes }: Update): string[] {
  const entries = changes.slice(0, maxCategories).map(({ entry }) => shownName(entry));
  const kinds = changes.map(({ kind }) => kind).toSorted(compareCodePoints);
  return [...new Set([...entries, ...kinds])];
}

function summarise(update: Update): string {
  return [whatChanged(update), byline(update.commit)].filter((part) => part !== undefined).join(". ") + ".";
}
