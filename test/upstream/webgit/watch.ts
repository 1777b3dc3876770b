/** A watch of a directory at one of the programs, as a poll sees it: what the last one left is handed to the next. */
import type { Listing } from "../../../src/listing.ts";
import { isOpen, type Kept, poll, type Polled } from "../../../src/poll.ts";
import { drive } from "../../../src/upstream/ask.ts";
import { webgit } from "../../../src/upstream/webgit.ts";
import { perform } from "../git/watch.ts";

export class WebgitWatch {
  /** How many requests the last poll made. */
  requests = 0;
  listing: Listing | undefined;
  readonly #url: string;
  #kept: Kept | undefined;

  constructor(url: string) {
    this.#url = url;
  }

  async poll(): Promise<Polled> {
    const target = webgit.match(new URL(this.#url));
    if (target === undefined) throw new Error(`no address of a tree page: ${this.#url}`);
    this.requests = 0;
    const polled = await poll(
      { list: (known) => webgit.list(target, known) },
      (steps) =>
        drive(steps, (request) => {
          this.requests += 1;
          return perform(request);
        }),
      this.#kept,
    );
    if (polled.outcome === "failed") return polled;
    const at = polled.at ?? this.#kept?.known.at;
    const listing = polled.next?.listing ?? this.listing;
    const open = polled.next?.open ?? this.#kept?.open ?? { rows: [] };
    if (listing === undefined) throw new Error("no listing");
    this.listing = listing;
    this.#kept = {
      known: {
        entries: listing.entries.length,
        open: isOpen(open),
        listing: () => listing,
        ...(listing.head === undefined ? {} : { head: listing.head.id }),
        ...(at === undefined ? {} : { at }),
      },
      open,
      listing: () => listing,
      retargeted: false,
      hasLeft: () => false,
    };
    return polled;
  }

  /** Polls where the directory can be read, and returns what is told. */
  async updates() {
    const polled = await this.poll();
    if (polled.outcome === "failed") throw new Error(JSON.stringify(polled.refusal));
    return "updates" in polled ? polled.updates : [];
  }
}
