/** What one poll asks and is answered, as far as its host has to know of it. */
import type { Polled } from "./poll.ts";
import type { Outlook } from "./poll-watch.ts";
import type { Answered, Given, Ticked } from "./round.ts";
import type { Answer, PageRequest } from "./upstream/contract.ts";
import type { Perform } from "./upstream/fetch.ts";
import { refused } from "./upstream/refusal.ts";
import { isSameRequest } from "./upstream/shared.ts";

/** The most bytes of answers, with those that were given, that others are spared. */
const MAX_SHARED_BYTES = 1024 * 1024;

/** Of a tick in which nothing was asked. */
export const asleep: Ticked = { requests: 0 };

/** Of one that came while the object was busy with something else: the watch is still due. */
export const busy: Ticked = { requests: 0, isBusy: true };

/** The requests of one poll. What is given is not asked for, once each; nothing is, where the host is in trouble. */
export class Exchange {
  /** What was asked first, and answered. */
  first: Answered | undefined;
  readonly #perform: Perform;
  readonly #given: Given | undefined;
  /** Of what was given, that which has not been asked for yet. */
  #unused: readonly Answered[];
  /** What was answered to this poll, for others to be given. */
  readonly #answered: Answered[] = [];
  #made = 0;
  #room = MAX_SHARED_BYTES;

  constructor(perform: Perform, given?: Given) {
    this.#perform = perform;
    this.#given = given;
    this.#unused = given?.answers ?? [];
    for (const { answer } of this.#unused) this.#room -= sizeOf(answer);
  }

  readonly perform: Perform = async (request) => {
    const given = this.#unused.find((one) => isSameRequest(one.request, request));
    this.#unused = this.#unused.filter((one) => one !== given);
    const answer = given?.answer ?? (await this.#ask(request));
    this.first ??= { request, answer };
    return answer;
  };

  /** What the host has to know, where the poll had such an end and the next has such an outlook. */
  ticked(polled: Polled, { next: request, quiet, notBefore }: Outlook): Ticked {
    return {
      requests: this.#made,
      ...(this.#answered.length > 0 && { answered: this.#answered }),
      ...(polled.outcome === "failed" && { refusal: polled.refusal, notBefore }),
      ...(request && { memory: { request, ...(quiet && { quiet }) } }),
    };
  }

  async #ask(request: PageRequest): Promise<Answer> {
    const given = this.#given;
    if (given?.trouble !== undefined) return refused(given.trouble);
    this.#made += 1;
    const answer = await this.#perform(request);
    this.#room -= sizeOf(answer);
    if (given !== undefined && this.#room >= 0) this.#answered.push({ request, answer });
    return answer;
  }
}

/** Bytes. What was refused is nobody else's answer. */
function sizeOf(answer: Answer): number {
  return answer.is === "page" ? answer.body.length : Infinity;
}
