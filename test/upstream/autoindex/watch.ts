/** A watch of a directory index: each poll starts from what the last one left, as a Watcher's does. */
import type { Listing } from "../../../src/listing.ts";
import { isOpen, type Kept, type Open, poll, type Polled } from "../../../src/poll.ts";
import { drive } from "../../../src/upstream/ask.ts";
import { autoindex } from "../../../src/upstream/autoindex.ts";
import type { Perform } from "../../../src/upstream/fetch.ts";
import type { Refusal } from "../../../src/upstream/refusal.ts";

/** What came of a poll: each update as `updated a.txt`, in their order. */
export type Seen = { outcome: Polled["outcome"]; told: string[]; refusal?: Refusal };

export class IndexWatch {
  readonly #directory: string;
  readonly #perform: Perform;
  #kept: { listing: Listing; open: Open } | undefined;
  /** What the adapter left for the next poll. */
  at: string | undefined;

  constructor(directory: string, perform: Perform) {
    this.#directory = directory;
    this.#perform = perform;
  }

  /** The listing of the latest snapshot; empty before the first. */
  get listing(): Listing {
    return this.#kept?.listing ?? { entries: [] };
  }

  async poll(): Promise<Seen> {
    const target = { directory: this.#directory };
    const polled = await poll(
      { list: (known) => autoindex.list(target, known) },
      (steps) => drive(steps, this.#perform),
      this.#before(),
    );
    const { outcome } = polled;
    if (polled.outcome === "failed") return { outcome, told: [], refusal: polled.refusal };
    this.at = polled.at ?? this.at;
    const { next } = polled;
    // As a Watcher does: a listing is stored where a snapshot is taken.
    if (next !== undefined) {
      const listing = next.snapshot ? next.listing : this.listing;
      this.#kept = { listing, open: next.open };
    }
    const updates = "updates" in polled ? polled.updates : [];
    return {
      outcome,
      told: updates.flatMap(({ changes }) => changes.map(({ kind, entry }) => `${kind} ${entry}`)),
    };
  }

  #before(): Kept | undefined {
    if (this.#kept === undefined) return undefined;
    const { listing, open } = this.#kept;
    return {
      known: {
        entries: listing.entries.length,
        open: isOpen(open),
        listing: () => listing,
        ...(this.at === undefined ? {} : { at: this.at }),
      },
      open,
      listing: () => listing,
      retargeted: false,
      hasLeft: () => false,
    };
  }
}
