/** What a round takes of an invocation. */
import { expect, it } from "vitest";
import { invocation, plans, shareOf } from "../src/plans.ts";
import { MINUTE } from "../src/time.ts";
import { MAX_REQUESTS } from "../src/upstream/ask.ts";

it.each(plans)("is whole, and leaves room for redirects and for what else is called (%s)", (plan) => {
  const { requests, calls, forMs } = shareOf(plan);
  expect(Number.isInteger(requests) && Number.isInteger(calls)).toBe(true);
  expect(requests).toBeGreaterThan(0);
  expect(requests).toBeLessThan(invocation.subrequests[plan]);
  expect(calls).toBeLessThan(invocation.internalSubrequests[plan]);
  // A cron trigger and an alarm may run 15 minutes; the last poll that was begun has to end in them.
  expect(forMs).toBeLessThan(15 * MINUTE);
});

it("leaves a poll's own requests to its own invocation, which has room for them", () => {
  for (const plan of plans) expect(MAX_REQUESTS).toBeLessThan(invocation.subrequests[plan]);
});
