/**
 * The object that makes all sends to one address: one at a time, at most one a second, and none before a time that the
 * receiver asked for. There is one per secret's value, because several watches may name one webhook.
 */
import { DurableObject } from "cloudflare:workers";
import { sha256 } from "./hash.ts";
import { bindings, parseSettings } from "./variables.ts";
import type { DeliveryRequest } from "./notify/contract.ts";
import { deliver, SEND_TIMEOUT_MS, type Sent } from "./notify/deliver.ts";
import { parseRetryAfter } from "./retry-after.ts";
import { SECOND } from "./time.ts";

/** The object's name for an address: a hash, so that the address itself is stored nowhere. */
function courierName(address: string): string {
  return sha256(address);
}

/** The Courier of an address. */
export function courierOf(env: Env, address: string): DurableObjectStub<Courier> {
  return env.COURIER.getByName(courierName(address));
}

/** What a Courier answers: what came of the send, or when to come again because it is not this one's turn. */
export type Couriered =
  | { is: "reply"; status: number; headers: Record<string, string>; body: string }
  | Exclude<Sent, { is: "reply" }>
  | { is: "busy"; notBefore: number }
  /** The receiver has refused for good before, and nothing was sent. */
  | { is: "known"; reason: string };

/** Why a receiver refused for good, and a hash of the secrets that it refused. */
export type Refusal = { reason: string; secrets: string };

/** What a send usually takes (milliseconds), and how long one who comes a little early is kept waiting. */
const SEND_MS = 100;
const NEAR_MS = 300;

export class Courier extends DurableObject<Env> {
  /** When the send in hand is over at the latest; 0 where there is none. */
  #sendingUntil = 0;
  /** Times promised to callers that were told to come again. */
  readonly #turns = new Map<string, number>();

  /**
   * Sends now, or says when it is `caller`'s turn (milliseconds since 1970). A send that fails is not repeated here.
   * `secrets` tells what the receiver would be sent with (see `fingerprint`): what it refused, it may take with others.
   */
  async send(caller: string, request: DeliveryRequest, secrets = ""): Promise<Couriered> {
    const refused = this.ctx.storage.kv.get<Refusal>("refused");
    if (refused?.secrets === secrets) return { is: "known", reason: refused.reason };
    const now = Date.now();
    const free = this.ctx.storage.kv.get<number>("notBefore") ?? 0;
    if (this.#sendingUntil > now) {
      return { is: "busy", notBefore: this.#turn(caller, Math.max(free, now + SECOND)) };
    }
    if (free - now > NEAR_MS) return { is: "busy", notBefore: this.#turn(caller, free) };
    this.#turns.delete(caller);
    this.#sendingUntil = now + NEAR_MS + SEND_TIMEOUT_MS;
    if (free > now) await new Promise((resolve) => setTimeout(resolve, free - now));
    // Before the send: a crash in the middle must not let the next one come within the second.
    this.ctx.storage.kv.put("notBefore", Date.now() + SECOND);
    const { allowPrivateHosts } = parseSettings(bindings(this.env));
    const sent = await deliver(request, { fetch: (url, init) => fetch(url, init), allowPrivateHosts });
    // From its end, not its beginning: a slow way there must not bring two messages within a second.
    this.ctx.storage.kv.put("notBefore", Date.now() + Math.max(pauseAfter(sent), SECOND));
    this.#sendingUntil = 0;
    if (sent.is !== "reply") return sent;
    const { status, headers, body } = sent.reply;
    return { is: "reply", status, headers: Object.fromEntries(headers), body };
  }

  /** Remembers that the receiver refused for good: it is asked nothing more with these secrets. */
  refuse(refusal: Refusal): void {
    this.ctx.storage.kv.put("refused", refusal);
  }

  /** Lets the receiver be asked again. */
  forgive(): void {
    this.ctx.storage.kv.delete("refused");
  }

  /** A turn of the caller's own, at or after `free`, so that those who wait do not all come at once. */
  #turn(caller: string, free: number): number {
    for (const [other, turn] of this.#turns) if (turn < Date.now()) this.#turns.delete(other);
    const promised = this.#turns.get(caller) ?? 0;
    if (promised >= free) return promised;
    this.#turns.delete(caller);
    const turn = Math.max(free, ...[...this.#turns.values()].map((other) => other + SECOND + SEND_MS));
    this.#turns.set(caller, turn);
    return turn;
  }
}

/** How long (milliseconds) the receiver asked to be left alone; 0 where it did not. */
function pauseAfter(sent: Sent): number {
  if (sent.is !== "reply" || (sent.reply.status !== 429 && sent.reply.status !== 503)) return 0;
  return parseRetryAfter(sent.reply.headers) ?? 0;
}
