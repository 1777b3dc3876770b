/** PURE. What one invocation may do on Cloudflare's plans, and how much of that a round at a host takes. */
import { MINUTE } from "./time.ts";

export const plans = ["free", "paid"] as const;
export type Plan = (typeof plans)[number];

/**
 * In one invocation, as Cloudflare's documentation said in November 2026 (workers/platform/limits/): a tick is one, and so
 * is each call of an object.
 */
export const invocation = {
  /** Requests to other hosts; each redirect counts. */
  subrequests: { free: 50, paid: 10_000 },
  /** Calls of objects and of KV. */
  internalSubrequests: { free: 1000, paid: 10_000 },
} as const;

/** The most that one invocation begins: requests of its own, calls of objects, and for how long (milliseconds). */
export type Share = { requests: number; calls: number; forMs: number };

/**
 * What an invocation begins on a plan: a fifth less than it may, because redirects count, and two thirds of the quarter of
 * an hour that a cron trigger may take.
 */
export function shareOf(plan: Plan): Share {
  return {
    requests: invocation.subrequests[plan] * 0.8,
    calls: invocation.internalSubrequests[plan] * 0.8,
    forMs: 10 * MINUTE,
  };
}
