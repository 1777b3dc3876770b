/** What the pages show, worked out from what is published and from how things stand by the Fleet. */
import * as z from "zod/mini";
import { namedWatches, type Config, type NamedWatch, type Watch } from "../config.ts";
import { theFleet, type LastTick, type Told } from "../fleet.ts";
import { channelStatus } from "../notify/channel-status.ts";
import { configureChannels } from "../notify/configured.ts";
import { describeFilter } from "../notify/filter-words.ts";
import { describeWhen } from "../notify/when.ts";
import { explainProblems } from "../problems.ts";
import { lastDue, nextDue } from "../schedule.ts";
import type { Status } from "../status.ts";
import { publishedUpdates, readPublished, type Published } from "../store/published.ts";
import { Snapshot } from "../store/snapshot.ts";
import { formatTime, MINUTE, parseTime } from "../time.ts";
import { parseUpdate } from "../updates.ts";
import { bindings } from "../variables.ts";
import { feedLinks } from "./feeds.ts";
import { renderFront } from "./pages/front.tsx";
import { pageHeaders } from "./pages/layout.tsx";
import { renderWatch } from "./pages/watch.tsx";
import type { ChannelView, WatchSummary } from "./views.ts";

/** Updates on a page. */
const NEWEST = 10;

type Page = { html: string; headers: Record<string, string> };

export async function frontPage(env: Env, config: Config, base: string): Promise<Page> {
  const { lastTick, told, updates } = await theFleet(env).overview(NEWEST);
  const watches = namedWatches(config).map((named) =>
    summarise(
      base,
      named,
      told.find(({ status }) => status.watch === named.id),
      lastTick,
    ),
  );
  const html = renderFront({
    watches,
    updates: updates.flatMap(({ watch: id, text }) => {
      const watch = watches.find((one) => one.id === id);
      return watch === undefined ? [] : [{ watch, update: parseUpdate(text) }];
    }),
    feeds: feedLinks(base),
    opmlUrl: `${base}/feeds.opml`,
    problems: config.problems,
  });
  return { html, headers: pageHeaders };
}

export async function watchPage(env: Env, named: NamedWatch, base: string): Promise<Page> {
  const [{ lastTick, told }, published] = await Promise.all([
    theFleet(env).overview(0),
    readPublished(env.KV, named.id, Date.now()),
  ]);
  const report = told.find(({ status }) => status.watch === named.id);
  const summary = summarise(base, named, report, lastTick);
  const html = renderWatch({
    ...summary,
    updates: published === undefined ? [] : publishedUpdates(published).slice(0, NEWEST),
    ...(published === undefined ? {} : listingOf(published)),
    feeds: feedLinks(summary.pageUrl),
    channels: channelsOf(env, named.watch, report?.status),
  });
  return { html, headers: pageHeaders };
}

function listingOf(published: Published) {
  const { head, entries } = z.parse(Snapshot, JSON.parse(published.snapshotText));
  return head === undefined ? { entries } : { head, entries };
}

function summarise(base: string, named: NamedWatch, told?: Told, lastTick?: LastTick): WatchSummary {
  const { id, title, watch, problems } = named;
  const { status, since, changedAt } = told ?? {};
  const trouble = watch === undefined ? explainProblems(problems) : status?.lastPoll?.message;
  return {
    id,
    title,
    pageUrl: `${base}/${id}`,
    ...(watch === undefined ? {} : { forgeUrl: watch.source.url }),
    state: watch === undefined || watch.paused ? "paused" : (status?.state ?? "new"),
    ...(watch === undefined || watch.paused ? {} : times(watch, status, lastTick)),
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
  const { scheduledTime } = lastTick;
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
