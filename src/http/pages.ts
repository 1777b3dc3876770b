/** What the pages show, worked out from what is published and from how things stand by the Fleet. */
import * as z from "zod/mini";
import { namedWatches, type Config, type NamedWatch, type Watch } from "../config.ts";
import { theFleet, type LastTick, type Told } from "../fleet.ts";
import { hostsTick } from "../host.ts";
import { channelStatus } from "../notify/channel-status.ts";
import { configureChannels } from "../notify/configured.ts";
import { describeFilter } from "../notify/filter-words.ts";
import { describeWhen } from "../notify/when.ts";
import { explainProblems } from "../problems.ts";
import { lastDue, nextDue } from "../schedule.ts";
import type { Status } from "../status.ts";
import { filterQuery } from "../filter.ts";
import { publishedUpdates, readPublished, type Published } from "../store/published.ts";
import { Snapshot } from "../store/snapshot.ts";
import { formatTime, MINUTE, parseTime } from "../time.ts";
import { parseUpdate } from "../updates.ts";
import { bindings } from "../variables.ts";
import { activityOf } from "./activity.ts";
import { feedLinks } from "./feeds.ts";
import { renderFront } from "./pages/front.tsx";
import { pageHeaders } from "./pages/layout.tsx";
import { renderSelection } from "./pages/selection.tsx";
import { renderWatch } from "./pages/watch.tsx";
import { newestTexts, selectFrom, type Selection } from "./selection.ts";
import type { ChannelView, WatchSummary, WatchView } from "./views.ts";

/** Updates on a page. */
const NEWEST = 10;

/** A page for people, and the headers it is sent with. */
export type Page = { html: string; headers: Record<string, string> };

export async function frontPage(env: Env, config: Config, base: string): Promise<Page> {
  const { lastTick, told, updates } = await theFleet(env).overview(NEWEST);
  const reports = new Map(told.map((report) => [report.key, report]));
  const summaries = new Map(
    namedWatches(config).map((one) => [one.key, summarise(base, one, reports.get(one.key), lastTick)]),
  );
  const html = renderFront({
    watches: [...summaries.values()],
    updates: updates.flatMap(({ key, text }) => {
      const watch = summaries.get(key);
      return watch === undefined ? [] : [{ watch, update: parseUpdate(text) }];
    }),
    feeds: feedLinks(base),
    opmlUrl: `${base}/feeds.opml`,
    problems: config.problems,
  });
  return { html, headers: pageHeaders };
}

/** A watch's page: as it stands, without a selection. */
export async function watchPage(env: Env, named: NamedWatch, base: string): Promise<Page> {
  const [{ lastTick, told }, published] = await Promise.all([
    theFleet(env).overview(0),
    readPublished(env.KV, named.key, Date.now()),
  ]);
  const report = told.find(({ key }) => key === named.key);
  const summary = summarise(base, named, report, lastTick);
  const html = renderWatch({
    ...summary,
    updates: published === undefined ? [] : publishedUpdates(published, NEWEST),
    ...(published === undefined ? {} : await pictureOf(env.KV, named.key, published)),
    feeds: feedLinks(summary.pageUrl),
    channels: channelsOf(env, named.watch, report?.status),
  });
  return { html, headers: pageHeaders };
}

/** What changed of what is asked for, as far as that is published. */
export async function selectionPage(
  env: Env,
  { id, key, title }: NamedWatch,
  base: string,
  selection: Selection,
): Promise<Page> {
  const published = await readPublished(env.KV, key, Date.now());
  const texts = published === undefined ? [] : await newestTexts(env.KV, key, published);
  const pageUrl = `${base}/${id}`;
  const html = renderSelection({
    id,
    title,
    pageUrl,
    selection,
    found: selectFrom(texts, selection),
    feeds: feedLinks(pageUrl, filterQuery(selection.filter)),
  });
  return { html, headers: pageHeaders };
}

