/** Addresses of Treewatch's own, below that of a watch's page. */
import { filterOfEntry, filterQuery } from "../../filter.ts";

/** The front page's; undefined where the watch's is no address. */
export function homeUrl(pageUrl: string): string | undefined {
  return URL.parse(".", pageUrl)?.href;
}

/** Of one of the watch's documents, such as `snapshot.json`. */
export function documentUrl(pageUrl: string, name: string): string {
  return `${pageUrl.replace(/\/$/, "")}/${name}`;
}

/** Of an update's own page. */
export function updateUrl(pageUrl: string, seq: number): string {
  return documentUrl(pageUrl, `updates/${seq}`);
}

/** Of what changed in an entry; undefined where no pattern can be written for its name. */
export function entryUrl(pageUrl: string, entry: string): string | undefined {
  const filter = filterOfEntry(entry);
  return filter && `${pageUrl}?${filterQuery(filter)}`;
}
