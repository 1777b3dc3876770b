/** The registry of feed formats: one line each. */
import { atom } from "./atom.ts";
import type { FeedFormat } from "./contract.ts";
import { json } from "./json.ts";
import { rss } from "./rss.ts";

/** The formats there are, in the order in which they are offered. */
export const feedFormats: readonly FeedFormat[] = [rss, atom, json];
