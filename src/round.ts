/**
 * A round at one host: its watches that are due are asked about one after the other, with a small pause between requests.
 * What several ask is asked once, and a watch for which the answer holds nothing new is left asleep.
 */
import type { Share } from "./plans.ts";
import type { Answer, PageRequest } from "./upstream/contract.ts";
import type { Refusal } from "./upstream/refusal.ts";
import { answerTo, digestOf, groupRequests, requestFor } from "./upstream/shared.ts";

/** What is asked first in a watch's poll, and what names the token that it is asked with; empty without one. */
export type Asked = { request: PageRequest; token: string };

/** Which answer (see `digestOf`) holds nothing new for a watch, and until when (milliseconds) that may be relied on. */
export type Quiet = { digest: string; until: number };

/** A watch that is due, and what is remembered of it. */
export type Due = {
  key: string;
  /** Names what it reads, and the token that it is read with: what one watch of a source was answered, another need not ask. */
  source?: string;
  /** One and the same object where several ask the same. */
  asks?: Asked;
  quiet?: Quiet;
  /** Whether it could not be read the last time: then it comes last, so that it holds up nobody. */
  late?: boolean;
};

/** A request, and what was answered. */
export type Answered = { request: PageRequest; answer: Answer };

/**
 * What a watch need not ask for: what has been answered already; and anything, where its host is in `trouble`. `isHearsay`: the
 * request that showed it was none of the watch's.
 */
export type Given = { answers: readonly Answered[]; trouble?: Refusal; isHearsay?: boolean };

