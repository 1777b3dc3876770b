/** The feeds of one watch that go further back than the newest updates: archive documents, and digests by day or week. */
import { digestItems } from "../feed/digest.ts";
import { feedUrl } from "../feed/index.ts";
import { closedAt, closedUntil, endOf, startOf, startOfRun, type Period } from "../feed/period.ts";
import { renderFeed } from "../feed/render.ts";
import { filterQuery } from "../filter.ts";
import { PAGE, pageOf, publishedUpdates, readUpdates, type Published } from "../store/published.ts";
import { formatTime, parseTime } from "../time.ts";
import { parseUpdate, type Update } from "../updates.ts";
import {
  archivesOf,
  BEGINNING,
  frameOf,
  itemsOf,
  selectUpdates,
  type Asked,
  type FeedDocument,
} from "./feed-frame.ts";
import { feedQuery } from "./feed-query.ts";
import { notVisibleYet, problem } from "./problem.ts";

/** Periods in a digest: a year of weeks, a month of days. */
const PERIODS: Readonly<Record<Period, number>> = { day: 31, week: 52 };
/** Pages that are read side by side: the platform opens no more connections. */
const PAGES_AT_ONCE = 6;
/** The most updates that a digest looks at. What it cannot see whole it leaves out. */
const MAX_UPDATES = 100 * PAGE;

/**
 * An archive document: the updates that end with the one its address names, back to the beginning of their page. They
 * never change, and no more does the document. 404 where there is no such update yet, 410 where it is kept no longer.
 */
export async function archiveFeed(
  kv: KVNamespace,
  asked: Asked,
  published: Published | undefined,
  archive: number,
): Promise<FeedDocument | Response> {
  const { latest = 0, oldest = 0, since = "" } = published?.head ?? {};
  if (published === undefined || archive > latest) {
    return problem(
      404,
      "No such archive",
      `The newest update is ${latest}: an archive ends with that or an earlier one.`,
    );
  }
  if (archive < oldest) {
    return problem(
      410,
      "Gone",
      `The oldest update that is kept is ${oldest}: an archive ends with that or a later one.`,
    );
  }
  const before = pageOf(archive) * PAGE;
  const texts = await readUpdates(kv, asked.watch.key, published, { from: before + 1, to: archive });
  if (texts === undefined) return notVisibleYet();
  const { query, format, watch } = asked;
  const frame = frameOf(asked);
  return {
    // A watch that lost its storage begins anew, under the same numbers.
    ingredients: [frame.selfUrl, watch.title, since],
    render() {
      const updates = texts.map(parseUpdate).toReversed();
      const current = feedUrl(frame.pageUrl, format, feedQuery({ filter: query.filter }));
      return renderFeed(format, {
        ...frame,
        description: "An archive: what changed earlier.",
        updatedAt: updates[0]?.detectedAt ?? BEGINNING,
        items: itemsOf(asked, selectUpdates(asked, updates)),
        archives: { ...archivesOf(asked, before), current },
      });
    },
  };
}

/** A digest before its updates are read, which takes up to a hundred reads: what it is made of is known without. */
export type Digest = {
  document: Omit<FeedDocument, "render">;
  /** Reads the updates. */
  read: () => Promise<FeedDocument | Response>;
};

/** The digest of a watch by day or week. Its ingredients change only when a period is closed, or something expires. */
export function digestFeed(
  kv: KVNamespace,
  asked: Asked,
  published: Published | undefined,
  { period, now }: { period: Period; now: number },
): Digest {
  const { watch, format, query } = asked;
  const { oldest = 0, since = BEGINNING } = published?.head ?? {};
  const frame = frameOf(asked);
  const end = closedUntil(period, now);
  const isClosed = ({ detectedAt }: Update) => parseTime(detectedAt) < end;
  const last = published?.updateTexts.values().map(parseUpdate).find(isClosed);
  const document = {
    ingredients: [frame.selfUrl, watch.title, since, String(oldest), formatTime(end), last?.id ?? ""],
    modified: closedAt(end),
  };
  return {
    document,
    async read() {
      const begin = startOfRun(period, end, PERIODS[period]);
      const whole =
        published === undefined ? [] : await readSince(kv, watch.key, published, { period, begin });
      if (whole === undefined) return notVisibleYet();
      const about = { watch, pageUrl: frame.pageUrl, period, query: filterQuery(query.filter) };
      const render = () => {
        const items = digestItems(about, selectUpdates(asked, whole.filter(isClosed)));
        return renderFeed(format, {
          ...frame,
          title: `${watch.title}, by ${period}`,
          description: `What changed, an item for each ${period} (UTC) that is over.`,
          updatedAt: items[0]?.date ?? since,
          items,
        });
      };
      return { ...document, render };
    },
  };
}

/**
 * The updates of the periods from `begin` on, oldest first. A period of which some is kept no longer, or not looked at, is
 * left out: its digest would be another one than before. Undefined where KV does not show a page.
 */
async function readSince(
  kv: KVNamespace,
  watch: string,
  published: Published,
  { period, begin }: { period: Period; begin: number },
): Promise<Update[] | undefined> {
  const { oldest } = published.head;
  const newestFirst = publishedUpdates(published);
  for (;;) {
    const last = newestFirst.at(-1);
    if (last === undefined || last.seq <= oldest || timeOf(last) < begin) break;
    if (newestFirst.length >= MAX_UPDATES) break;
    const to = last.seq - 1;
    const from = Math.max(oldest, (pageOf(to) - PAGES_AT_ONCE + 1) * PAGE + 1);
    const texts = await readUpdates(kv, watch, published, { from, to });
    if (texts === undefined) return undefined;
    newestFirst.push(...texts.toReversed().map(parseUpdate));
  }
  const last = newestFirst.at(-1);
  const isAll = last === undefined || last.seq === 1;
  const first = isAll ? begin : Math.max(begin, endOf(period, startOf(period, timeOf(last))));
  return newestFirst.filter((update) => timeOf(update) >= first).toReversed();
}

/** When an update was seen; NaN, which is neither before nor after anything, where there is none. */
function timeOf(update: Update | undefined): number {
  return parseTime(update?.detectedAt ?? "");
}