/** What a watch's latest listing is, and where the work happens in it. */
type Picture = Pick<WatchView, "head" | "entries" | "activity">;

/** The pictures that this isolate has shown, by watch: a publication is read and parsed for one of them once. */
const pictures = new Map<string, { version: string; picture: Picture }>();

async function pictureOf(kv: KVNamespace, key: string, published: Published): Promise<Picture> {
  const { version, snapshotText, updateTexts, head: of } = published;
  const known = pictures.get(key);
  if (known?.version === version) return known.picture;
  const { head, entries } = z.parse(Snapshot, JSON.parse(snapshotText));
  const texts = await newestTexts(kv, key, published);
  const activity = activityOf(entries, texts.values().map(parseUpdate), parseTime(of.snapshot.takenAt));
  const picture = { entries, ...(head && { head }), ...(activity && { activity }) };
  // Where KV did not show the older updates, it may at the next look.
  const kept = of.latest - Math.max(of.oldest, 1) + 1;
  if (texts.length > updateTexts.length || texts.length >= kept) pictures.set(key, { version, picture });
  return picture;
}

function summarise(base: string, named: NamedWatch, told?: Told, lastTick?: LastTick): WatchSummary {
  const { id, title, watch, problems } = named;
  const { status, since, changedAt } = told ?? {};
  // One that is paused may have been moved in, which its Watcher alone knows.
  const state = watch === undefined ? "paused" : (status?.state ?? (watch.paused ? "paused" : "new"));
  const trouble = watch === undefined ? explainProblems(problems) : status?.lastPoll?.message;
  return {
    id,
    title,
    pageUrl: `${base}/${id}`,
    ...(watch === undefined ? {} : { forgeUrl: watch.source.url }),
    state,
    ...(state === "paused" && status?.message !== undefined ? { pause: status.message } : {}),
    ...(watch === undefined || state === "paused" ? {} : times(watch, status, lastTick)),
    ...(since === undefined ? {} : { since }),
    ...(changedAt === undefined ? {} : { lastChangeAt: changedAt }),
    ...(status?.lastSuccess === undefined ? {} : { readAt: status.lastSuccess }),
    ...(trouble === undefined ? {} : { trouble }),
    ...(status?.notes === undefined ? {} : { notes: status.notes.map(({ message }) => message) }),
  };
}

/**
 * When the directory was last looked at and will be next. The Fleet hears of polls only when they bring something, so
 * that of a quiet one is reckoned from the schedule and the last tick.
 */
function times(watch: Watch, status?: Status, lastTick?: LastTick): { checkedAt?: string; nextAt?: string } {
  if (lastTick === undefined) return {};
  const scheduledTime = hostsTick(lastTick, watch);
  const looked = status?.lastPoll === undefined ? undefined : parseTime(status.lastPoll.at);
  const next = status?.snapshot === undefined ? scheduledTime + MINUTE : nextDue(watch, scheduledTime);
  const notBefore =
    status?.state === "failing" && status.nextPoll !== undefined ? parseTime(status.nextPoll) : 0;
  return {
    ...(looked === undefined
      ? {}
      : { checkedAt: formatTime(Math.max(looked, lastDue(watch, scheduledTime))) }),
    nextAt: formatTime(Math.max(next, notBefore)),
  };
}

/** The channels as the Watcher told of them; one that it has not told of yet is said by its secret alone. */
function channelsOf(env: Env, watch: Watch | undefined, status?: Status): ChannelView[] {
  return configureChannels(watch?.channels ?? [], bindings(env)).map((channel) => {
    const told = status?.channels.find(({ name, kind }) => name === channel.name && kind === channel.kind);
    const filter = describeFilter(channel.filter);
    return {
      ...(told ?? channelStatus(channel, { latest: 0, salt: "" })),
      ...(filter === undefined ? {} : { filter }),
      when: describeWhen(channel.when),
    };
  });
}