/** What a host has to know of a watch's tick. */
export type Ticked = {
  /** How many requests it made itself. */
  requests: number;
  /** What it was answered, as far as that may help others; absent where it was given nothing. */
  answered?: readonly Answered[];
  /** What is to be remembered of it; absent where it asked nothing. */
  memory?: { request: PageRequest; quiet?: Quiet };
  /** Why the directory could not be read, and the first tick (milliseconds) that may try again. */
  refusal?: Refusal;
  notBefore?: number;
  /** Whether its object did nothing, being busy with something else. */
  isBusy?: true;
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

/**
 * How a round ended: which watches are still due, and whether some are only because the share was spent; how many objects
 * failed; whether the host was asked for anything and gave anybody what was wanted, and what is the matter with it.
 */
export type Ended = {
  left: string[];
  isCut: boolean;
  failed: number;
  hasAsked: boolean;
  isWell: boolean;
  trouble: Refusal | undefined;
};

/** What several watches ask. */
type Question = { request: PageRequest; token: string; due: Due[] };

/**
 * Makes a round, as far as its share goes. In trouble the host is asked for nothing more. The other watches that are due are
 * left, since it may have been one repository's or a moment's; where trouble is no `news`, they hear of it.
 */
export async function makeRound(
  all: readonly Due[],
  acts: Acts,
  share: Share,
  { news }: { news: boolean },
): Promise<Ended> {
  const round = new Round(all, acts, share, news);
  for (const part of [all.filter(({ late }) => late !== true), all.filter(({ late }) => late === true)]) {
    const { questions, alone } = partition(part);
    for (const group of groupRequests(questions)) await round.askTogether(group);
    for (const some of alone) await round.askAlone(some);
  }
  return round.ended();
}

/**
 * Watches by what they ask; those that ask for themselves by what they read. A page that differs each time tells a single
 * watch no more than it would find by itself.
 */
function partition(some: readonly Due[]): { questions: Question[]; alone: Iterable<Due[]> } {
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
  return { questions, alone: Map.groupBy(alone, ({ source, key }) => source ?? key).values() };
}

class Round {
  readonly #acts: Acts;
  readonly #left: Set<string>;
  readonly #until: number;
  readonly #isNews: boolean;
  #requests: number;
  #calls: number;
  #failed = 0;
  #isCut = false;
  #isWell = false;
  #hasAsked = false;
  /** Whether a pause is due before a watch asks: the host has just answered something. */
  #isBreathless = false;
  #trouble: Refusal | undefined;

  constructor(all: readonly Due[], acts: Acts, { requests, calls, forMs }: Share, isNews: boolean) {
    this.#acts = acts;
    this.#left = new Set(all.map(({ key }) => key));
    this.#requests = requests;
    this.#calls = calls;
    this.#until = acts.now() + forMs;
    this.#isNews = isNews;
  }

  ended(): Ended {
    return {
      left: [...this.#left],
      failed: this.#failed,
      isCut: this.#isCut,
      hasAsked: this.#hasAsked,
      isWell: this.#isWell,
      trouble: this.#trouble,
    };
  }

  /** Asks once for all that ask the same or may be asked about together. */
  async askTogether(group: readonly Question[]): Promise<void> {
    const requests = group.map(({ request }) => request);
    const [first] = group;
    const key = first?.due[0]?.key;
    if (first === undefined || key === undefined || this.#isSpent()) return;
    let answer: Answer | undefined;
    const isOwn = this.#trouble === undefined;
    if (isOwn) {
      if (this.#isSpent(this.#requests)) return;
      this.#requests -= 1;
      if (this.#hasAsked) await this.#acts.pause();
      this.#hasAsked = true;
      this.#isBreathless = false;
      answer = await this.#acts.ask({ key, request: requestFor(requests), token: first.token });
      if (answer.is === "refused") this.#trouble = troubleOf(answer.refusal);
    }
    const answers: Answered[] = [];
    for (const { request, due } of group) {
      const part = answer && answerTo(request, answer, requests);
      const digest = part && request.steady ? digestOf(request, part) : undefined;
      for (const one of due) {
        const isQuiet = digest !== undefined && one.quiet?.digest === digest;
        if (!isQuiet || this.#acts.now() >= (one.quiet?.until ?? 0)) {
          await this.#tick(one, isOwn, answers, part && { request, answer: part });
          continue;
        }
        this.#left.delete(one.key);
        this.#isWell = true;
      }
    }
  }

  /** Lets watches of one source ask for themselves, but for what one before them was answered. */
  async askAlone(some: readonly Due[]): Promise<void> {
    const answers: Answered[] | undefined = some.length > 1 ? [] : undefined;
    this.#isBreathless = this.#hasAsked;
    for (const one of some) await this.#tick(one, this.#trouble === undefined, answers);
  }

  /** Ticks a watch with the answers that there are, and adds to them what it was answered itself. */
  async #tick({ key }: Due, isOwn: boolean, answers?: Answered[], first?: Answered): Promise<void> {
    const trouble = this.#trouble;
    if (trouble !== undefined && this.#isNews && !isOwn) return;
    if (this.#isSpent()) return;
    this.#calls -= 1;
    if (this.#isBreathless && trouble === undefined) await this.#acts.pause();
    const given = answers && { answers: first === undefined ? answers : [first, ...answers] };
    const told = trouble && { answers: [], trouble, isHearsay: !isOwn };
    const ticked = await this.#acts.tick(key, told ?? given);
    if (ticked?.isBusy !== true) this.#left.delete(key);
    if (ticked === undefined) this.#failed += 1;
    answers?.push(...(ticked?.answered ?? []));
    this.#isBreathless = (ticked?.requests ?? 0) > 0;
    this.#hasAsked ||= this.#isBreathless;
    this.#isWell ||= ticked?.memory !== undefined && ticked.refusal === undefined;
    this.#trouble ??= troubleOf(ticked?.refusal);
  }

  /** Whether there is an end to what may be begun: to calls, to time, or to what is given. */
  #isSpent(others = 1): boolean {
    const isSpent = others === 0 || this.#calls === 0 || this.#acts.now() >= this.#until;
    if (isSpent) this.#isCut = true;
    return isSpent;
  }
}

/** What a refusal says of the host as a whole: that it cannot be reached, is overloaded, or wants to be left alone. */
function troubleOf(refusal: Refusal | undefined): Refusal | undefined {
  switch (refusal?.reason) {
    case "timeout":
    case "network":
    case "rate-limited":
      return refusal;
    case "server-error": {
      const { status, retryAfterMs } = refusal;
      return retryAfterMs !== undefined || (status >= 502 && status <= 504) ? refusal : undefined;
    }
    default:
      return undefined;
  }
}
