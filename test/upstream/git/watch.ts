/** A watch of a repository as a poll sees it: what the last one left is handed to the next. */
import type { Listing } from "../../../src/listing.ts";
import { drive } from "../../../src/upstream/ask.ts";
import type { HistoryCommit, Known, Read, Refused, Unchanged } from "../../../src/upstream/contract.ts";
import { createPerform, type Perform } from "../../../src/upstream/fetch.ts";
import { git } from "../../../src/upstream/git.ts";
import type { Refusal } from "../../../src/upstream/refusal.ts";
import type { GitTarget } from "../../../src/upstream/git/address.ts";
import type { Logged } from "../../git/log.ts";

/** Makes real requests, on loopback too. */
export const perform = createPerform({
  fetch: (url, init) => fetch(url, init),
  userAgent: "Treewatch/test",
  allowPrivateHosts: true,
});

export class GitWatch {
  target: GitTarget;
  /** What the last poll left. */
  known: Known | undefined;
  /** Who makes the requests. */
  perform: Perform = perform;

  constructor(target: GitTarget) {
    this.target = target;
  }

  async poll(): Promise<Read | Unchanged | Refused> {
    const read = await drive(git.list(this.target, this.known), this.perform);
    if (read.is === "listing") this.keep(read.listing, read.notReady.length > 0, read.at);
    return read;
  }

  /** Polls where a refusal is expected. */
  async refusal(): Promise<Refusal> {
    const read = await this.poll();
    if (read.is !== "refused") throw new Error("the directory was read");
    return read.refusal;
  }

  /** Polls where a listing is expected. */
  async read(): Promise<Read> {
    const read = await this.poll();
    if (read.is !== "listing") throw new Error(`no listing: ${JSON.stringify(read)}`);
    return read;
  }

  keep(listing: Listing, open: boolean, at: string | undefined): void {
    this.known = {
      entries: listing.entries.length,
      open,
      listing: () => listing,
      ...(listing.head === undefined ? {} : { head: listing.head.id }),
      ...(at === undefined ? {} : { at }),
    };
  }
}

/** A history in the form that `logOf` gives. */
export function folded(read: Read): Logged[] {
  return (read.history?.commits ?? []).map(({ commit, changes }: HistoryCommit) => ({
    id: commit.id,
    changes: Object.fromEntries(
      changes
        .map(({ kind, entry, from }) => [from === undefined ? entry : `${from} → ${entry}`, kind] as const)
        .toSorted(([a], [b]) => (a < b ? -1 : 1)),
    ),
  }));
}
