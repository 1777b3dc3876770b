/** A watch without storage: it carries from poll to poll what a Watcher does, so that a test shows listing after listing. */
import * as z from "zod/mini";
import { Snapshot, takeSnapshot } from "../src/store/snapshot.ts";
import type { Listing } from "../src/listing.ts";
import { type Drive, isOpen, type Kept, type Open, poll, type Polled, type Source } from "../src/poll.ts";
import { SECOND } from "../src/time.ts";
import type { Explained } from "../src/updates.ts";
import type { Answer, History, PageRequest, Read, Refused } from "../src/upstream/contract.ts";

/** What came of a poll: `told` says each change as `updated nvmf c2`, the commit left out where none explains it. */
export type Seen = {
  outcome: Polled["outcome"];
  told: string[];
  /** Whether a snapshot was taken. */
  taken: boolean;
  /** Whether the adapter had to read the page whole, a known head or not. */
  whole: boolean;
  updates: Explained[];
};

export class Watching {
  #snapshot: string | undefined;
  #open: Open = { rows: [] };
  #target = "";
  #polls = 0;
  #at: string | undefined;
  readonly #left = new Set<string>();

  /** Polls once. The target is the watch's own; another one than before is a watch that was retargeted. */
  async see(page: Read | Refused, target = "forge", history?: History): Promise<Seen> {
    return this.poll(
      { list: () => show(page), ...(history === undefined ? {} : { history: () => show(history) }) },
      drive,
      target,
    );
  }

  /** Polls a source once, whose requests are made by `drive`. */
  async poll(source: Source, drive: Drive, target: string): Promise<Seen> {
    const kept = this.#kept(target);
    this.#polls += 1;
    const polled = await poll(source, drive, kept);
    if (polled.outcome !== "failed" && polled.at !== undefined) this.#at = polled.at;
    const next = polled.outcome === "failed" ? undefined : polled.next;
    if (next !== undefined) {
      this.#open = next.open;
      if (next.snapshot) this.#take(next.listing, target);
      for (const [entry, commit] of next.left) this.#left.add(`${entry}\0${commit}`);
    }
    const updates = "updates" in polled ? polled.updates : [];
    return {
      outcome: polled.outcome,
      told: updates.flatMap(say),
      taken: next?.snapshot ?? false,
      whole: kept?.known.open ?? true,
      updates,
    };
  }

  /** The latest snapshot. Throws before the baseline. */
  get listing(): Listing {
    const { watch: _, snapshot: __, ...listing } = this.#latest();
    return listing;
  }

  /** When the latest snapshot was taken: the first poll is in the first second of 1970, and so on. */
  get takenAt(): string {
    return this.#latest().snapshot.takenAt;
  }

  get open(): Open {
    return this.#open;
  }

  #kept(target: string): Kept | undefined {
    if (this.#snapshot === undefined) return undefined;
    const { head, entries } = this.#latest();
    const retargeted = target !== this.#target;
    return {
      known: {
        entries: entries.length,
        open: retargeted || isOpen(this.#open),
        ...(head === undefined ? {} : { head: head.id }),
        ...(this.#at === undefined || retargeted ? {} : { at: this.#at }),
        listing: () => this.#latest(),
      },
      open: this.#open,
      retargeted,
      listing: () => this.#latest(),
      hasLeft: (entry, commit) => this.#left.has(`${entry}\0${commit}`),
    };
  }

  #take(listing: Listing, target: string): void {
    const watch = { id: "watch", title: "watch", url: "https://forge.example/" };
    this.#snapshot = JSON.stringify(takeSnapshot(watch, listing, this.#polls * SECOND));
    this.#target = target;
  }

  #latest(): Snapshot {
    return z.parse(Snapshot, JSON.parse(this.#snapshot ?? ""));
  }
}

const nothing: readonly PageRequest[] = [];

/** An adapter that has its page already, and asks for nothing. */
function* show<Result>(page: Result): Generator<PageRequest, Result, Answer> {
  yield* nothing;
  return page;
}

async function drive<Result>(steps: Generator<PageRequest, Result, Answer>): Promise<Result> {
  const step = steps.next();
  if (step.done !== true) throw new Error("nothing is to be fetched");
  return step.value;
}

function say({ commit, changes }: Explained): string[] {
  return changes.map(({ kind, entry }) => [kind, entry, commit?.id ?? []].flat().join(" "));
}

/** A watch that has seen these pages. */
export async function watchOf(...pages: Read[]): Promise<Watching> {
  const watch = new Watching();
  for (const page of pages) await watch.see(page);
  return watch;
}
