/** PURE. When a delivery that did not go through is tried again. */
import { HOUR, MINUTE, SECOND } from "../time.ts";
import type { LaterReason } from "./contract.ts";

/** The schedule of Standard Webhooks 1.0.0; its last wait repeats. */
const waits = [
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
];

/**
 * Milliseconds to wait after `attempts` tries in a row failed (1 or more). `random`, at least 0 and below 1, spreads
 * channels over a tenth of the wait. A receiver that asks for longer is obeyed.
 */
export function retryWait(attempts: number, random: number, retryAfterMs = 0): number {
  const wait = waits[Math.min(attempts, waits.length) - 1] ?? 24 * HOUR;
  return Math.max(wait + (wait / 10) * random, retryAfterMs);
}

/** One sentence for people on why a channel is tried again later. */
export function explainLater(reason: LaterReason): string {
  switch (reason) {
    case "network":
      return "The receiver could not be reached. Nothing to do: it is tried again.";
    case "timeout":
      return "The receiver did not answer in time. Nothing to do: it is tried again.";
    case "server-error":
      return "The receiver answered with an error of its own. Nothing to do: it is tried again.";
    case "rate-limited":
      return "The receiver asked for a pause. Nothing to do: it is tried again after that.";
    case "not-accepted":
      return "The receiver did not accept the message. Nothing to do: it is tried again; where that goes on, its log says why.";
  }
}
