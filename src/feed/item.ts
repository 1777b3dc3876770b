/** PURE. What the feed formats share: an update as an item, before it has a format. */
import { compareCodePoints } from "../listing.ts";
import { oneLine, truncate, webUrl } from "../text.ts";
import type { Update } from "../updates.ts";
import { bodyHtml, maxCategories } from "./body.ts";
import { authorOf, byline, headline, maxLineCodePoints, shownName, whatChanged } from "./words.ts";

/** One item of a feed. All text is fit to print (see `text.ts`) but not yet escaped for the format. */
export type Item = {
  /** The same in every format, and for ever. */
  id: string;
  /** RFC 3339, whole seconds; no two of a feed are equal. */
  date: string;
  /** One line, at most 120 code points. */
  title: string;
  /** Where to look: the commit, else the entry, else the watch's page. */
  url: string;
  /** Absent where unknown. */
  author?: string;
  /** The entries' names (the first 50) and the kinds of change, each once. */
  categories: readonly string[];
  /** One line of plain text: what changed, by whom. */
  summary: string;
  html: string;
  /** The id of the watch. */
  watch: string;
  /** Of an update: its `seq`, and its commit, where it has one. */
  seq?: number;
  commit?: { id: string; committedAt?: string };
};

/** An update on its way into a feed. */
export type Told = {
  watch: { id: string; title: string };
  update: Update;
  /** The feed's page: where an item leads that has no address of its own. */
  pageUrl: string;
  /** The item's date where it is not `detectedAt`, which is unique within one watch only. */
  date?: string;
  /** Whether the feed is over many watches: the title then begins with the watch's. */
  manyWatches?: boolean;
};

/** The item that tells an update. */
export function updateItem({ watch, update, pageUrl, date, manyWatches = false }: Told): Item {
  const { id, seq, detectedAt, commit } = update;
  const author = authorOf(commit);
  const title = headline(update);
  return {
    id,
    date: date ?? detectedAt,
    title: manyWatches ? truncate(`${oneLine(watch.title)} · ${title}`, maxLineCodePoints) : title,
    url: address(update) ?? pageUrl,
    ...(author === undefined ? {} : { author }),
    categories: categoriesOf(update),
    summary: summarise(update),
    html: bodyHtml(update),
    watch: watch.id,
    seq,
    ...(commit === undefined ? {} : { commit }),
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
