/**
 * A watch's state, carried out of one deployment and into another, and which of the two has the watch meanwhile
 * (`docs/state.md` has the table of states and commands). Whatever interrupts it, at most one of them polls and tells.
 */
import { randomUUID } from "node:crypto";
import * as z from "zod/mini";
import type { Watch } from "./config.ts";
import { pauseOf, type Pause } from "./pause.ts";
import { PUBLICATION } from "./publish.ts";
import { newCursor } from "./store/cursor.ts";
import { Staging, type Refused } from "./store/staging.ts";
import { firstPage, nextPage, type Part } from "./store/state-pages.ts";
import type { WatchStore } from "./store/watch-store.ts";
import { readWhereabouts, writeWhereabouts, type Whereabouts } from "./store/whereabouts.ts";

const commands = [
  /** Stand still, to be copied to the deployment that readers reach at `to`. */
  "leave",
  /** Give the watch up: from here on it is the other's. */
  "depart",
  /** Take up again what was left or given up; the other must not have it. */
  "return",
  /** Make the staged stream of this `digest` the watch's state; with `awake`, polls are made also where it is paused. */
  "arrive",
  /** See to it that a move never arrives. */
  "call-off",
  /** Delete what is kept of a watch that is away. */
  "forget",
] as const;

/** What an operator's tools ask of a watch, in the body of `POST /{watch}/move`. `move` is the name that `leave` gave it. */
export const MoveCommand = z.object({
  do: z.enum(commands),
  move: z.prefault(z.string(), ""),
  to: z.prefault(z.string(), ""),
  digest: z.exactOptional(z.string()),
  awake: z.exactOptional(z.boolean()),
  replace: z.exactOptional(z.boolean()),
});
export type MoveCommand = z.infer<typeof MoveCommand>;

type Where = Omit<Whereabouts, "version">;

/** Where the watch is, and what is ready to take its place. */
export type Standing = Where & {
  /** Whether polls are made here. */
  active: boolean;
  /** Whether the watch has a state here that only `replace` overwrites. */
  occupied: boolean;
  /** What is watched, as the configuration has it. */
  target: string;
  /** A stream that is coming in, or has. */
  staged?: { lines: number; digest: string; whole: boolean };
};

export class Transfer {
  readonly #storage: DurableObjectStorage;
  readonly #store: WatchStore;
  readonly #watch: Watch;
  readonly #staging: Staging;

  constructor(storage: DurableObjectStorage, store: WatchStore, watch: Watch) {
    this.#storage = storage;
    this.#store = store;
    this.#watch = watch;
    this.#staging = new Staging(storage);
    const { awake, ...rest } = this.whereabouts();
    // The operator has taken `paused` away: written once more, it counts.
    if (awake === true && !watch.paused && rest.is === "here") writeWhereabouts(storage, rest);
  }

