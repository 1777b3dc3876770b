/**
 * What a channel is. A channel describes: it turns updates into one request and judges the answer. It never sends
 * (`deliver.ts` alone does), has no clock, and sees its secrets only as arguments.
 */
import type { Update } from "../updates.ts";

/** What waits for one channel: its filter has been applied, oldest first, at least one update. */
export type Run = {
  watch: { id: string; title: string };
  /** Address of the watch's page, or of the directory at the forge where `PUBLIC_URL` is not set. */
  pageUrl: string;
  updates: readonly Update[];
};

/** A request ready to be sent. `url` and `headers` may hold secrets: neither is ever logged. */
export type DeliveryRequest = {
  url: string;
  method: "POST" | "PUT";
  headers: Record<string, string>;
  body: string;
};

/** One message. It carries the first `taken` updates of the run (at least 1); the rest goes into the next. */
export type Composed = { request: DeliveryRequest; taken: number };

/** What the receiver answered. `body` is cut to 4 KiB. */
export type Reply = { status: number; headers: Headers; body: string };

/** What an answer means for the delivery. Reasons are stable codes without any text of the receiver's. */
export type Outcome =
  | { outcome: "delivered" }
  /** Try again, under the same id: network, timeout, 5xx, 429. */
  | { outcome: "later"; reason: LaterReason; retryAfterMs?: number }
  /** Refused for good: the channel stops until its secret changes or it is resumed. */
  | { outcome: "refused"; reason: string };

export const laterReasons = ["network", "timeout", "server-error", "rate-limited"] as const;
export type LaterReason = (typeof laterReasons)[number];

/** Secrets of one channel, by the suffix of their names: `""` the channel's own, `"SECRET"` of `NAME_SECRET`, … */
export type Secrets = { readonly [suffix: string]: string };

/** An adapter for one kind of channel. */
export interface Channel {
  /** The word used in `notify:` and in `status.json`. */
  readonly kind: string;
  /** For people: what it sends to, in one line. The docs table is made of it. */
  readonly sends: string;
  /** What is wrong with the secrets, as words that go on from `The secret NAME` and hold no value; undefined if nothing. */
  check(secrets: Secrets): string | undefined;
  /** One message with as many updates of the run as fit. Same run and secrets, same bytes. */
  compose(run: Run, secrets: Secrets): Composed;
  /** What an answer means. Never throws, whatever the receiver wrote. */
  judge(reply: Reply): Outcome;
  /** One sentence for people on a reason with which `judge` refused: what happened, and what to do about it. */
  explain(reason: string): string;
}
