/** The Fleet as a subscriber to one watch: it hears of new updates, and whenever what it shows of the watch has changed. */
import type { Report } from "./fleet.ts";
import { sha256 } from "./hash.ts";
import type { Status } from "./status.ts";
import { newCursor } from "./store/cursor.ts";
import { PAGE } from "./store/published.ts";
import type { WatchStore } from "./store/watch-store.ts";
import type { Subscriber } from "./subscribers.ts";

const FLEET = "fleet";

/** The subscriber. It waits for the channels that are due, so that a changed poll is reported once, not at each step. */
export function reporter(
  key: string,
  store: WatchStore,
  status: () => Status,
  send: (report: Report) => Promise<void>,
): Subscriber {
  const cursor = () => store.cursor(FLEET) ?? newCursor;
  return {
    name: FLEET,
    turn: 2,
    dueAt: () => (cursor().told === fingerprint(status()) ? undefined : 0),
    async step() {
      const now = status();
      const { since, detectedAt } = store.state();
      const updates = store.updateTexts(Math.max(cursor().position, now.latest - PAGE), now.latest, PAGE);
      await send({
        key,
        told: {
          status: now,
          ...(since === undefined ? {} : { since }),
          ...(detectedAt === undefined ? {} : { changedAt: detectedAt }),
        },
        updates,
      });
      store.writeCursor(FLEET, { ...newCursor, position: now.latest, told: fingerprint(now) });
    },
  };
}

/** Changes with what is worth a call: not with the time of a further poll like the last. */
function fingerprint({ lastPoll, lastSuccess: _success, nextPoll: _next, ...status }: Status): string {
  return sha256(JSON.stringify([status, lastPoll?.reason]));
}