  whereabouts(): Where {
    const { version: _, ...where } = readWhereabouts(this.#storage);
    return where;
  }

  /** Why polls may not be made here now; undefined where they may. */
  pause(): Pause | undefined {
    return pauseOf(this.#watch, this.#store.state(), this.whereabouts());
  }

  /** Whether polls may be made here now. */
  isActive(): boolean {
    return this.pause() === undefined;
  }

  standing(): Standing {
    const staged = this.#staging.progress();
    return {
      ...this.whereabouts(),
      active: this.isActive(),
      occupied: this.#isOccupied(),
      target: this.#watch.source.target,
      ...(staged === undefined
        ? {}
        : { staged: { lines: staged.lines, digest: staged.digest, whole: staged.whole } }),
    };
  }

  /** Lines of the state: the first page, or one of `part` after a place in it. See `store/state-pages.ts`. */
  async page(
    kv: KVNamespace,
    part: Part | undefined,
    after: string,
  ): Promise<string[] | "not-read" | "not-shown"> {
    const { id, key, title, source } = this.#watch;
    const { sql } = this.#storage;
    // What is left while it is being deleted is no state.
    if (this.whereabouts().forgotten === true) return "not-read";
    if (part === undefined) return firstPage(sql, this.#store, { id, title, url: source.url }) ?? "not-read";
    return (await nextPage({ sql, store: this.#store, kv, key }, part, after)) ?? "not-shown";
  }

  /** Takes further lines of a stream: see `Staging.take`. */
  take(lines: readonly string[], at: number, replace: boolean): Standing | Refused {
    const { id, formerly, source } = this.#watch;
    const taken = this.#staging.take(lines, at, ({ watch, target }) => {
      if (watch.id !== id && !formerly.includes(watch.id))
        return `This is the state of the watch ${watch.id}, not of ${id}.`;
      if (target !== source.target)
        return `This is the state of ${target}, and ${id} is configured to watch ${source.target}.`;
      return this.#isOccupied() && !replace ? occupied : undefined;
    });
    return "refused" in taken ? taken : this.standing();
  }

  /** Does what is asked, which may have been done before. No poll and no delivery may be in hand. */
  perform(command: MoveCommand): Standing | Refused {
    const refused = this.#perform(command);
    return refused === undefined ? this.standing() : { refused };
  }

  #perform(command: MoveCommand): string | undefined {
    const where = this.whereabouts();
    switch (command.do) {
      case "leave": {
        const { to } = command;
        if (where.is !== "here")
          return where.to === to ? undefined : `It is on its way to ${where.to}, or is there.`;
        if (this.#store.state().snapshot === undefined) return "It has not been read yet.";
        const leaving = {
          move: randomUUID(),
          to,
          since: Date.now(),
          ...awakeIf(!this.#watch.paused || where.awake === true),
        };
        this.#write({ ...where, is: "leaving", ...leaving });
        return undefined;
      }
      case "depart":
        if (where.is === "here" || where.move !== command.move) return "It is not leaving by this move.";
        this.#write({ ...where, is: "away" });
        return undefined;
      case "return":
        if (where.is === "here") return undefined;
        if (where.move !== command.move) return "It is in another move.";
        if (where.forgotten === true) return "Its state here was deleted.";
        this.#write({ is: "here", ...awakeIf(where.awake), ...overOf(where) });
        return undefined;
      case "arrive":
        return this.#arrive(command, where);
      case "call-off":
        if (where.over?.[command.move] === "arrived") return "It has arrived.";
        this.#write({ ...where, ...overOf(where, { [command.move]: "called-off" }) });
        this.#staging.drop();
        return undefined;
      case "forget":
        if (where.is !== "away") return "It has not been moved away.";
        this.#write({ ...where, forgotten: true });
        return undefined;
    }
  }

  #arrive(command: MoveCommand, where: Where): string | undefined {
    const { move, digest } = command;
    const became = where.over?.[move];
    if (became !== undefined) return became === "arrived" ? undefined : "This move was called off.";
    if (where.is === "leaving") return "It is being moved away from here.";
    const staged = this.#staging.progress();
    if (staged?.whole !== true || staged.digest !== digest) return "The stream has not come in whole.";
    if (command.replace !== true) {
      if (this.#isOccupied()) return occupied;
      // A restore, which nobody elsewhere has given the watch up for.
      if (where.is === "away" && command.awake === undefined)
        return `It was moved to ${where.to}: move it back, or let --replace bring it up a second time.`;
    }
    this.#storage.transactionSync(() => {
      const { birth } = this.#store.state();
      const published = this.#store.cursor(PUBLICATION);
      this.#staging.swap(this.#store);
      this.#adoptClock(Date.now());
      if (published !== undefined) {
        const { document } = published;
        const anew = { ...newCursor, ...(document === undefined ? {} : { document }) };
        // What was published before it went away is still there; of any other state all is written anew.
        const same = where.is === "away" && where.forgotten !== true && birth === this.#store.state().birth;
        this.#store.writeCursor(PUBLICATION, same ? published : anew);
      }
      // A restore leaves that as it is.
      const awake = awakeIf(command.awake ?? where.awake);
      this.#write({ is: "here", ...awake, ...overOf(where, { [move]: "arrived" }) });
    });
    return undefined;
  }

  /** Ticks run ahead of the wall clock where time runs fast: such a time would not come here for long. */
  #adoptClock(now: number): void {
    const state = this.#store.state();
    const { tick = now, backoffUntil, outage } = state;
    const ahead = tick - now;
    if (ahead <= 0) return;
    this.#store.writeState({
      ...state,
      tick: now,
      ...(backoffUntil === undefined ? {} : { backoffUntil: backoffUntil - ahead }),
      ...(outage === undefined ? {} : { outage: { ...outage, tick: outage.tick - ahead } }),
    });
  }

  #isOccupied(): boolean {
    return this.whereabouts().is !== "away" && this.#store.state().snapshot !== undefined;
  }

  #write(next: Where): void {
    writeWhereabouts(this.#storage, next);
  }
}

function awakeIf(awake: boolean | undefined): Pick<Where, "awake"> {
  return awake === true ? { awake } : {};
}

/** What became of the moves to here, with one more: the newest fifty. */
function overOf({ over = {} }: Where, more: NonNullable<Where["over"]> = {}): Pick<Where, "over"> {
  return { over: Object.fromEntries(Object.entries({ ...over, ...more }).slice(-50)) };
}

const occupied = "The watch has a state here: --replace puts the other in its place.";
