/**
 * A round at one host: its watches that are due are asked about one after the other, with a small pause between requests.
 * What several ask is asked once, and a watch for which the answer holds nothing new is left asleep.
 */
import type { Share } from "./plans.ts";
import type { Answer, PageRequest } from "./upstream/contract.ts";
import type { Refusal } from "./upstream/refusal.ts";
import { answerTo, digestOf, groupRequests, requestFor } from "./upstream/shared.ts";

/** What is asked first in a watch's poll, and the name of the secret that it is asked with; empty without one. */
export type Asked = { request: PageRequest; token: string };

/** Which answer (see `digestOf`) holds nothing new for a watch, and until when (milliseconds) that may be relied on. */
export type Quiet = { digest: string; until: number };

/** A watch that is due, and what is remembered of it. */
export type Due = {
  key: string;
  /** One and the same object where several ask the same. */
  asks?: Asked;
  quiet?: Quiet;
  /** Whether it could not be read the last time: then it comes last, so that it holds up nobody. */
  late?: boolean;
};

/** An answer that a watch need not ask for: to this request or, without one, to whatever it asks first. */
export type Given = { request?: PageRequest; answer: Answer };

/** What a host has to know of a watch's tick. */
export type Ticked = {
  /** How many requests it made itself. */
  requests: number;
  /** What is to be remembered of it; absent where it asked nothing. */
  memory?: { request: PageRequest; quiet?: Quiet };
  /** Why the directory could not be read. */
  refusal?: Refusal;
};

/** What a round can do. */
export type Acts = {
  /** Makes a request as the watch of this key does. */
  ask(asked: { key: string } & Asked): Promise<Answer>;
  /** Ticks a watch; undefined where its object failed. */
  tick(key: string, given?: Given): Promise<Ticked | undefined>;
  pause(): Promise<void>;
  /** Milliseconds. */
  now(): number;
};

/** How a round ended: which watches are still due, how many objects failed, what is the matter with the host. */
export type Ended = { left: string[]; failed: number; trouble?: Refusal };

/** What several watches ask. */
type Question = { request: PageRequest; token: string; due: Due[] };

/** Makes a round, as far as its share goes. In trouble the host is asked for nothing more: all that are due hear of it. */
export async function makeRound(all: readonly Due[], acts: Acts, share: Share): Promise<Ended> {
  const round = new Round(all, acts, share);
  for (const part of [all.filter(({ late }) => late !== true), all.filter(({ late }) => late === true)]) {
    const { questions, alone } = partition(part);
    for (const group of groupRequests(questions)) await round.askTogether(group);
    for (const one of alone) await round.askAlone(one);
  }
  return round.ended();
}

/** Watches by what they ask. A page that differs each time tells a single watch no more than it would find by itself. */
function partition(some: readonly Due[]): { questions: Question[]; alone: Due[] } {
  const questions: Question[] = [];
  const alone: Due[] = [];
  for (const due of Map.groupBy(some, ({ asks, key }) => asks ?? key).values()) {
    const asks = due[0]?.asks;
    if (asks !== undefined && (asks.request.steady === true || due.length > 1)) {
      questions.push({ ...asks, due });
    } else {
      alone.push(...due);
    }
  }
  return { questions, alone };
}

class Round {
  readonly #acts: Acts;
  readonly #left: Set<string>;
  readonly #until: number;
  #requests: number;
  #calls: number;
  #failed = 0;
  #hasAsked = false;
  #trouble: Refusal | undefined;

  constructor(all: readonly Due[], acts: Acts, { requests, calls, forMs }: Share) {
    this.#acts = acts;
    this.#left = new Set(all.map(({ key }) => key));
    this.#requests = requests;
    this.#calls = calls;
    this.#until = acts.now() + forMs;
  }

  ended(): Ended {
    const ended = { left: [...this.#left], failed: this.#failed };
    return this.#trouble === undefined ? ended : { ...ended, trouble: this.#trouble };
  }

  /** Asks once for all that ask the same or may be asked about together. */
  async askTogether(group: readonly Question[]): Promise<void> {
    const requests = group.map(({ request }) => request);
    const [first] = group;
    const key = first?.due[0]?.key;
    if (first === undefined || key === undefined || this.#isSpent()) return;
    let answer: Answer | undefined;
    if (this.#trouble === undefined) {
      if (this.#requests === 0) return;
      this.#requests -= 1;
      await this.#rest();
      answer = await this.#acts.ask({ key, request: requestFor(requests), token: first.token });
      if (answer.is === "refused") this.#trouble = troubleOf(answer.refusal);
    }
    for (const { request, due } of group) {
      const part = answer && answerTo(request, answer, requests);
      const digest = part && request.steady ? digestOf(part) : undefined;
      for (const one of due) {
        const isQuiet = digest !== undefined && one.quiet?.digest === digest;
        if (isQuiet && this.#acts.now() < (one.quiet?.until ?? 0)) this.#left.delete(one.key);
        else await this.#tick(one, part && { request, answer: part });
      }
    }
  }

  /** Lets a watch ask for itself. */
  async askAlone(one: Due): Promise<void> {
    if (this.#isSpent()) return;
    if (this.#trouble === undefined) await this.#rest();
    await this.#tick(one);
  }

  async #tick({ key }: Due, given?: Given): Promise<void> {
    if (this.#isSpent()) return;
    this.#calls -= 1;
    const trouble = this.#trouble;
    const ticked = await this.#acts.tick(
      key,
      trouble === undefined ? given : { answer: { is: "refused", refusal: trouble } },
    );
    this.#left.delete(key);
    if (ticked === undefined) this.#failed += 1;
    else if (ticked.requests > 0) this.#hasAsked = true;
    this.#trouble ??= troubleOf(ticked?.refusal);
  }

  #isSpent(): boolean {
    return this.#calls === 0 || this.#acts.now() >= this.#until;
  }

  async #rest(): Promise<void> {
    if (this.#hasAsked) await this.#acts.pause();
    this.#hasAsked = true;
  }
}

/** What a refusal says of the host as a whole: that it cannot be reached, is overloaded, or wants to be left alone. */
function troubleOf(refusal: Refusal | undefined): Refusal | undefined {
  switch (refusal?.reason) {
    case "timeout":
    case "network":
    case "rate-limited":
      return refusal;
    case "server-error":
      return refusal.status >= 502 && refusal.status <= 504 ? refusal : undefined;
    default:
      return undefined;
  }
}
