/** The JSON API's documents that take more than handing out what is stored. */
import { PAGE, readUpdates, type Published } from "../store/published.ts";
import type { Names } from "../watch-names.ts";
import { malformed, parseLimit, parseParameters } from "./parameters.ts";
import { notVisibleYet, problem } from "./problem.ts";

/** What a reader asks of `updates.json`. */
export type Range = { after: number | undefined; limit: number };

/** The range in an address, or the 400 that says what is wrong with it. */
export function parseRange(params: URLSearchParams): Range | Response {
  const given = parseParameters("updates.json", params, ["after", "limit"]);
  if (given instanceof Response) return given;
  const { after } = given;
  if (after !== undefined && !/^\d{1,15}$/.test(after)) {
    return malformed(`"after" is the seq of an update: a whole number, 0 for the beginning.`);
  }
  const limit = parseLimit(given.limit, PAGE);
  if (limit instanceof Response) return limit;
  return { after: after === undefined ? undefined : Number(after), limit };
}

/**
 * The body of `updates.json`, or the error: 410 where the range begins before the oldest update that is kept, 503 where
 * KV does not show a page from here yet.
 */
export async function updatesBody(
  kv: KVNamespace,
  { id, key }: Pick<Names, "id" | "key">,
  published: Published | undefined,
  { after, limit }: Range,
): Promise<string | Response> {
  const { latest = 0, oldest = 0 } = published?.head ?? {};
  const from = after ?? Math.max(oldest - 1, 0);
  if (published === undefined || from >= latest) return body(id, [], from);
  if (from + 1 < oldest) {
    return problem(410, "Gone", `The oldest update that is kept is ${oldest}: ask with after=${oldest - 1}.`);
  }
  const to = Math.min(from + limit, latest);
  const texts = await readUpdates(kv, key, published, { from: from + 1, to });
  return texts === undefined ? notVisibleYet() : body(id, texts, to);
}

/** The stored texts are JSON already, and go out as they are. */
function body(watch: string, texts: readonly string[], next: number): string {
  return `{"watch":${JSON.stringify(watch)},"updates":[${texts.join(",")}],"next":${next}}`;
}
