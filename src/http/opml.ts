/** The list of all feeds: of each watch, and of each of its entries. */
import * as z from "zod/mini";
import type { NamedWatch } from "../config.ts";
import { feedUrl } from "../feed/index.ts";
import type { OpmlPage } from "../feed/opml.ts";
import { rss } from "../feed/rss.ts";
import { filterOfEntry, filterQuery } from "../filter.ts";
import { Entry } from "../listing.ts";
import type { Published } from "../store/published.ts";

/** The most entries of one watch whose feeds are listed: readers poll every feed that they are given. */
const MAX_ENTRIES = 500;

const Names = z.object({ entries: z.array(z.object({ name: Entry.shape.name })) });

/**
 * The feeds of one watch, as RSS: whoever subscribed to several formats would read everything several times. The readers'
 * key, where it is given, is in every address: a feed reader has no other way to bring it.
 */
export function opmlPage(
  base: string,
  { id, title }: NamedWatch,
  published: Published | undefined,
  readToken: string | undefined,
): OpmlPage {
  const key = readToken === undefined ? "" : `key=${encodeURIComponent(readToken)}`;
  const pageUrl = `${base}/${id}`;
  const urlOf = (query: string) =>
    feedUrl(pageUrl, rss, [key, query].filter((part) => part !== "").join("&"));
  const names = published === undefined ? [] : z.parse(Names, JSON.parse(published.snapshotText)).entries;
  const entries = names.flatMap(({ name }) => {
    const filter = filterOfEntry(name);
    return filter === undefined ? [] : { title: `${title}: ${name}`, query: filterQuery(filter) };
  });
  const listed = [{ title, query: "" }, ...entries.slice(0, MAX_ENTRIES)];
  const more = names.length + 1 - listed.length;
  return {
    title,
    htmlUrl: key === "" ? pageUrl : `${pageUrl}?${key}`,
    feeds: listed.map((feed) => ({ url: urlOf(feed.query), title: feed.title })),
    ...(more === 0 ? {} : { more }),
  };
}
