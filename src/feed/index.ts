/** The registry of feed formats: one line each. */
import { atom } from "./atom.ts";
import type { FeedFormat } from "./contract.ts";
import { json } from "./json.ts";
import { rss } from "./rss.ts";

/** The formats there are, in the order in which they are offered. */
export const feedFormats: readonly FeedFormat[] = [rss, atom, json];

/** The address of a page's feed in a format; `query` is what comes after the `?`, empty for none. */
export function feedUrl(pageUrl: string, { extension }: FeedFormat, query = ""): string {
  return `${pageUrl}/feed.${extension}${query === "" ? "" : `?${query}`}`;
}
