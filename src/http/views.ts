/** What the pages show: everything worked out, nothing left to decide but how it looks. Times are RFC 3339. */
import type { Problem } from "../problems.ts";
import type { Commit, Entry } from "../listing.ts";
import type { ChannelStatus, Status } from "../status.ts";
import type { Update } from "../updates.ts";
import type { Activity } from "./activity.ts";
import type { Selected, Selection } from "./selection.ts";

/** A feed's address, absolute, for autodiscovery and for copying. */
export type FeedLink = { name: string; mediaType: string; url: string };

/** A watch by name, and where its own page is. */
export type WatchName = { id: string; title: string; pageUrl: string };

/** How a watch is doing. */
export type WatchSummary = WatchName & {
  /** The directory at its forge; absent where the watch's configuration is not valid. */
  forgeUrl?: string;
  state: Status["state"];
  /** Why it is paused, as its Watcher has told: a sentence for people. */
  pause?: string;
  /** When it was last and will next be looked at; absent before the first look. */
  checkedAt?: string;
  nextAt?: string;
  /** When it was last read with success: the age of what is shown. Absent before that. */
  readAt?: string;
  /** When the newest update was seen; absent before the first. */
  lastChangeAt?: string;
  /** When the baseline was taken; absent before it. */
  since?: string;
  /** Why it cannot be read, or is not valid: a sentence for people. */
  trouble?: string;
  /** What else the operator should know, a sentence or two each. */
  notes?: readonly string[];
};

export type WatchView = WatchSummary & {
  /** The newest ten, newest first. */
  updates: readonly Update[];
  head?: Commit;
  /** Absent before the baseline. */
  entries?: readonly Entry[];
  /** Absent before the baseline, and where no date is known. */
  activity?: Activity;
  feeds: readonly FeedLink[];
  channels: readonly ChannelView[];
};

/** What changed since a day, or in some entries, or by some people. */
export type SelectionView = WatchName & {
  selection: Selection;
  found: Selected;
  /** The feeds of this very selection. */
  feeds: readonly FeedLink[];
};

/** An update on a page of its own. */
export type UpdateView = WatchName & {
  update: Update;
  /** Its neighbours' `seq`, where they are kept and published. */
  previous?: number;
  next?: number;
  /** The watch's. */
  feeds: readonly FeedLink[];
};

export type ChannelView = ChannelStatus & {
  /** What an update has to match, in words (see `describeFilter`); absent where all are told. */
  filter?: string;
  /** When it is told, in words (see `describeWhen`). */
  when: string;
};

/** One of the pages that the watches are on. */
export type FrontView = {
  /** Those of this page, in the order of the configuration. */
  watches: readonly WatchSummary[];
  /** How many there are on all pages. */
  total: number;
  /** Which page this is, from 1 on, how many watches are on those before it, and the addresses of all. */
  number: number;
  before: number;
  pages: readonly string[];
  /** Of all pages, those that fail; on the first page only, as are updates and problems. */
  failing: readonly WatchName[];
  /** The newest ten of all watches, newest first. */
  updates: readonly { watch: WatchName; update: Update }[];
  feeds: readonly FeedLink[];
  opmlUrl: string;
  problems: readonly Problem[];
};
