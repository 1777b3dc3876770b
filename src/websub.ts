/**
 * WebSub (W3C Recommendation): a hub that is told of each publication fetches the feeds and brings what is new to whoever
 * subscribed to them there. Telling it is one more subscriber to a watch's updates.
 */
import type { Watch } from "./config.ts";
import type { Couriered } from "./courier.ts";
import { feedFormats, feedUrl } from "./feed/index.ts";
import { logTrouble } from "./log.ts";
import type { DeliveryRequest } from "./notify/contract.ts";
import { retryWait } from "./notify/retry.ts";
import { PUBLICATION } from "./publish.ts";
import { parseRetryAfter } from "./retry-after.ts";
import { newCursor, type Cursor } from "./store/cursor.ts";
import type { WatchStore } from "./store/watch-store.ts";
import type { Subscriber } from "./subscribers.ts";
import { MINUTE, SECOND } from "./time.ts";
import type { Settings } from "./variables.ts";

const WEBSUB = "websub";

/**
 * How long after a publication (milliseconds) the hub is told: it may read where KV shows the old document for a minute,
 * from an isolate that remembers it for ten seconds, through a cache that keeps the answer for a minute. What it reads too
 * early it takes for no news at all.
 */
const VISIBLE_MS = 2 * MINUTE + 10 * SECOND;

/** The hub that is told of a watch, and where its readers are; undefined where none is set, and of a private watch. */
export function hubOf(
  watch: Watch | undefined,
  { websubHub, publicUrl }: Settings,
): { hub: string; base: string } | undefined {
  if (watch === undefined || watch.private || websubHub === undefined || publicUrl === undefined)
    return undefined;
  return { hub: websubHub, base: publicUrl };
}

/** The hub as a subscriber. It is due once readers see more updates than it was told of. */
export function hubSubscriber(
  watch: Watch,
  { hub, base }: { hub: string; base: string },
  around: {
    store: WatchStore;
    now: () => number;
    /** At least 0 and below 1. */
    random: () => number;
    send: (address: string, caller: string, request: DeliveryRequest) => Promise<Couriered>;
  },
): Subscriber {
  const { store, now } = around;
  const cursor = () => store.cursor(WEBSUB) ?? newCursor;
  const published = () => store.cursor(PUBLICATION)?.position ?? 0;
  return {
    name: WEBSUB,
    turn: 1,
    dueAt: () => (cursor().position < published() ? (cursor().notBefore ?? 0) : undefined),
    async step() {
      const before = cursor();
      const { delivery } = before;
      if (delivery === undefined) {
        const next = { id: WEBSUB, to: published() };
        store.writeCursor(WEBSUB, { ...before, delivery: next, notBefore: now() + VISIBLE_MS });
        return;
      }
      const sent = await around.send(hub, `${watch.id}/${WEBSUB}`, pingOf(hub, `${base}/${watch.id}`));
      store.writeCursor(WEBSUB, after(before, delivery.to, sent));
    },
  };

  function after(before: Cursor, to: number, sent: Couriered): Cursor {
    const told = { ...newCursor, position: to };
    switch (sent.is) {
      case "known":
        return told;
      case "busy":
        return { ...before, notBefore: sent.notBefore };
      case "failed":
        return later(before);
      case "refused":
        logTrouble("websub-refused", { watch: watch.id, reason: sent.reason });
        return told;
      case "reply":
        if (sent.status === 429 || sent.status >= 500)
          return later(before, parseRetryAfter(new Headers(sent.headers)));
        // A hub that says no says it to every repetition: it hears of the next publication again.
        if (sent.status >= 300) logTrouble("websub-refused", { watch: watch.id, status: sent.status });
        return told;
    }
  }

  function later(before: Cursor, retryAfterMs?: number): Cursor {
    const attempts = before.attempts + 1;
    return { ...before, attempts, notBefore: now() + retryWait(attempts, around.random(), retryAfterMs) };
  }
}

/** Tells a hub that a watch's feeds have changed (PubSubHubbub 0.3, 7.1, which WebSub leaves to the hub and hubs go by). */
function pingOf(hub: string, pageUrl: string): DeliveryRequest {
  const form = new URLSearchParams({ "hub.mode": "publish" });
  for (const format of feedFormats) form.append("hub.url", feedUrl(pageUrl, format));
  return {
    url: hub,
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: form.toString(),
  };
}
