/** The feeds of one watch and of all, and the list of them. */
import { namedWatches, type Config } from "../config.ts";
import type { Feed, FeedFormat, FeedItem } from "../feed/contract.ts";
import { feedFormats } from "../feed/index.ts";
import { filterQuery, select, type Filter } from "../filter.ts";
import type { Overview } from "../fleet.ts";
import { oneLine, truncate } from "../text.ts";
import { parseTime } from "../time.ts";
import { parseUpdate, type Update } from "../updates.ts";
import { publishedUpdates, type Published } from "../store/published.ts";
import type { FeedLink } from "./views.ts";

/** Minutes for which a reader may keep a feed: what `Cache-Control` says, rounded up to what readers can do. */
const TTL_MINUTES = 5;
/** The date of a feed that has nothing in it yet. Atom asks for one, and it must not change by itself. */
const BEGINNING = "2026-01-01T00:00:00Z";

/** A feed before it is rendered: what it is made of, and how. */
export type FeedDocument = { ingredients: string[]; modified?: number; render: () => string };

/** The feed of one watch. Empty before the first update, which is valid. */
export function watchFeed(
  base: string,
  watch: { id: string; title: string },
  format: FeedFormat,
  filter: Filter,
  published: Published | undefined,
): FeedDocument {
  const query = queryOf(filter);
  const pageUrl = `${base}/${watch.id}`;
  const selfUrl = `${pageUrl}/feed.${format.extension}${query}`;
  const updatedAt = published?.head.updatedAt ?? published?.head.since;
  const feed = (): Feed => ({
    title: watch.title,
    description: describe(published),
    pageUrl,
    selfUrl,
    id: `tag:treewatch,2026:watch/${watch.id}${query}`,
    manyWatches: false,
    updatedAt: updatedAt ?? BEGINNING,
    items: (published === undefined ? [] : publishedUpdates(published)).flatMap((update) =>
      itemOf(watch, update, filter),
    ),
    ttlMinutes: TTL_MINUTES,
  });
  return {
    ingredients: [selfUrl, watch.title, published?.version ?? ""],
    ...(updatedAt === undefined ? {} : { modified: parseTime(updatedAt) }),
    render: () => format.render(feed()),
  };
}

/** The feed over all watches that are configured. */
export function fleetFeed(
  base: string,
  config: Config,
  format: FeedFormat,
  filter: Filter,
  { updates }: Overview,
): FeedDocument {
  const query = queryOf(filter);
  const selfUrl = `${base}/feed.${format.extension}${query}`;
  const named = namedWatches(config);
  const found = updates.flatMap(({ watch: id, detectedAt, text }) => {
    const watch = named.find((one) => one.id === id);
    return watch === undefined ? [] : [{ watch, detectedAt, text }];
  });
  const newest = found[0]?.detectedAt;
  const feed = (): Feed => ({
    title: "Treewatch",
    description: "What changed in the directories that are watched here.",
    pageUrl: `${base}/`,
    selfUrl,
    id: `tag:treewatch,2026:all${query}`,
    manyWatches: true,
    updatedAt: newest ?? BEGINNING,
    items: found.flatMap(({ watch, text }) => itemOf(watch, parseUpdate(text), filter)),
    ttlMinutes: TTL_MINUTES,
  });
  return {
    ingredients: [selfUrl, ...found.flatMap(({ watch, text }) => [watch.title, text])],
    ...(newest === undefined ? {} : { modified: parseTime(newest) }),
    render: () => format.render(feed()),
  };
}

/** The addresses of a page's feeds, for autodiscovery and for people. */
export function feedLinks(pageUrl: string): FeedLink[] {
  return feedFormats.map(({ name, mediaType, extension }) => ({
    name,
    mediaType,
    url: `${pageUrl}/feed.${extension}`,
  }));
}

/** The filter as the end of an address; empty where there is none. */
function queryOf(filter: Filter): string {
  const query = filterQuery(filter);
  return query === "" ? "" : `?${query}`;
}

function itemOf({ id, title }: { id: string; title: string }, update: Update, filter: Filter): FeedItem[] {
  const passed = select(update, filter);
  return passed === undefined ? [] : [{ watch: { id, title }, update: passed }];
}

function describe(published: Published | undefined): string {
  if (published === undefined) return "Not looked at yet. What changes after the first look appears here.";
  const { since, newestCommit } = published.head;
  const commit = newestCommit === undefined ? "" : `; newest commit: ${truncate(oneLine(newestCommit), 120)}`;
  return `Watching since ${showDay(since)}${commit}. What comes next appears here.`;
}

/** `23 Nov 2026`, in UTC. */
function showDay(time: string): string {
  const [, day, month, year] = new Date(time).toUTCString().split(" ");
  return `${Number(day)} ${month} ${year}`;
}
