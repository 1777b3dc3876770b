/** The JSON API's documents that take more than handing out what is stored. */
import { PAGE, readPage, type Published } from "../store/published.ts";
import { problem } from "./problem.ts";

/** What a reader asks of `updates.json`. */
export type Range = { after: number | undefined; limit: number };

/** The range in an address, or the 400 that says what is wrong with it. Any other parameter is wrong. */
export function parseRange(params: URLSearchParams): Range | Response {
  for (const name of new Set(params.keys())) {
    if (name !== "after" && name !== "limit") {
      return problem(400, "Unknown parameter", `updates.json takes "after" and "limit", nothing else.`);
    }
  }
  const after = params.get("after");
  const limit = params.get("limit") ?? String(PAGE);
  if (after !== null && !/^\d{1,15}$/.test(after)) {
    return problem(
      400,
      "Malformed parameter",
      `"after" is the seq of an update: a whole number, 0 for the beginning.`,
    );
  }
  if (!/^\d{1,3}$/.test(limit) || Number(limit) < 1 || Number(limit) > PAGE) {
    return problem(400, "Malformed parameter", `"limit" is a whole number from 1 to ${PAGE}.`);
  }
  return { after: after === null ? undefined : Number(after), limit: Number(limit) };
}

/**
 * The body of `updates.json`, or the error: 410 where the range begins before the oldest update that is kept, 503 where
 * KV does not show a page from here yet.
 */
export async function updatesBody(
  kv: KVNamespace,
  watch: string,
  published: Published | undefined,
  { after, limit }: Range,
): Promise<string | Response> {
  const { latest = 0, oldest = 0 } = published?.head ?? {};
  const from = after ?? Math.max(oldest - 1, 0);
  if (published === undefined || from >= latest) return body(watch, [], from);
  if (from + 1 < oldest) {
    return problem(410, "Gone", `The oldest update that is kept is ${oldest}: ask with after=${oldest - 1}.`);
  }
  const texts: string[] = [];
  const newest = published.updateTexts.toReversed();
  const firstNewest = latest - newest.length + 1;
  let next = from + 1;
  const to = Math.min(from + limit, latest);
  while (next <= to) {
    if (next >= firstNewest) {
      texts.push(...newest.slice(next - firstNewest, to - firstNewest + 1));
      break;
    }
    const page = Math.floor((next - 1) / PAGE);
    const held = await readPage(kv, watch, page);
    if (held === undefined) {
      return problem(503, "Not visible yet", "These updates are stored, but cannot be seen from here yet.", {
        "retry-after": "60",
      });
    }
    texts.push(...held.slice(next - 1 - page * PAGE, to - page * PAGE));
    next = (page + 1) * PAGE + 1;
  }
  return body(watch, texts, to);
}

/** The stored texts are JSON already, and go out as they are. */
function body(watch: string, texts: readonly string[], next: number): string {
  return `{"watch":${JSON.stringify(watch)},"updates":[${texts.join(",")}],"next":${next}}`;
}
