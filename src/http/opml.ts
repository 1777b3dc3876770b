/** The lists of feeds: of all watches, and of one watch's entries. */
import * as z from "zod/mini";
import { feedUrl } from "../feed/index.ts";
import { renderOpml, type Subscription } from "../feed/opml.ts";
import { rss } from "../feed/rss.ts";
import { filterOfEntry, filterQuery } from "../filter.ts";
import { Entry } from "../listing.ts";
import type { NamedWatch } from "../named-watches.ts";
import type { Published } from "../store/published.ts";

/** The most entries whose feeds are listed: readers poll every feed that they are given. */
const MAX_ENTRIES = 500;

const Names = z.object({ entries: z.array(z.object({ name: Entry.shape.name })) });

/** Where readers come by, and the readers' key, empty without one: a feed reader has no other way to bring it. */
export type Place = { base: string; readToken: string };

/** The feed of each watch, from the configuration alone: no watch's document is read. */
export function fleetOpml(place: Place, watches: readonly NamedWatch[]): string {
  return renderOpml("Treewatch", watches.map(subscriptions(place)));
}

/** The feed of a watch, and that of each of its entries. */
export function watchOpml(place: Place, watch: NamedWatch, published: Published | undefined): string {
  const names = published === undefined ? [] : z.parse(Names, JSON.parse(published.snapshotText)).entries;
  const feeds = names.flatMap(({ name }) => {
    const filter = filterOfEntry(name);
    if (filter === undefined) return [];
    return subscriptions(place, filterQuery(filter))({ id: watch.id, title: `${watch.title}: ${name}` });
  });
  const listed = [subscriptions(place)(watch), ...feeds.slice(0, MAX_ENTRIES)];
  return renderOpml(watch.title, listed, names.length + 1 - listed.length);
}

/**
 * What makes a subscription of a watch, as RSS: whoever subscribed to several formats would read everything several
 * times. `query` is the filter's.
 */
function subscriptions({ base, readToken }: Place, query = "") {
  const key = readToken === "" ? "" : `key=${encodeURIComponent(readToken)}`;
  const asked = [key, query].filter((part) => part !== "").join("&");
  return ({ id, title }: Pick<NamedWatch, "id" | "title">): Subscription => {
    const pageUrl = `${base}/${id}`;
    return { title, url: feedUrl(pageUrl, rss, asked), htmlUrl: key === "" ? pageUrl : `${pageUrl}?${key}` };
  };
}
