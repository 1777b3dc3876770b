/** PURE. What an answer means to every channel alike; a channel's own words come after. */
import { parseRetryAfter } from "../retry-after.ts";
import type { Outcome, Reply } from "./contract.ts";

/**
 * What the status alone tells: taken (2xx), later (429, 5xx), or refused by a redirect, which no webhook is. Undefined
 * where it depends on the service. `askedMs` is what a 429 asks for in its body; `Retry-After` comes first.
 */
export function judgeStatus(reply: Reply, askedMs?: number): Outcome | undefined {
  const { status } = reply;
  if (status >= 200 && status < 300) return { outcome: "delivered" };
  if (status === 429) return later("rate-limited", parseRetryAfter(reply.headers) ?? askedMs);
  if (status >= 500) return later("server-error", parseRetryAfter(reply.headers));
  if (status >= 300 && status < 400) return { outcome: "refused", reason: "redirected" };
  return undefined;
}

/** Later, after what the receiver asked for if it did. */
export function later(
  reason: "rate-limited" | "server-error",
  retryAfterMs: number | undefined,
): Extract<Outcome, { outcome: "later" }> {
  return retryAfterMs === undefined
    ? { outcome: "later", reason }
    : { outcome: "later", reason, retryAfterMs };
}
