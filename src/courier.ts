/**
 * The object that makes all sends to one address: one at a time, at most one a second, and none before a time that the
 * receiver asked for. There is one per secret's value, because several watches may name one webhook.
 */
import { DurableObject } from "cloudflare:workers";
import { createHash } from "node:crypto";
import { bindings, parseSettings } from "./config.ts";
import type { DeliveryRequest } from "./notify/contract.ts";
import { deliver, SEND_TIMEOUT_MS, type Sent } from "./notify/deliver.ts";
import { parseRetryAfter } from "./retry-after.ts";
import { SECOND } from "./time.ts";

/** The object's name for an address: a hash, so that the address itself is stored nowhere. */
export function courierName(address: string): string {
  return createHash("sha256").update(address).digest("hex");
}

/** What a Courier answers: what came of the send, or when to come again because it is not this one's turn. */
export type Couriered =
  | { is: "reply"; status: number; headers: Record<string, string>; body: string }
  | Exclude<Sent, { is: "reply" }>
  | { is: "busy"; notBefore: number };

export class Courier extends DurableObject<Env> {
  /** When the send in hand is over at the latest; 0 where there is none. */
  #sendingUntil = 0;
  /** Seconds promised to callers that were told to come again. */
  readonly #turns = new Map<string, number>();

  /** Sends now, or says when it is `caller`'s turn (milliseconds since 1970). A send that fails is not repeated here. */
  async send(caller: string, request: DeliveryRequest): Promise<Couriered> {
    const now = Date.now();
    const free = Math.max(this.ctx.storage.kv.get<number>("notBefore") ?? 0, this.#sendingUntil);
    if (free > now) return { is: "busy", notBefore: this.#turn(caller, free) };
    this.#turns.delete(caller);
    this.#sendingUntil = now + SEND_TIMEOUT_MS;
    // Before the send: a crash in the middle must not let the next one come within the second.
    this.ctx.storage.kv.put("notBefore", now + SECOND);
    const { allowPrivateHosts } = parseSettings(bindings(this.env));
    const sent = await deliver(request, { fetch: (url, init) => fetch(url, init), allowPrivateHosts });
    this.#sendingUntil = 0;
    if (sent.is !== "reply") return sent;
    const { status, headers, body } = sent.reply;
    const retryAfterMs = status === 429 || status === 503 ? parseRetryAfter(headers) : undefined;
    if (retryAfterMs !== undefined)
      this.ctx.storage.kv.put("notBefore", Date.now() + Math.max(retryAfterMs, SECOND));
    return { is: "reply", status, headers: Object.fromEntries(headers), body };
  }

  /** A second of the caller's own, at or after `free`, so that those who wait do not all come at once. */
  #turn(caller: string, free: number): number {
    for (const [other, turn] of this.#turns) if (turn < free) this.#turns.delete(other);
    const turn =
      this.#turns.get(caller) ?? Math.max(free, ...[...this.#turns.values()].map((other) => other + SECOND));
    this.#turns.set(caller, turn);
    return turn;
  }
}
