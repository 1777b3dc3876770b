/** What the pages show: everything worked out, nothing left to decide but how it looks. Times are RFC 3339. */
import type { Problem } from "../problems.ts";
import type { Commit, Entry } from "../listing.ts";
import type { ChannelStatus, Status } from "../status.ts";
import type { Update } from "../updates.ts";

/** A feed's address, absolute, for autodiscovery and for copying. */
export type FeedLink = { name: string; mediaType: string; url: string };

/** How a watch is doing. */
export type WatchSummary = {
  id: string;
  title: string;
  /** The watch's own page. */
  pageUrl: string;
  /** The directory at its forge; absent where the watch's configuration is not valid. */
  forgeUrl?: string;
  state: Status["state"];
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
  feeds: readonly FeedLink[];
  channels: readonly ChannelView[];
};

export type ChannelView = ChannelStatus & {
  /** What an update has to match, in words (see `describeFilter`); absent where all are told. */
  filter?: string;
  /** When it is told, in words (see `describeWhen`). */
  when: string;
};

export type FrontView = {
  watches: readonly WatchSummary[];
  /** The newest ten of all watches, newest first. */
  updates: readonly { watch: { id: string; title: string; pageUrl: string }; update: Update }[];
  feeds: readonly FeedLink[];
  opmlUrl: string;
  problems: readonly Problem[];
};
