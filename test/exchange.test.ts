/** What one poll asks and is answered, as far as its host hears of it. */
import { describe, expect, it } from "vitest";
import { Exchange } from "../src/exchange.ts";
import type { Polled } from "../src/poll.ts";
import type { Given } from "../src/round.ts";
import type { PageRequest } from "../src/upstream/contract.ts";
import { digestOf } from "../src/upstream/shared.ts";
import { page, refused, timeout } from "./rounds.ts";

const steady: PageRequest = { url: "http://forge.test/refs", steady: true };
const other: PageRequest = { url: "http://forge.test/page" };
const unchanged: Polled = { outcome: "unchanged", updates: [] };
const open = { rows: [] };
const learnt: Polled = { ...unchanged, next: { listing: { entries: [] }, open, snapshot: false, left: [] } };

/** Asks these one after the other, in a poll to which something may be given; `made` are those that were really made. */
async function exchange(requests: readonly PageRequest[], given?: Given) {
  const made: string[] = [];
  const one = new Exchange(({ url }) => {
    made.push(url);
    return Promise.resolve(page("asked"));
  }, given);
  const answers = [];
  for (const request of requests) answers.push(await one.perform(request));
  const ticked = (polled: Polled, { next = steady, restUntil = 5, notBefore = 7 } = {}) =>
    one.ticked(polled, { next, restUntil, notBefore });
  return { made, answers, ticked };
}

describe("an answer that is given", () => {
  it("stands for the first request, if it is to that, and for no later one", async () => {
    const answer = page("given");
    const { made, answers, ticked } = await exchange([steady, steady], { request: steady, answer });
    expect(answers[0]).toBe(answer);
    expect(made).toEqual([steady.url]);
    expect(ticked(unchanged)).toMatchObject({ requests: 1 });
  });

  it("to another request is not taken", async () => {
    const { made } = await exchange([other, steady], { request: steady, answer: page("given") });
    expect(made).toEqual([other.url, steady.url]);
  });

  it("to none in particular stands for all, so that a host in trouble is asked for nothing", async () => {
    const { made, answers, ticked } = await exchange([steady, other], { answer: refused(timeout) });
    expect(made).toEqual([]);
    expect(answers).toEqual([refused(timeout), refused(timeout)]);
    expect(ticked({ outcome: "failed", refusal: timeout })).toEqual({
      requests: 0,
      memory: { request: steady },
      refusal: timeout,
      notBefore: 7,
    });
  });
});

describe("a poll", () => {
  it("is quiet on the same answer to the only thing that it asked", async () => {
    const quiet = { digest: digestOf(steady, page("asked")), until: 5 };
    for (const given of [undefined, { request: steady, answer: page("asked") }]) {
      const { ticked, made } = await exchange([steady], given);
      expect(ticked(unchanged)).toEqual({ requests: made.length, memory: { request: steady, quiet } });
    }
  });

  it.each<[what: string, requests: PageRequest[], polled: Polled, outlook: object]>([
    ["asked for more", [steady, other], unchanged, {}],
    ["asked for nothing", [], unchanged, {}],
    ["changed something", [steady], { ...unchanged, outcome: "changed" }, {}],
    ["learnt something", [steady], learnt, {}],
    ["may not rest", [steady], unchanged, { restUntil: 0 }],
    ["asks for something else the next time", [steady], unchanged, { next: other }],
    ["asks for what differs each time", [other], unchanged, { next: other }],
  ])("is not quiet that %s", async (_, requests, polled, outlook) => {
    const { ticked } = await exchange(requests);
    expect(ticked(polled, outlook).memory).toEqual({ request: steady, ...nextOf(outlook) });
  });

  it("that will ask for nothing leaves nothing to remember", async () => {
    const { ticked } = await exchange([steady]);
    const one = new Exchange(() => Promise.resolve(page("asked")));
    expect(one.ticked(unchanged, { notBefore: 7, restUntil: 5 })).toEqual({ requests: 0 });
    expect(ticked(unchanged)).toHaveProperty("memory");
  });
});

function nextOf(outlook: { next?: PageRequest }): object {
  return outlook.next === undefined ? {} : { request: outlook.next };
}
