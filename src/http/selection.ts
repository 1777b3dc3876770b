/** What a watch's page is asked to show: what changed since a day, and which of that. */
import { filterQuery, parseFilter, select, type Filter } from "../filter.ts";
import { readUpdates, type Published } from "../store/published.ts";
import { parseUpdate, type Update } from "../updates.ts";
import { readTime } from "./parameters.ts";

/** The most updates that a page looks at: at most five reads of KV. */
const LOOKED_AT = 500;

/** What is asked for. `since` is a time: updates that were seen from then on. */
export type Selection = { filter: Filter; since?: string };

/** What was found. */
export type Selected = {
  /** The updates that pass, newest first. */
  updates: Update[];
  /** How many of them are of each entry, most first. */
  counts: [entry: string, updates: number][];
  /** How many were looked at; `whole` where those are all that could pass. */
  lookedAt: number;
  whole: boolean;
};

/** Reads the address, or says in words what is wrong with it. A form sends its empty fields as well: they ask nothing. */
export function parseSelection(params: URLSearchParams): Selection | { problem: string } {
  const asked = new URLSearchParams([...params].filter(([, value]) => value !== ""));
  const parsed = parseFilter(asked, ["since"]);
  const [text, another] = asked.getAll("since");
  if ("problem" in parsed || text === undefined) return parsed;
  const since = readTime(text) ?? readTime(`${text}T00:00:00Z`);
  return since === undefined || another !== undefined
    ? { problem: "since is one day, such as 2026-11-23, or a time, such as 2026-11-23T06:00:00Z" }
    : { ...parsed, since };
}

/** Whether everything is asked for. */
export function asksNothing({ filter, since }: Selection): boolean {
  return since === undefined && filterQuery(filter) === "";
}

/** JSON of the newest updates, newest first, at most 500; of fewer where KV does not show the older ones from here. */
export async function newestTexts(
  kv: KVNamespace,
  watch: string,
  published: Published,
): Promise<readonly string[]> {
  const { head, updateTexts } = published;
  const from = Math.max(head.oldest, 1, head.latest - LOOKED_AT + 1);
  if (head.latest - from < updateTexts.length) return updateTexts;
  const texts = await readUpdates(kv, watch, published, { from, to: head.latest });
  return texts?.toReversed() ?? updateTexts;
}

/** What passes of these updates, which come newest first. */
export function selectFrom(texts: readonly string[], { filter, since = "" }: Selection): Selected {
  const updates: Update[] = [];
  const counts = new Map<string, number>();
  let lookedAt = 0;
  let whole = true;
  for (const text of texts) {
    const update = parseUpdate(text);
    whole = update.detectedAt < since;
    if (whole) break;
    lookedAt += 1;
    whole = update.seq === 1;
    const passing = select(update, filter);
    if (passing === undefined) continue;
    updates.push(passing);
    for (const change of passing.changes) {
      // A commit that touched everything is told for one entry, and counts for that one.
      if (select({ ...update, changes: [change] }, filter) === undefined) continue;
      counts.set(change.entry, (counts.get(change.entry) ?? 0) + 1);
    }
  }
  return { updates, counts: [...counts].toSorted(([, a], [, b]) => b - a), lookedAt, whole };
}
