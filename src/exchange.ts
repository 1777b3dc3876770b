/** What one poll asks and is answered, as far as its host has to know of it. */
import type { Polled } from "./poll.ts";
import type { Outlook } from "./poll-watch.ts";
import type { Given, Ticked } from "./round.ts";
import type { Answer, PageRequest } from "./upstream/contract.ts";
import type { Perform } from "./upstream/fetch.ts";
import { digestOf, isSameRequest } from "./upstream/shared.ts";

/** Of a tick in which nothing was asked. */
export const asleep: Ticked = { requests: 0 };

/** Of one that came while the object was busy with something else: the watch is still due. */
export const busy: Ticked = { requests: 0, isBusy: true };

/** The requests of one poll. An answer that is given stands for the first, if that is what it answers; or for all of them. */
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
    const answer = this.#answerGiven(request);
    if (answer === undefined) this.#made += 1;
    const all = answer ?? (await this.#perform(request));
    this.#first ??= { request, answer: all };
    return all;
  };

  /** What the host has to know. The poll is quiet on the same answer if that was all it asked, and what it will ask. */
  ticked(polled: Polled, { next: request, notBefore, restUntil: until }: Outlook): Ticked {
    const refusal = polled.outcome === "failed" ? { refusal: polled.refusal, notBefore } : {};
    const ticked = { requests: this.#made, ...refusal };
    if (request === undefined) return ticked;
    const isQuiet = polled.outcome === "unchanged" && polled.next === undefined && until > 0;
    const [first, isAll] = [this.#first, this.#asked === 1];
    if (!isQuiet || !isAll || first === undefined || !isSameRequest(first.request, request))
      return { ...ticked, memory: { request } };
    const digest = request.steady && digestOf(request, first.answer);
    return { ...ticked, memory: { request, ...(digest === undefined ? {} : { quiet: { digest, until } }) } };
  }

  #answerGiven(request: PageRequest): Answer | undefined {
    if (this.#given === undefined) return undefined;
    const { request: of, answer } = this.#given;
    return of === undefined || (this.#asked === 1 && isSameRequest(of, request)) ? answer : undefined;
  }
}
