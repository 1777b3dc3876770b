/**
 * Any receiver of webhooks, as Standard Webhooks 1.0.0 describes them: what is told goes out as JSON for programs, and
 * its signature shows that it came from here. An unsigned webhook is not offered: whoever learns its address could then
 * write to the receiver, and no receiver could tell.
 */
import { Buffer } from "node:buffer";
import { createHmac } from "node:crypto";
import { alertType } from "../alerts.ts";
import { truncate, webUrl } from "../text.ts";
import { formatTime } from "../time.ts";
import type { Channel, ChannelWords, Run, Secrets } from "./contract.ts";
import { first, fitting } from "./fitting.ts";
import { judgeStatus } from "./reply.ts";

/** Bytes of a body: Standard Webhooks advises to stay below 20 kB. */
const maxBytes = 20_000;
/** Bytes of a body that carries one update alone: servers that nobody has configured take as much (Express: 100 KiB). */
const maxAlone = 100_000;
/** No update takes less than 200 bytes. */
const maxItems = maxBytes / 200;
/** The longest texts of an update that has to be cut: a title in code points, an address in characters. */
const maxTitle = 500;
const maxUrl = 2000;

/** @public What the docs say of it. */
export const words: ChannelWords = {
  sends: "Any HTTP server, by a signed webhook (Standard Webhooks)",
  holds: "the address that the updates are posted to, as JSON",
  further: {
    SECRET:
      "the key of the signature, `whsec_` and 24 to 64 bytes in Base64; two, separated by a space, while it is changed",
  },
};

export const webhook: Channel = {
  kind: "webhook",
  further: ["SECRET"],

  check(secrets) {
    if (webUrl(secrets[""]) === undefined) return `holds no http(s) address. ${putAddress}`;
    const keys = keysOf(secrets);
    if (keys.length === 0) return `is without its key. ${makeKey}`;
    if (!keys.every(isKey)) return `is without a key of the right form. ${makeKey}`;
    return undefined;
  },

  /**
   * As many items as fit 20 kB. One update that is larger goes alone, whole up to 100 kB, beyond that cut: without its
   * commit's message, other texts cut to 500 code points, and with as many of its changes as fit, `changesLeftOut`
   * counting the others. The plain form is for a receiver to which the message was too large: so cut, and 20 kB at the
   * most.
   */
  compose(run, secrets, { id, at, plain }) {
    const taken = fitting(run, maxItems, (part) => sizeOf(bodyOf(part, at, plain)) <= maxBytes);
    const told = first(run, taken);
    const most = plain ? maxBytes : maxAlone;
    const whole = bodyOf(told, at, plain);
    const body = sizeOf(whole) <= most ? whole : bodyOf(withFewerChanges(told, at, most), at, true);
    const timestamp = String(Math.floor(at / 1000));
    return {
      taken,
      request: {
        url: secrets[""] ?? "",
        method: "POST",
        headers: {
          "content-type": "application/json",
          "webhook-id": id,
          "webhook-timestamp": timestamp,
          "webhook-signature": keysOf(secrets)
            .map((key) => sign(key, `${id}.${timestamp}.${body}`))
            .join(" "),
        },
        body,
      },
    };
  },

  /**
   * Only 2xx is success, and all else is tried again, as Standard Webhooks asks: a receiver that is being deployed
   * answers 404 or 405 for a minute, one whose key is being changed 400 or 401, and neither may cost an update. But 410
   * says that the webhook is gone, and 413 is said of this message, not of the webhook.
   */
  judge(reply) {
    const known = judgeStatus(reply);
    if (known !== undefined) return known;
    const reason = `http-${reply.status}`;
    switch (reply.status) {
      case 410:
        return { outcome: "refused", reason };
      case 413:
        return { outcome: "not-taken", reason };
      default:
        return { outcome: "later", reason: "not-accepted" };
    }
  },

  explain(reason) {
    switch (reason) {
      case "redirected":
        return "The address redirects, and messages are sent nowhere but to the address that was given. Put the one that it leads to into the secret.";
      case "http-410":
        return "The receiver says that the webhook is gone for good. Put the address of another one into the secret, or take the channel out of the list.";
      default:
        return "The receiver refuses the webhook. See in its log why, then resume the channel.";
    }
  },
};

const putAddress = "Put the address of the receiver (https://…) into the secret.";
const makeKey =
  "Make one with `echo whsec_$(openssl rand -base64 32)`, put it into the secret of the same name with _SECRET behind it, and give it to the receiver, too.";

/** The keys by which each message is signed; none where there is no secret of them. */
function keysOf(secrets: Secrets): string[] {
  return (secrets["SECRET"] ?? "").split(/\s+/).filter((key) => key !== "");
}

/** Whether this is a key as Standard Webhooks has it: `whsec_` and 24 to 64 bytes in Base64. */
function isKey(key: string): boolean {
  const size = bytesOf(key).length;
  return /^whsec_[A-Za-z0-9+/]+={0,2}$/.test(key) && size >= 24 && size <= 64;
}

function bytesOf(key: string): Buffer {
  return Buffer.from(key.slice("whsec_".length), "base64");
}

function sign(key: string, content: string): string {
  return `v1,${createHmac("sha256", bytesOf(key)).update(content).digest("base64")}`;
}

function sizeOf(body: string): number {
  return Buffer.byteLength(body);
}

/** The body: a function of what is told alone, so that a repeat has the same bytes; only a test has none but its time. */
function bodyOf(run: Run, at: number, short: boolean): string {
  return JSON.stringify(contentOf(run, at), short ? shorten : undefined);
}

function contentOf(run: Run, at: number): { type: string; timestamp: string; data: object } {
  const watch = run.watch.id;
  const newest = formatTime(at);
  switch (run.tells) {
    case "updates": {
      const last = run.items.at(-1);
      const data = { watch, updates: run.items, next: last?.seq, missed: run.missed };
      return { type: "updates", timestamp: last?.detectedAt ?? newest, data };
    }
    case "alerts": {
      const last = run.items.at(-1);
      const type = last === undefined ? "trouble" : alertType(last);
      return { type, timestamp: last?.at ?? newest, data: { watch, alerts: run.items } };
    }
    case "test":
      return { type: "test", timestamp: newest, data: { watch } };
  }
}

/** Leaves out a commit's message, and bounds what else an upstream may have made long. */
function shorten(key: string, value: unknown): unknown {
  if (typeof value !== "string") return value;
  if (key === "body" || (key === "url" && value.length > maxUrl)) return undefined;
  return key === "url" ? value : truncate(value, maxTitle);
}

/** The one update with the first of its changes, as many as fit; anything else as it is. */
function withFewerChanges(run: Run, at: number, most: number): Run {
  if (run.tells !== "updates") return run;
  const items = run.items.map((update) => {
    const leaving = (changes: typeof update.changes) => ({
      ...update,
      changes,
      changesLeftOut: update.changes.length - changes.length,
    });
    let room = most - sizeOf(bodyOf({ ...run, items: [leaving([])] }, at, true));
    const end = update.changes.findIndex(
      (change) => (room -= sizeOf(JSON.stringify(change, shorten)) + 1) < 0,
    );
    return end < 0 ? update : leaving(update.changes.slice(0, end));
  });
  return { ...run, items };
}
