/** What the pages of one watch show, worked out from what is published and from how things stand by the Fleet. */
import * as z from "zod/mini";
import type { Watch } from "../config.ts";
import { theFleet, type LastTick } from "../fleet.ts";
import { hostsTick } from "../host.ts";
import type { NamedWatch } from "../named-watches.ts";
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
import { Told, type ToldText } from "../store/told-store.ts";
import { formatTime, MINUTE, parseTime } from "../time.ts";
import { parseUpdate } from "../updates.ts";
import { bindings } from "../variables.ts";
import { activityOf } from "./activity.ts";
import { feedLinks } from "./feeds.ts";
import { renderSelection } from "./pages/selection.tsx";
import { renderWatch } from "./pages/watch.tsx";
import { newestTexts, selectFrom, type Selection } from "./selection.ts";
import type { ChannelView, WatchSummary, WatchView } from "./views.ts";

/** Updates on a page. */
export const NEWEST = 10;

/** A watch's page: as it stands, without a selection. */
export async function watchPage(env: Env, named: NamedWatch, base: string): Promise<string> {
  const [{ lastTick, told }, published] = await Promise.all([
    theFleet(env).overview({ keys: [named.key] }),
    readPublished(env.KV, named.key, Date.now()),
  ]);
  const report = readTold(told).get(named.key);
  const summary = summarise(base, named, report, lastTick);
  return renderWatch({
    ...summary,
    updates: published === undefined ? [] : publishedUpdates(published, NEWEST),
    ...(published === undefined ? {} : await pictureOf(env.KV, named.key, published)),
    feeds: feedLinks(summary.pageUrl),
    channels: channelsOf(env, named.watch, report?.status),
  });
}

/** What changed of what is asked for, as far as that is published. */
export async function selectionPage(
  env: Env,
  { id, key, title }: NamedWatch,
  base: string,
  selection: Selection,
): Promise<string> {
  const published = await readPublished(env.KV, key, Date.now());
  const texts = published === undefined ? [] : await newestTexts(env.KV, key, published);
  const pageUrl = `${base}/${id}`;
  return renderSelection({
    id,
    title,
    pageUrl,
    selection,
    found: selectFrom(texts, selection),
    feeds: feedLinks(pageUrl, filterQuery(selection.filter)),
  });
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

/** What watches told, by their keys. */
export function readTold(told: readonly ToldText[]): Map<string, Told> {
  return new Map(told.map(({ key, text }) => [key, z.parse(Told, JSON.parse(text))]));
}

/** How a watch is doing: by its configuration, and as it was `told`. */
export function summarise(base: string, named: NamedWatch, told?: Told, lastTick?: LastTick): WatchSummary {
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
