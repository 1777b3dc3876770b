/** PURE. What a feed's address may ask for beside its filter, and the one way in which it is written. */
import type { Period } from "../feed/period.ts";
import { filterQuery, parseFilter, type Filter } from "../filter.ts";

/** What is asked of a watch's feed: at most one of `archive` and `per`. */
export type FeedQuery = {
  filter: Filter;
  /** The `seq` of the update that an archive document ends with. */
  archive?: number;
  /** One item for each of these periods. */
  per?: Period;
};

/** Reads the address, or says in words what is wrong with it. */
export function parseFeedQuery(params: URLSearchParams): FeedQuery | { problem: string } {
  const parsed = parseFilter(params, ["archive", "per"]);
  if ("problem" in parsed) return parsed;
  const [archive, ...archives] = params.getAll("archive");
  const [per, ...pers] = params.getAll("per");
  if (archives.length + pers.length > 0 || (archive !== undefined && per !== undefined)) {
    return { problem: "there may be one archive or one per" };
  }
  if (archive !== undefined) {
    if (/^[1-9]\d{0,14}$/.test(archive)) return { ...parsed, archive: Number(archive) };
    return { problem: "archive is the seq of an update: a whole number from 1" };
  }
  if (per === undefined) return parsed;
  return per === "day" || per === "week" ? { ...parsed, per } : { problem: "per is day or week" };
}

/** The one query that means this, without `?`; empty where nothing is asked. */
export function feedQuery({ filter, archive, per }: FeedQuery): string {
  const own = [
    archive === undefined ? [] : `archive=${archive}`,
    per === undefined ? [] : `per=${per}`,
    filterQuery(filter),
  ];
  return own
    .flat()
    .filter((part) => part !== "")
    .join("&");
}
