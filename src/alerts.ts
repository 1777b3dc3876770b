/**
 * PURE. What the operator should hear of once, on the channels in `ops`: a watch that cannot be read, that it can be
 * again, and whatever was decided on the way that somebody may want to look at.
 */
import * as z from "zod/mini";
import type { Polled } from "./poll.ts";
import { formatTime, MINUTE } from "./time.ts";
import { explainRefusal } from "./upstream/refusal.ts";

export const alertCodes = [
  /** The directory could not be read for a while. */
  "failing",
  /** It can be read again. */
  "recovered",
  /** The host's robots.txt forbids to read it. */
  "robots",
  /** The target changed and its history could not be gone on with: the watch began anew. */
  "re-baselined",
  /** More entries are gone than is believed at once. */
  "removals-held",
  /** A channel has not been reached for hours; it is tried on. */
  "channel-failing",
  /** A channel was refused for good. */
  "channel-stopped",
  /** A message was taken by its receiver in no form. */
  "message-set-aside",
] as const;

export const Alert = z.object({
  /** Grows by one per alert of a watch, from 1. */
  seq: z.number(),
  code: z.enum(alertCodes),
  /** When it was noticed; RFC 3339. */
  at: z.string(),
  /** For `failing`, `robots` and `recovered`: when the directory could first not be read. */
  since: z.exactOptional(z.string()),
  /** Of which channel it speaks. */
  channel: z.exactOptional(z.string()),
  /** What happened and what to do, in a sentence or two. */
  message: z.string(),
});
export type Alert = z.infer<typeof Alert>;

/** The type of a webhook's body that an alert goes out in. */
export function alertType({ code }: Pick<Alert, "code">): "trouble" | "recovered" {
  return code === "recovered" ? "recovered" : "trouble";
}

/** Polls in a row that fail: since when, by the wall clock and by the tick's, and whether the operator was told. */
export const Outage = z.object({ since: z.string(), tick: z.number(), told: z.boolean() });
export type Outage = z.infer<typeof Outage>;

/** So many polls in a row, over so long (milliseconds), have to fail before the operator hears of it. */
const WORTH_TELLING = { polls: 3, ms: 30 * MINUTE };

/** How a watch stood before a poll. */
export type Standing = { outage?: Outage | undefined; failures: number; held: boolean; known: boolean };

/** What an alert says, before it has its place among the others. */
export type Raised = Omit<Alert, "seq">;

/**
 * What a poll gives the operator to hear, and the outage as it then is. An outage is told once, whatever its reasons: at
 * once where robots.txt forbids to read on, which no waiting mends, else after a while; its end only where it was told.
 */
export function judgeTrouble(
  before: Standing,
  polled: Polled,
  at: { now: number; tick: number },
): { outage?: Outage; raised: Raised[] } {
  const now = formatTime(at.now);
  if (polled.outcome === "failed") {
    const outage = before.outage ?? { since: now, tick: at.tick, told: false };
    const forbidden = polled.refusal.reason === "robots";
    const long = before.failures + 1 >= WORTH_TELLING.polls && at.tick - outage.tick >= WORTH_TELLING.ms;
    if (outage.told || !(forbidden || long)) return { outage, raised: [] };
    const code = forbidden ? "robots" : "failing";
    const message = explainRefusal(polled.refusal);
    return { outage: { ...outage, told: true }, raised: [{ code, at: now, since: outage.since, message }] };
  }
  const raised: Raised[] = [];
  if (before.outage?.told === true) {
    raised.push({ code: "recovered", at: now, since: before.outage.since, message: recovered });
  }
  if (polled.outcome === "baseline" && before.known) {
    raised.push({ code: "re-baselined", at: now, message: reBaselined });
  }
  if (polled.outcome === "held" && !before.held) {
    raised.push({ code: "removals-held", at: now, message: removalsHeld });
  }
  return { raised };
}

const recovered = "What changed meanwhile is told as usual.";
const reBaselined =
  "What is watched now has no history in common with what was watched before, so that nothing could be compared. Changes are told from here on; nothing to do if that was meant.";
const removalsHeld =
  "They are told as removed only if the next two polls show the same. Nothing to do, but a look at the directory tells sooner.";
