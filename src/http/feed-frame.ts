/** What the documents of one watch's feeds have in common, whatever is in them. */
import type { Archives, FeedFormat } from "../feed/contract.ts";
import { feedUrl } from "../feed/index.ts";
import { updateItem, type Item } from "../feed/item.ts";
import { select } from "../filter.ts";
import type { Update } from "../updates.ts";
import { feedQuery, type FeedQuery } from "./feed-query.ts";
import type { Instalments } from "./instalment.ts";

/** Minutes for which a reader may keep a feed: what `Cache-Control` says, rounded up to what readers can do. */
export const TTL_MINUTES = 5;
/** The date of a feed that has nothing in it yet. Atom asks for one, and it must not change by itself. */
export const BEGINNING = "2026-01-01T00:00:00Z";

/** A feed before it is rendered: what it is made of, and how. */
export type FeedDocument = {
  ingredients: string[];
  modified?: number;
  headers?: Record<string, string>;
  instalments?: Instalments;
  render: () => string;
};

/** A watch's feed that is asked for. */
export type Asked = {
  /** The address at which readers reach Treewatch, without a slash at the end. */
  base: string;
  watch: { id: string; key: string; title: string };
  format: FeedFormat;
  query: FeedQuery;
  /** The WebSub hub that is told of the watch's publications, where one is. */
  hub?: string | undefined;
};

/** What a document says of itself. */
export function frameOf({ base, watch, format, query, hub }: Asked) {
  const { archive: _, ...feed } = query;
  const pageUrl = pageOfWatch(base, watch.id);
  return {
    title: watch.title,
    pageUrl,
    selfUrl: feedUrl(pageUrl, format, feedQuery(query)),
    id: feedId(`watch/${watch.key}`, feed),
    ttlMinutes: TTL_MINUTES,
    // The hub is told of the whole feed: a reader of another one would wait for it in vain.
    ...(hub === undefined || feedQuery(query) !== "" ? {} : { hub }),
  };
}

/** The IRI of a feed: it names neither the host nor the format, and of a watch the first id that it had. */
export function feedId(what: string, query: FeedQuery): string {
  const asked = feedQuery(query);
  return `tag:treewatch,2026:${what}${asked === "" ? "" : `?${asked}`}`;
}

/** The updates that pass the feed's filter, as it tells them. */
export function selectUpdates({ query }: Asked, updates: readonly Update[]): Update[] {
  return updates.flatMap((update) => select(update, query.filter) ?? []);
}

export function itemsOf({ base, watch }: Asked, updates: readonly Update[]): Item[] {
  return updates.map((update) => updateItem({ watch, update, pageUrl: pageOfWatch(base, watch.id) }));
}

/** The archives of the feed as a document links to them that goes back to before the update `before`. */
export function archivesOf({ base, watch, format, query }: Asked, before: number): Archives {
  const { filter } = query;
  const pageUrl = pageOfWatch(base, watch.id);
  return { before, urlOf: (archive) => feedUrl(pageUrl, format, feedQuery({ filter, archive })) };
}

function pageOfWatch(base: string, id: string): string {
  return `${base}/${id}`;
}
