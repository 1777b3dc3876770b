/** Random histories, the same each time, seen through pages that are late, damaged or missing. */
import { describe, expect, it } from "vitest";
import type { Change } from "../src/diff.ts";
import { SECOND } from "../src/time.ts";
import { number } from "../src/updates.ts";
import { read } from "./listings.ts";
import { random } from "./random.ts";
import { Watching } from "./watching.ts";

/** A directory to which commits are pushed. Each commit touches one to three entries, and stands in their rows. */
class Directory {
  readonly rows = new Map(Array.from({ length: 20 }, (_, index) => [`e${index}`, "c1"]));
  #commits = 1;
  readonly #next: () => number;

  constructor(next: () => number) {
    this.#next = next;
  }

  get head(): string {
    return `c${this.#commits}`;
  }

  push(): void {
    this.#commits += 1;
    for (let touched = 0; touched < 1 + Math.floor(this.#next() * 3); touched++) {
      const name = `e${Math.floor(this.#next() * 30)}`;
      if (this.rows.has(name) && this.#next() < 0.3) this.rows.delete(name);
      else this.rows.set(name, this.head);
    }
  }

  /** The page as it is now, each row put through `render`, which drops those it returns nothing for. */
  page(render: (id: string, name: string) => string | undefined = (id) => id) {
    const rows = [...this.rows].flatMap(([name, id]) => {
      const shown = render(id, name);
      return shown === undefined ? [] : [[name, shown] as const];
    });
    return read(this.head, Object.fromEntries(rows));
  }
}

/** What someone knows who began with a listing and was told of every change since: the commit, or `?`. */
class Reader {
  readonly rows: Map<string, string>;

  constructor(rows: ReadonlyMap<string, string>) {
    this.rows = new Map(rows);
  }

  /** Throws where the change cannot be one of what is known. */
  hear({ kind, entry, before, after }: Change): void {
    const known = this.rows.get(entry);
    const fits = kind === "added" ? known === undefined : known === "?" || known === before?.commit?.id;
    if (!fits) throw new Error(`told ${kind} ${entry} ${before?.commit?.id}, but knows ${known}`);
    if (kind === "removed") this.rows.delete(entry);
    else this.rows.set(entry, after?.commit?.id ?? "?");
  }
}

/** A page of a directory as a forge may show it on one poll. */
function look(directory: Directory, next: () => number) {
  const dice = next();
  if (dice < 0.1) return { is: "refused", refusal: { reason: "network" } } as const;
  // Most rows missing, as on a page that something has cut and closed.
  if (dice < 0.2) return directory.page((id) => (next() < 0.4 ? id : undefined));
  // The forge was too slow for some rows.
  if (dice < 0.5) return directory.page((id) => (next() < 0.7 ? id : "?"));
  return directory.page();
}

describe("random histories", () => {
  it.each(Array.from({ length: 60 }, (_, index) => index + 1))(
    "are told whole, and nothing twice (seed %i)",
    async (seed) => {
      const next = random(seed);
      const directory = new Directory(next);
      const reader = new Reader(directory.rows);
      const watch = new Watching();
      const ids = new Set<string>();
      let now = 0;
      const poll = async (page: ReturnType<typeof look>) => {
        const { updates, outcome } = await watch.see(page);
        now += 60 * SECOND;
        const place = { birth: "birth", seq: 0, now, snapshots: { from: "", to: "" } };
        const told = number(updates, { ...place, isKnown: (id) => ids.has(id) });
        expect(told).toHaveLength(updates.length);
        for (const { id, changes } of told) {
          ids.add(id);
          for (const change of changes) reader.hear(change);
        }
        return outcome;
      };

      await poll(directory.page());
      for (let step = 0; step < 40; step++) {
        for (let pushes = Math.floor(next() * 3); pushes > 0; pushes--) directory.push();
        await poll(look(directory, next));
      }
      directory.push();
      // What is held is believed at the third sight.
      for (let sight = 0; sight < 3; sight++) await poll(directory.page());
      expect(await poll(directory.page())).toBe("unchanged");

      const { entries } = watch.listing;
      expect(new Map(entries.map((entry) => [entry.name, entry.commit?.id]))).toEqual(directory.rows);
      // Of an entry that was told before its commit was known, the reader knows that it is there.
      const heard = [...reader.rows].map(([name, id]) => [name, id === "?" ? directory.rows.get(name) : id]);
      expect(Object.fromEntries(heard)).toEqual(Object.fromEntries(directory.rows));
    },
  );
});
