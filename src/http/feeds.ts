/** The feeds of one watch and of all: what they are made of, before they are served. */
import type { Config } from "../config.ts";
import type { Feed, FeedFormat } from "../feed/contract.ts";
import { feedFormats, feedUrl } from "../feed/index.ts";
import { updateItem } from "../feed/item.ts";
import { renderFeed } from "../feed/render.ts";
import { showDay, shown } from "../feed/words.ts";
import { select, type Filter } from "../filter.ts";
import type { Overview } from "../fleet.ts";
import { namedByKey } from "../named-watches.ts";
import { PAGE, publishedUpdates, type Head, type Published } from "../store/published.ts";
import { parseTime } from "../time.ts";
import { parseUpdate, type Update } from "../updates.ts";
import {
  archivesOf,
  BEGINNING,
  feedId,
  frameOf,
  itemsOf,
  selectUpdates,
  TTL_MINUTES,
  type Asked,
  type FeedDocument,
} from "./feed-frame.ts";
import { feedQuery } from "./feed-query.ts";
import { markOf, newerThan } from "./instalment.ts";
import type { FeedLink } from "./views.ts";

/** The feed of one watch: its newest updates. Empty before the first, which is valid. */
export function watchFeed(asked: Asked, published: Published | undefined): FeedDocument {
  const { watch, format } = asked;
  const frame = frameOf(asked);
  const newest = published === undefined ? undefined : newestOf(asked, published);
  const updates = () => (published === undefined ? [] : selectUpdates(asked, publishedUpdates(published)));
  const feed = (told: readonly Update[]): Feed => ({
    ...frame,
    description: describe(published?.head),
    updatedAt: newest?.detectedAt ?? published?.head.since ?? BEGINNING,
    items: itemsOf(asked, told),
  });
  const modified = published?.head.updatedAt ?? published?.head.since;
  const before = published === undefined ? 0 : archivedUpTo(published.head);
  return {
    ingredients: [frame.selfUrl, watch.title, published?.version ?? "", frame.hub ?? ""],
    ...(modified === undefined ? {} : { modified: parseTime(modified) }),
    // What a WebSub subscriber goes by before it reads the document (WebSub, 4).
    ...(frame.hub === undefined
      ? {}
      : { headers: { link: `<${frame.hub}>; rel="hub", <${frame.selfUrl}>; rel="self"` } }),
    ...(newest === undefined ? {} : { instalments: { mark: markOf(newest), after } }),
    render: () => renderFeed(format, { ...feed(updates()), archives: archivesOf(asked, before) }),
  };

  /** The feed for a reader that has an older copy: what is older than its end is in that copy, and in no archive. */
  function after(marks: readonly string[]): string | undefined {
    const newer = newerThan(updates(), marks);
    if (newer === undefined) return undefined;
    return renderFeed(format, { ...feed(newer), archives: archivesOf(asked, 0) });
  }
}

/** The newest update of the feed: as a rule the first that is looked at, and no other has to be parsed for a 304. */
function newestOf(asked: Asked, { updateTexts }: Published): Update | undefined {
  for (const text of updateTexts) {
    const [update] = selectUpdates(asked, [parseUpdate(text)]);
    if (update !== undefined) return update;
  }
  return undefined;
}

/**
 * The `seq` up to which the archives are linked: the end of a page, though the feed may hold some of it as well, so that
 * the link stays the same for a hundred updates. 0 where all that is kept is in the feed.
 */
function archivedUpTo({ latest, oldest }: Head): number {
  const seq = Math.ceil(Math.max(latest - PAGE, 0) / PAGE) * PAGE;
  return seq >= oldest ? seq : 0;
}

/**
 * The feed over all watches that are configured: the newest updates that the Fleet has, each under the date that it gave
 * them. It may hear of an update after it heard of newer ones, so that no mark tells what is new: there are no
 * instalments.
 */
export function fleetFeed(
  base: string,
  config: Config,
  format: FeedFormat,
  filter: Filter,
  { updates }: Pick<Overview, "updates">,
): FeedDocument {
  const selfUrl = feedUrl(base, format, feedQuery({ filter }));
  const found = updates.flatMap(({ key, detectedAt, text }) => {
    const watch = namedByKey(config, key);
    return watch === undefined ? [] : [{ watch, detectedAt, text }];
  });
  const newest = found[0]?.detectedAt;
  const feed = (): Feed => {
    const items = found.flatMap(({ watch, detectedAt, text }) => {
      const update = select(parseUpdate(text), filter);
      if (update === undefined) return [];
      const pageUrl = `${base}/${watch.id}`;
      return updateItem({ watch, update, date: detectedAt, pageUrl, manyWatches: true });
    });
    return {
      title: "Treewatch",
      description: "What changed in the directories that are watched here.",
      pageUrl: `${base}/`,
      selfUrl,
      id: feedId("all", { filter }),
      updatedAt: items[0]?.date ?? BEGINNING,
      items,
      ttlMinutes: TTL_MINUTES,
    };
  };
  return {
    ingredients: [
      selfUrl,
      ...found.flatMap(({ watch, detectedAt, text }) => [watch.title, detectedAt, text]),
    ],
    ...(newest === undefined ? {} : { modified: parseTime(newest) }),
    render: () => renderFeed(format, feed()),
  };
}

/** The addresses of a page's feeds, for autodiscovery and for people; `query` is their filter's, empty for none. */
export function feedLinks(pageUrl: string, query = ""): FeedLink[] {
  return feedFormats.map((format) => ({
    name: format.name,
    mediaType: format.mediaType,
    url: feedUrl(pageUrl, format, query),
  }));
}

function describe(head: Head | undefined): string {
  if (head === undefined) return "Not looked at yet. What changes after the first look appears here.";
  const { since, newestCommit } = head;
  const commit = newestCommit === undefined ? "" : `; newest commit: ${shown(newestCommit)}`;
  return `Watching since ${showDay(parseTime(since))}${commit}. What comes next appears here.`;
}
