/** Rounds for tests, at a host and with watches that do as the test says: every step is written down. */
import type { Share } from "../src/plans.ts";
import { type Asked, type Due, type Given, makeRound, type Ticked } from "../src/round.ts";
import type { Answer, PageRequest } from "../src/upstream/contract.ts";
import type { Refusal } from "../src/upstream/refusal.ts";

const plenty: Share = { requests: 100, calls: 100, forMs: 1000 };
export const page = (text: string, url = "http://forge.test/"): Answer => {
  return { is: "page", url, status: 200, headers: new Headers(), body: new TextEncoder().encode(text) };
};
export const refused = (refusal: Refusal): Answer => ({ is: "refused", refusal });
export const timeout: Refusal = { reason: "timeout", timeoutMs: 15_000 };

/** What is asked at this path; where it is steady, the same is answered while there is nothing new. */
export function asked(path: string, { steady = false, token = "" } = {}): Asked {
  const request: PageRequest = { url: `http://forge.test/${path}`, ...(steady ? { steady: true } : {}) };
  return { request, token };
}

function wordsOf(given: Given): string {
  if (given.trouble !== undefined)
    return `${given.trouble.reason} to all it asks${given.isHearsay === true ? ", by hearsay" : ""}`;
  const all = given.answers.map(({ answer }) =>
    answer.is === "page" ? new TextDecoder().decode(answer.body) : answer.refusal.reason,
  );
  return all.length === 0 ? "nothing" : all.join(" and ");
}

/**
 * Makes a round. `steps` says in order what was asked, with which watch's means, and which watch was ticked, with what it was
 * given; `now` goes on by `msEach` with each step.
 */
export async function roundOf(
  all: readonly Due[],
  {
    answer = () => page("a page"),
    ticked = () => ({ requests: 0 }),
    share = {},
    msEach = 0,
    news = false,
  }: {
    answer?: (asked: Asked) => Answer;
    ticked?: (key: string) => Ticked | undefined;
    share?: Partial<Share>;
    msEach?: number;
    news?: boolean;
  } = {},
) {
  const steps: string[] = [];
  let now = 0;
  const step = (text: string) => {
    steps.push(text);
    now += msEach;
  };
  const acts = {
    ask: (one: { key: string } & Asked) => {
      step(`ask ${new URL(one.request.url).pathname.slice(1)} as ${one.key}`);
      return Promise.resolve(answer(one));
    },
    tick: (key: string, given?: Given) => {
      step(`tick ${key}${given === undefined ? "" : ` with ${wordsOf(given)}`}`);
      return Promise.resolve(ticked(key));
    },
    pause: () => {
      step("pause");
      return Promise.resolve();
    },
    now: () => now,
  };
  return { ...(await makeRound(all, acts, { ...plenty, ...share }, { news })), steps };
}
