/**
 * What Cloudflare's plans allow, as its documentation said in November 2026: the one place where these numbers stand, but
 * for those of one invocation, which the Worker itself keeps (`src/plans.ts`).
 * Paid is what the price of the plan includes, and no wall, but for what one invocation may do.
 */

/** A limit of both plans, and where it is documented, below https://developers.cloudflare.com/. */
type Limit = { free: number; paid: number; source: string };

/** `dollars` is the price of a million beyond what the paid plan includes. */
type Quota = Limit & { dollars: number };

/** Each in a day; `paid` is in a month. All are counted from 00:00 UTC. */
export const quotas = {
  /** Calls of objects: each RPC call, each request, each alarm that runs. */
  objectRequests: {
    free: 100_000,
    paid: 1_000_000,
    dollars: 0.15,
    source: "durable-objects/platform/pricing/",
  },
  /** Gigabyte-seconds: an object that is awake counts as 128 MB, also while it waits for an answer. */
  objectTime: { free: 13_000, paid: 400_000, dollars: 12.5, source: "durable-objects/platform/pricing/" },
  /** Rows written in objects; a row deleted and an alarm set count as one each. */
  rowsWritten: { free: 100_000, paid: 50_000_000, dollars: 1, source: "durable-objects/platform/pricing/" },
  /** Rows read in objects, also those that a query passes over. */
  rowsRead: {
    free: 5_000_000,
    paid: 25_000_000_000,
    dollars: 0.001,
    source: "durable-objects/platform/pricing/",
  },
  /** Writes of different keys. */
  kvWrites: { free: 1000, paid: 1_000_000, dollars: 5, source: "kv/platform/limits/" },
} as const satisfies Readonly<Record<string, Quota>>;

/** Of one Worker. */
export const worker = {
  /** Bytes of one variable or secret. */
  variableBytes: { free: 5120, paid: 5120, source: "workers/platform/limits/" },
} as const satisfies Readonly<Record<string, Limit>>;

/** Gigabytes that an object counts as while it is awake: durable-objects/platform/pricing/. */
export const OBJECT_GB = 0.128;

/** What is used of each quota. */
export type Usage = Record<keyof typeof quotas, number>;
