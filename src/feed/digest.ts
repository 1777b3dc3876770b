/** PURE. A day or a week of a watch as one item, laid out as messages are. */
import { composeMessage } from "../notify/compose.ts";
import type { Line, Message, Part, Span } from "../notify/message.ts";
import { showEntries, showSum, sortUpdates } from "../notify/summary.ts";
import { escapeHtml } from "../text.ts";
import { DAY, formatTime, parseTime } from "../time.ts";
import type { Update } from "../updates.ts";
import type { Item } from "./item.ts";
import { endOf, startOf, type Period } from "./period.ts";
import { showDay, shown } from "./words.ts";

/** The most bytes that an item's body takes: so that a year of weeks fits one document of 250 kB, in every format. */
const maxBytes = 3200;

/** What the items are made for. `query` is the filter that chose the updates, as in an address; empty for none. */
export type Digested = {
  watch: { id: string; title: string };
  pageUrl: string;
  period: Period;
  query: string;
};

/** One item for each period that has updates, newest first. The updates are oldest first, and of closed periods. */
export function digestItems(about: Digested, updates: readonly Update[]): Item[] {
  const periods = Map.groupBy(updates, ({ detectedAt }) => startOf(about.period, parseTime(detectedAt)));
  return [...periods]
    .toSorted(([one], [other]) => other - one)
    .map(([start, members]) => digestItem(about, start, members));
}

function digestItem(about: Digested, start: number, updates: readonly Update[]): Item {
  const { watch, pageUrl, period } = about;
  const sorted = sortUpdates(updates);
  const gist = `${showSum(sorted)}${showEntries(sorted)}`;
  return {
    id: digestId(about, start, updates[0]?.id ?? ""),
    date: formatTime(endOf(period, start)),
    title: shown(`${showPeriod(period, start)}: ${gist}`),
    url: pageUrl,
    categories: [],
    summary: `${gist}.`,
    html: toHtml(composeMessage({ tells: "updates", watch, pageUrl, items: updates }), pageUrl),
    watch: watch.id,
  };
}

/**
 * The id of a digest: a tag URI of the watch's birth id, which the ids of its updates begin with, the period's first day
 * and the filter, whose digest is another than the whole one. Nothing else goes into it.
 */
function digestId({ period, query }: Digested, start: number, updateId: string): string {
  const birth = updateId.slice(0, updateId.lastIndexOf("/"));
  return `${birth}/${period}/${dateOf(start)}${query === "" ? "" : `?${query}`}`;
}

/** `2026-11-16`. */
function dateOf(time: number): string {
  return formatTime(time).slice(0, 10);
}

/** `16 Nov 2026`; of a week its first and its last day. */
function showPeriod(period: Period, start: number): string {
  const first = showDay(start);
  return period === "day" ? first : `${first} – ${showDay(endOf(period, start) - DAY)}`;
}

/**
 * The message as HTML that is safe to show. Its lists are cut where they do not fit, with a count of what is left out and
 * a link to the watch's page; what stands alone, such as that commits are missing, has its place first.
 */
function toHtml({ parts }: Message, pageUrl: string): string {
  let room = maxBytes;
  let left = 0;
  // Once something does not fit, nothing after it does: a list ends there.
  const fits = (text: string) => {
    room -= new TextEncoder().encode(text).length + 1;
    return room >= 0;
  };
  const write = ({ lines, rows }: Part): string[] => {
    const heads = lines.map((line) => `<p>${lineHtml(line)}</p>`).filter(fits);
    if (rows.length === 0) return heads;
    const listed = rows.map((row) => `<li>${lineHtml(row)}</li>`).filter(fits);
    left += rows.length - listed.length;
    return listed.length === 0 ? [] : [...heads, "<ul>", ...listed, "</ul>"];
  };
  const alone = new Map(parts.filter(({ rows }) => rows.length === 0).map((part) => [part, write(part)]));
  const html = parts.flatMap((part) => alone.get(part) ?? write(part));
  if (left > 0) html.push(`<p>${lineHtml([{ text: `and ${left} more`, url: pageUrl }])}</p>`);
  return html.join("\n");
}

function lineHtml(line: Line): string {
  return line.map(spanHtml).join("");
}

function spanHtml({ text, url, strong }: Span): string {
  const html = url === undefined ? escapeHtml(text) : `<a href="${escapeHtml(url)}">${escapeHtml(text)}</a>`;
  return strong ? `<strong>${html}</strong>` : html;
}
