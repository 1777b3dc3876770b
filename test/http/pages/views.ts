/** Views written by hand, to be varied by tests. */
import type { Change } from "../../../src/diff.ts";
import type { Selected } from "../../../src/http/selection.ts";
import type {
  ChannelView,
  FeedLink,
  FrontView,
  SelectionView,
  UpdateView,
  WatchSummary,
  WatchView,
} from "../../../src/http/views.ts";
import type { Entry } from "../../../src/listing.ts";
import type { Update } from "../../../src/updates.ts";
import { commitOf, entryOf, updated, updateOf } from "../../feed/sample.ts";

export const summary: WatchSummary = {
  id: "spdk-lib",
  title: "spdk/lib",
  pageUrl: "https://treewatch.example/spdk-lib",
  forgeUrl: "https://git.example/mirror/spdk/src/branch/master/lib",
  state: "ok",
  checkedAt: "2026-11-23T06:05:00Z",
  nextAt: "2026-11-23T06:10:00Z",
  readAt: "2026-11-23T06:05:00Z",
  lastChangeAt: "2026-01-27T20:56:00Z",
  since: "2026-01-20T05:00:00Z",
};

/** A watch before anything was asked of its forge. */
export const unseen: WatchSummary = {
  id: "spdk-lib",
  title: "spdk/lib",
  pageUrl: "https://treewatch.example/spdk-lib",
  forgeUrl: "https://git.example/mirror/spdk/src/branch/master/lib",
  state: "new",
};

export function feedsAt(address: string): FeedLink[] {
  return [
    { name: "RSS 2.0", mediaType: "application/rss+xml", url: `${address}/feed.rss` },
    { name: "JSON Feed 1.1", mediaType: "application/feed+json", url: `${address}/feed.json` },
  ];
}

export function watchOf(more: Partial<WatchView> = {}, of: WatchSummary = summary): WatchView {
  return { ...of, updates: [], feeds: feedsAt(of.pageUrl), channels: [], ...more };
}

export function frontOf(more: Partial<FrontView> = {}): FrontView {
  const { watches = [summary] } = more;
  return {
    watches,
    total: watches.length,
    number: 1,
    before: 0,
    pages: ["https://treewatch.example/"],
    failing: [],
    updates: [],
    feeds: feedsAt("https://treewatch.example"),
    opmlUrl: "https://treewatch.example/feeds.opml",
    problems: [],
    ...more,
  };
}

/** Of a front page where there are three, one watch on each. */
export const manyPages = {
  total: 300,
  pages: ["", "page/2", "page/3"].map((path) => `https://treewatch.example/${path}`),
};

const named = { id: "spdk-lib", title: "spdk/lib", pageUrl: summary.pageUrl };

/** So many updates, all of one entry. */
export function selectedOf(amount: number, more: Partial<Selected> = {}): Selected {
  const updates = Array.from({ length: amount }, () => byCommit([updated("nvmf")]));
  return { updates, counts: [], lookedAt: amount, whole: true, ...more };
}

export function selectionOf(more: Partial<SelectionView> = {}): SelectionView {
  const feeds = feedsAt(summary.pageUrl);
  return { ...named, selection: { filter: {} }, found: selectedOf(1), feeds, ...more };
}

export function updateViewOf(more: Partial<UpdateView> = {}): UpdateView {
  return { ...named, update: byCommit([updated("nvmf")]), feeds: feedsAt(summary.pageUrl), ...more };
}

export function channelOf(more: Partial<ChannelView> = {}): ChannelView {
  return {
    name: "SLACK_STORAGE_TEAM",
    kind: "slack",
    state: "idle",
    delivered: 17,
    skipped: 0,
    when: "at once",
    ...more,
  };
}

/** An update by one commit, complete. */
export function byCommit(changes: Change[], more: Partial<Update> = {}): Update {
  return updateOf(1, changes, commitOf("nvmf/vfio-user: add live migration"), more);
}

/** A view in which every text and address that others write is this one. */
export function hostileWatch(text: string): WatchView {
  const commit = commitOf(text, { author: text, body: text, url: text });
  const entry: Entry = entryOf(text, { commit, url: text });
  const renamed: Change = { kind: "renamed", entry: text, before: entry, after: entry };
  return watchOf({
    title: text,
    forgeUrl: text,
    state: "failing",
    trouble: text,
    head: commit,
    entries: [entry],
    activity: { begin: 0, rows: [{ name: text, counts: [1], total: 1 }], more: 1 },
    updates: [updateOf(2, [renamed, updated(text)], commit), updateOf(1, [renamed])],
    channels: [
      channelOf({ name: text, state: "stopped", message: text, skipped: 5, filter: text }),
      channelOf({ state: "waiting", when: text }),
    ],
  });
}

/** An update in which every text and address that others write is this one. */
export function hostileUpdate(text: string): UpdateView {
  const { updates, title } = hostileWatch(text);
  return updateViewOf({ title, ...(updates[0] && { update: updates[0] }), previous: 1, next: 3 });
}

/** The front page of many watches, in the same way. */
export function hostileFront(text: string): FrontView {
  const { updates, ...watch } = hostileWatch(text);
  return frontOf({
    ...manyPages,
    watches: [watch],
    failing: [watch],
    updates: updates.map((update) => ({ watch, update })),
    problems: [{ watch: text, field: text, problem: text }],
  });
}

/** What was found, in the same way. */
export function hostileSelection(text: string): SelectionView {
  const { updates, title } = hostileWatch(text);
  return selectionOf({ title, found: selectedOf(0, { updates: [...updates], counts: [[text, 1]] }) });
}
