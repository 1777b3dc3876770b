/** What a feed format is: updates in, a document out. Pure; the same feed gives the same bytes. */
import type { Update } from "../updates.ts";

/** One update of one watch, as a feed shows it. */
export type FeedItem = { watch: { id: string; title: string }; update: Update };

/** A feed before it has a format. */
export type Feed = {
  title: string;
  description: string;
  /** Address of the page for people. */
  pageUrl: string;
  /** Address of this document, with its filter. */
  selfUrl: string;
  /** An IRI that never changes and names the feed itself (Atom's `id`). */
  id: string;
  /** True of a feed over all watches: an item's title then begins with its watch's. */
  manyWatches: boolean;
  /** Time of the newest update, else of the baseline, else a constant; RFC 3339. */
  updatedAt: string;
  /** Newest first; at most 100. */
  items: readonly FeedItem[];
  /** Minutes for which a reader may keep a copy. */
  ttlMinutes: number;
};

export interface FeedFormat {
  /** The part of the address after `feed.`. */
  readonly extension: "rss" | "atom" | "json";
  /** Without parameters, as autodiscovery links want it; served with `; charset=utf-8`. */
  readonly mediaType: string;
  /** For people: `RSS 2.0`. */
  readonly name: string;
  render(feed: Feed): string;
}
