/** What one poll asks and is answered, as far as its host has to know of it. */
import { READ_AT_LEAST_MS } from "./kept.ts";
import type { Polled } from "./poll.ts";
import type { Given, Ticked } from "./round.ts";
import type { WatchState } from "./store/watch-state.ts";
import type { Answer, PageRequest } from "./upstream/contract.ts";
import type { Perform } from "./upstream/fetch.ts";
import { digestOf, isSameRequest } from "./upstream/shared.ts";

/** Of a tick in which nothing was asked. */
export const asleep: Ticked = { requests: 0 };

/** The requests of one poll. An answer that is given stands for the first, if that is what it answers. */
export class Exchange {
  readonly #perform: Perform;
  readonly #given: Given | undefined;
  #first: { request: PageRequest; answer: Answer } | undefined;
  #asked = 0;
  #made = 0;

  constructor(perform: Perform, given?: Given) {
    this.#perform = perform;
    this.#given = given;
  }

  readonly perform: Perform = async (request) => {
    this.#asked += 1;
    const answer = this.#asked === 1 ? this.#answerGiven(request) : undefined;
    if (answer === undefined) this.#made += 1;
    const all = answer ?? (await this.#perform(request));
    this.#first ??= { request, answer: all };
    return all;
  };

  /** What the host has to know. The poll is quiet on the same answer until `until` (milliseconds), if that was all it asked. */
  ticked(polled: Polled, until: number): Ticked {
    const refusal = polled.outcome === "failed" ? { refusal: polled.refusal } : {};
    if (this.#first === undefined) return { requests: this.#made, ...refusal };
    const { request, answer } = this.#first;
    const isQuiet = polled.outcome === "unchanged" && polled.next === undefined && until > 0;
    const digest = isQuiet && request.steady === true && this.#asked === 1 ? digestOf(answer) : undefined;
    const quiet = digest === undefined ? {} : { quiet: { digest, until } };
    return { requests: this.#made, memory: { request, ...quiet }, ...refusal };
  }

  #answerGiven(request: PageRequest): Answer | undefined {
    if (this.#given === undefined) return undefined;
    const { request: of = request, answer } = this.#given;
    return isSameRequest(of, request) ? answer : undefined;
  }
}

/** Until when (milliseconds) a quiet watch may be left asleep: the directory is read once a day, robots.txt as well. */
export function restUntil({ readAt, robots }: WatchState): number {
  return Math.min((readAt ?? 0) + READ_AT_LEAST_MS, robots?.until ?? Infinity);
}
