/** PURE. What is counted while Treewatch runs in workerd: see `counting.ts`. */

/** What the objects of one class did. An alarm is a call; one that is set, and each value put or deleted, is a row. */
export type ObjectCounts = {
  calls: number;
  awakeMs: number;
  rowsRead: number;
  rowsWritten: number;
  /** To other hosts. */
  requests: number;
};

/** All that is counted since it was last taken. */
export type Counts = {
  objects: Record<string, ObjectCounts>;
  kv: { reads: number; writes: number; deletes: number };
  /** To other hosts, of all. */
  requests: number;
  /** Pauses between requests that were left out; the object that pauses is counted as awake all the same. */
  pauses: number;
  /** Calls that are under way. */
  underWay: number;
};

/**
 * Counts with what the hosts saw: how many requests they served, and the most that one had at once. `asked` is how often the Worker was asked for
 * what it counted.
 */
export type Counted = Counts & { served: number; most: number; asked: number };

/** Two counts together. */
export function sum(one: Counted, other: Counted): Counted {
  const objects = { ...one.objects };
  for (const [name, more] of Object.entries(other.objects)) {
    const { calls = 0, awakeMs = 0, rowsRead = 0, rowsWritten = 0, requests = 0 } = objects[name] ?? {};
    objects[name] = {
      calls: calls + more.calls,
      awakeMs: awakeMs + more.awakeMs,
      rowsRead: rowsRead + more.rowsRead,
      rowsWritten: rowsWritten + more.rowsWritten,
      requests: requests + more.requests,
    };
  }
  return {
    objects,
    kv: {
      reads: one.kv.reads + other.kv.reads,
      writes: one.kv.writes + other.kv.writes,
      deletes: one.kv.deletes + other.kv.deletes,
    },
    requests: one.requests + other.requests,
    pauses: one.pauses + other.pauses,
    underWay: other.underWay,
    served: one.served + other.served,
    most: Math.max(one.most, other.most),
    asked: one.asked + other.asked,
  };
}
