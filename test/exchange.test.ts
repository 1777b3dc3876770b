/** What one poll asks and is answered, as far as its host hears of it. */
import { describe, expect, it } from "vitest";
import { Exchange } from "../src/exchange.ts";
import type { Polled } from "../src/poll.ts";
import type { Outlook } from "../src/poll-watch.ts";
import type { Answered, Given } from "../src/round.ts";
import type { Answer, PageRequest } from "../src/upstream/contract.ts";
import { page, refused, timeout } from "./rounds.ts";

const refs: PageRequest = { url: "http://forge.test/refs", method: "POST", body: "refs" };
const commits: PageRequest = { ...refs, body: "commits" };
const unchanged: Polled = { outcome: "unchanged", updates: [] };
const next: Outlook = { next: refs, notBefore: 7 };
const given = (...answers: Answered[]): Given => ({ answers });

/** Asks these one after the other, in a poll to which something may be given; `made` are those that were really made. */
async function exchange(requests: readonly PageRequest[], to?: Given, answer: Answer = page("asked")) {
  const made: PageRequest[] = [];
  const one = new Exchange((request) => {
    made.push(request);
    return Promise.resolve(answer);
  }, to);
  const answers = [];
  for (const request of requests) answers.push(await one.perform(request));
  return { made, answers, exchange: one };
}

describe("an answer that is given", () => {
  it("stands for the request that it answered, whenever that is made, and for no other", async () => {
    const [one, other] = [page("one"), page("other")];
    const { made, answers } = await exchange(
      [{ ...refs, body: "else" }, commits, refs],
      given({ request: refs, answer: one }, { request: commits, answer: other }),
    );
    expect(answers.slice(1)).toEqual([other, one]);
    expect(made.map(({ body }) => body)).toEqual(["else"]);
  });

  it("stands for it once: what is asked again is to be new", async () => {
    const answer = page("given");
    const { made, answers } = await exchange([refs, refs], given({ request: refs, answer }));
    expect(answers).toEqual([answer, page("asked")]);
    expect(made).toEqual([refs]);
  });
});

describe("a host in trouble", () => {
  it("is asked for nothing", async () => {
    const {
      made,
      answers,
      exchange: one,
    } = await exchange([refs, commits], {
      answers: [],
      trouble: timeout,
    });
    expect(made).toEqual([]);
    expect(answers).toEqual([refused(timeout), refused(timeout)]);
    expect(one.ticked({ outcome: "failed", refusal: timeout }, next)).toEqual({
      requests: 0,
      memory: { request: refs },
      refusal: timeout,
      notBefore: 7,
    });
  });
});

describe("its host hears", () => {
  const mebibyte = page("x".repeat(1024 * 1024));
  const half = page("x".repeat(512 * 1024));

  it("how many requests it made, what it will ask, and which answer would hold nothing new", async () => {
    const { exchange: one } = await exchange([refs, commits]);
    const quiet = { digest: "d", until: 5 };
    expect(one.ticked(unchanged, { ...next, quiet })).toEqual({
      requests: 2,
      memory: { request: refs, quiet },
    });
    expect(one.ticked(unchanged, next)).toEqual({ requests: 2, memory: { request: refs } });
  });

  it("nothing to remember where it will ask for nothing", async () => {
    const { exchange: one } = await exchange([refs]);
    expect(one.ticked(unchanged, { notBefore: 7 })).toEqual({ requests: 1 });
  });

  it("what it asked first, and was answered or given", async () => {
    const answer = page("given");
    expect((await exchange([])).exchange.first).toBeUndefined();
    expect((await exchange([refs, commits])).exchange.first).toEqual({
      request: refs,
      answer: page("asked"),
    });
    const { first } = (await exchange([refs], given({ request: refs, answer }))).exchange;
    expect(first).toEqual({ request: refs, answer });
  });

  it.each<[what: string, to: Given | undefined, answer: Answer, told: PageRequest[] | undefined]>([
    [
      "what it was answered, and not what it was given",
      given({ request: refs, answer: page("") }),
      page("asked"),
      [commits],
    ],
    ["all that it was answered where nothing is there yet", given(), page("asked"), [refs, commits]],
    ["nothing of it where nobody is given anything", undefined, page("asked"), undefined],
    ["nothing of what was refused", given(), refused(timeout), undefined],
    ["as much of it as a mebibyte has room for", given(), mebibyte, [refs]],
    ["no more than that with what it was given", given({ request: refs, answer: half }), mebibyte, undefined],
  ])("%s", async (_, to, answer, told) => {
    const { exchange: one } = await exchange([refs, commits], to, answer);
    expect(one.ticked(unchanged, next).answered?.map(({ request }) => request)).toEqual(told);
  });
});
