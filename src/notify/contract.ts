/**
 * What a channel is. A channel describes: it turns what is to be told into one request and judges the answer. It never
 * sends (`deliver.ts` alone does), has no clock, and sees its secrets only as arguments.
 */
import type { Alert } from "../alerts.ts";
import type { Update } from "../updates.ts";

/** Of which watch a message speaks. */
export type About = {
  watch: { id: string; title: string };
  /** Address of the watch's page, or of the directory at the forge where `PUBLIC_URL` is not set. */
  pageUrl: string;
};

/** Updates that a channel can no longer be told, by `seq`: kept no longer, or not taken by the receiver in any form. */
export type Missed = { from: number; to: number; because: "expired" | "not-taken" };

/** What waits for one channel, oldest first. A message carries items from the beginning of it. */
export type Run = About &
  (
    | {
        tells: "updates";
        /** At least one; the channel's filter has been applied. */
        items: readonly Update[];
        /** What lies before them and is not among them. */
        missed?: Missed;
      }
    | {
        tells: "alerts";
        /** What the operator should hear of: at least one, all of one type (see `alertType`). */
        items: readonly Alert[];
      }
    /** A message that only shows that messages arrive. */
    | { tells: "test"; items: readonly [] }
  );

/** One try of a delivery. */
export type Attempt = {
  /** The delivery's id, the same at every try: without `.`, as Standard Webhooks asks. */
  id: string;
  /** When it is made (milliseconds since 1970). */
  at: number;
  /** True where the receiver did not take the message as it was: its words alone, in the simplest form there is. */
  plain: boolean;
};

/** A request ready to be sent. `url` and `headers` may hold secrets: neither is ever logged. */
export type DeliveryRequest = {
  url: string;
  method: "GET" | "POST" | "PUT";
  headers: Record<string, string>;
  /** Empty with GET. */
  body: string;
};

/** One message. It carries the first `taken` items of the run (at least 1 where there are any); the rest goes into the next. */
export type Composed = { request: DeliveryRequest; taken: number };

/**
 * What the docs say of a channel: what it sends to, and what its secrets hold; `further` by suffix. Its module exports them as
 * `words`; the Worker has no use for them.
 */
export type ChannelWords = { sends: string; holds: string; further?: Readonly<Record<string, string>> };

/** What the receiver answered. `body` is cut to 4 KiB. */
export type Reply = { status: number; headers: Headers; body: string };

/** What an answer means for the delivery. Reasons are stable codes without any text of the receiver's. */
export type Outcome =
  | { outcome: "delivered" }
  /** Try again, under the same id: network, timeout, 5xx, 429, or an answer that may pass. */
  | { outcome: "later"; reason: LaterReason; retryAfterMs?: number }
  /** Refused for good: the channel stops until its secret changes or it is resumed. */
  | { outcome: "refused"; reason: string }
  /** This message is not taken: it goes out once more as plain text, and if that is not taken either, is set aside. */
  | { outcome: "not-taken"; reason: string };

export const laterReasons = ["network", "timeout", "server-error", "rate-limited", "not-accepted"] as const;
export type LaterReason = (typeof laterReasons)[number];

/** Secrets of one channel, by the suffix of their names: `""` the channel's own, `"SECRET"` of `NAME_SECRET`, … */
export type Secrets = { readonly [suffix: string]: string };

/** An adapter for one kind of channel. */
export interface Channel {
  /** The word used in `notify:` and in `status.json`. */
  readonly kind: string;
  /** The suffixes of the further secrets that it reads. Absent where there are none. */
  readonly further?: readonly string[];
  /** What is wrong with the secrets, as words that go on from `The secret NAME` and hold no value; undefined if nothing. */
  check(secrets: Secrets): string | undefined;
  /** One message with as many items of the run as fit. Same run, secrets and attempt, same bytes. */
  compose(run: Run, secrets: Secrets, attempt: Attempt): Composed;
  /** What an answer means. Never throws, whatever the receiver wrote. */
  judge(reply: Reply): Outcome;
  /** One sentence for people on a reason with which `judge` refused: what happened, and what to do about it. */
  explain(reason: string): string;
}
