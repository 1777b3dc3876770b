/** Runs an adapter's generator: makes the requests it asks for and hands it the answers. */
import type { Answer, PageRequest, Refused } from "./contract.ts";
import type { Perform } from "./fetch.ts";
import { refused } from "./refusal.ts";

/**
 * One poll makes no more requests than this. Cloudflare's free plan allows 50 subrequests an invocation, redirects
 * among them.
 */
export const MAX_REQUESTS = 45;

/**
 * What the adapter concludes. `not-supported` where it wants more than 45 requests, as an upstream that always names
 * one more page would have it. What the adapter throws is a bug, and is thrown on.
 */
export async function drive<Result>(
  steps: Generator<PageRequest, Result, Answer>,
  perform: Perform,
): Promise<Result | Refused> {
  let step = steps.next();
  let status = 0;
  for (let requests = 0; requests < MAX_REQUESTS && !step.done; requests++) {
    const answer = await perform(step.value);
    if (answer.is === "page") status = answer.status;
    step = steps.next(answer);
  }
  if (step.done) return step.value;
  return refused({ reason: "not-supported", status });
}
