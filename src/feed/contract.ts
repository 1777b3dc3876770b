/** What a feed format is: items in, a document out. Pure; the same feed gives the same bytes. */
import type { Item } from "./item.ts";

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
  /** Time of the newest item, else of the baseline, else a constant; RFC 3339. */
  updatedAt: string;
  /** Newest first; at most 100. */
  items: readonly Item[];
  /** Minutes for which a reader may keep a copy. */
  ttlMinutes: number;
  /** Address of the WebSub hub that is told of each publication; absent where none is. */
  hub?: string;
  /** Where what is older is found; absent where nothing else is kept. */
  archives?: Archives;
};

/**
 * Archived feeds (RFC 5005, 4): documents that go on from one another into the past, each up to an update that its
 * address names. Such a document holds the same updates whenever it is asked for.
 */
export type Archives = {
  /** Address of the archive document that ends with the update of this `seq`. */
  urlOf: (seq: number) => string;
  /** `seq` of the newest update that lies before the feed's items; 0 where there is none. */
  before: number;
  /** Of an archive document: address of the feed that it is an archive of. */
  current?: string;
};

/** A feed as a format writes it: all but its items, which are written already. */
export type Envelope = Omit<Feed, "items" | "archives"> & {
  isEmpty: boolean;
  /** Address of the archive document that goes on where this document ends. */
  previousUrl?: string;
  /** Of an archive document: address of the feed that it is an archive of. */
  currentUrl?: string;
};

export interface FeedFormat {
  /** The part of the address after `feed.`. */
  readonly extension: "rss" | "atom" | "json";
  /** Without parameters, as autodiscovery links want it; served with `; charset=utf-8`. */
  readonly mediaType: string;
  /** For people: `RSS 2.0`. */
  readonly name: string;
  /** One item as it stands in a document. */
  writeItem(item: Item): string;
  /** The document around items that are written, newest first. */
  writeDocument(envelope: Envelope, items: readonly string[]): string;
}
