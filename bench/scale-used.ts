/** PURE. What was counted, in the units of Cloudflare's quotas. */
import { OBJECT_GB, type Usage } from "../local/limits.ts";
import { SECOND } from "../src/time.ts";
import type { Counts } from "./counts.ts";

/** The time (milliseconds) that a host on the internet is taken to need for an answer; here it is next to none. */
export const ANSWER_MS = 300;

/** What of each quota the counts use. */
export function usageOf({ objects, kv }: Counts): Usage {
  const all = Object.values(objects);
  const sum = (of: (one: (typeof all)[number]) => number) => all.reduce((total, one) => total + of(one), 0);
  // Who asks is awake, and the Host, too, while it waits for a Watcher that asks.
  const waits = sum(({ requests }) => requests) + (objects["Watcher"]?.requests ?? 0);
  return {
    objectRequests: sum(({ calls }) => calls),
    objectTime: ((sum(({ awakeMs }) => awakeMs) + waits * ANSWER_MS) / SECOND) * OBJECT_GB,
    rowsWritten: sum(({ rowsWritten }) => rowsWritten),
    rowsRead: sum(({ rowsRead }) => rowsRead),
    kvWrites: kv.writes,
  };
}
