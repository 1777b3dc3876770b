/**
 * Counts, inside workerd, what Cloudflare counts: calls of objects, how long they are awake, rows, KV operations, requests
 * to other hosts. The platform's own classes are wrapped, so that Treewatch runs as it is.
 */

import { AsyncLocalStorage } from "node:async_hooks";
import type { Counts, ObjectCounts } from "./counts.ts";

/** The class of the object that is at work. */
const within = new AsyncLocalStorage<string>();
let counts = begin();
let underWay = 0;
/** Whether pauses are left out. */
let isHurried = false;

/** The class of each object, by what it keeps its state with. */
const classes = new WeakMap<object, string>();
/** How much of a cursor's work is counted already. */
const counted = new WeakMap<object, { read: number; written: number }>();
/** Calls under way in each object, and since when the object is awake. */
const awake = new WeakMap<object, { calls: number; since: number; nested: number }>();

function begin(): Omit<Counts, "underWay"> {
  return { objects: {}, kv: { reads: 0, writes: 0, deletes: 0 }, requests: 0, pauses: 0 };
}

/** What was counted since the last time. */
export function takeCounts(): Counts {
  const taken = { ...counts, underWay };
  counts = begin();
  return taken;
}

/** Leaves the pauses between requests out from now on, or not any more. */
export function hurry(on: boolean): void {
  isHurried = on;
}

/** Counts the calls of a class of objects: each of its methods, unless another of the same object's calls it. */
export function countCalls(name: string, prototype: object): void {
  const methods = Object.getOwnPropertyNames(prototype).filter((method) => method !== "constructor");
  for (const method of methods) {
    wrap(prototype, method, (self, call) => {
      const here = awake.get(self) ?? { calls: 0, since: 0, nested: 0 };
      awake.set(self, here);
      if (here.nested > 0) return call();
      const of = countsOf(name);
      of.calls += 1;
      underWay += 1;
      if (here.calls === 0) here.since = Date.now();
      here.calls += 1;
      const end = () => {
        underWay -= 1;
        here.calls -= 1;
        if (here.calls === 0) countsOf(name).awakeMs += Date.now() - here.since;
      };
      here.nested += 1;
      let result: unknown;
      try {
        result = within.run(name, call);
      } finally {
        here.nested -= 1;
        if (!(result instanceof Promise)) end();
      }
      return result instanceof Promise ? result.finally(end) : result;
    });
  }
}

/** Counts what an object of a class writes; called before it is made. */
export function countState(name: string, { storage }: DurableObjectState): void {
  wrapStorage(storage);
  for (const place of [storage, storage.sql, storage.kv]) classes.set(place, name);
}

/** Counts operations on KV, requests and pauses; called once. */
export function countPlatform({ KV }: Env): void {
  const kv = Object.getPrototypeOf(KV);
  for (const read of ["get", "getWithMetadata", "list"]) wrap(kv, read, (_, call) => count("reads", call));
  wrap(kv, "put", (_, call) => count("writes", call));
  wrap(kv, "delete", (_, call) => count("deletes", call));
  wrap(globalThis, "fetch", (_, call) => {
    counts.requests += 1;
    const name = within.getStore();
    if (name !== undefined) countsOf(name).requests += 1;
    return call();
  });
  wrap(Object.getPrototypeOf(scheduler), "wait", (_, call, [ms]) => {
    if (!isHurried || typeof ms !== "number") return call();
    counts.pauses += 1;
    countsOf("Host").awakeMs += ms;
    return Promise.resolve();
  });
}

function count(what: keyof Counts["kv"], call: () => unknown): unknown {
  counts.kv[what] += 1;
  return call();
}

function countsOf(name: string): ObjectCounts {
  return (counts.objects[name] ??= { calls: 0, awakeMs: 0, rowsRead: 0, rowsWritten: 0, requests: 0 });
}

function countRow(self: object, call: () => unknown): unknown {
  countsOf(classes.get(self) ?? "").rowsWritten += 1;
  return call();
}

/** The first storage shows what all of them are made of. */
let isWrapped = false;

function wrapStorage(storage: DurableObjectStorage): void {
  if (isWrapped) return;
  isWrapped = true;
  for (const method of ["setAlarm", "deleteAlarm"]) wrap(Object.getPrototypeOf(storage), method, countRow);
  for (const method of ["put", "delete"]) wrap(Object.getPrototypeOf(storage.kv), method, countRow);
  wrap(Object.getPrototypeOf(storage.sql), "exec", (self, call) => {
    const cursor = call();
    if (isCursor(cursor)) {
      if (!isCursorWrapped) wrapCursor(cursor);
      classes.set(cursor, classes.get(self) ?? "");
      settle(cursor);
    }
    return cursor;
  });
}

let isCursorWrapped = false;

/** A cursor has read its rows when they have been taken from it. */
function wrapCursor(first: object): void {
  isCursorWrapped = true;
  for (const method of ["toArray", "one"]) {
    wrap(Object.getPrototypeOf(first), method, (self, call) => {
      const rows = call();
      if (isCursor(self)) settle(self);
      return rows;
    });
  }
}

type Cursor = { rowsRead: number; rowsWritten: number };

function isCursor(value: unknown): value is Cursor {
  return typeof value === "object" && value !== null && "rowsWritten" in value;
}

function settle(cursor: Cursor): void {
  const { rowsRead, rowsWritten } = cursor;
  const before = counted.get(cursor) ?? { read: 0, written: 0 };
  const of = countsOf(classes.get(cursor) ?? "");
  of.rowsRead += rowsRead - before.read;
  of.rowsWritten += rowsWritten - before.written;
  counted.set(cursor, { read: rowsRead, written: rowsWritten });
}

/** Has `around` called in place of a method, with what calls the method itself. */
function wrap(
  on: object,
  name: string,
  around: (self: object, call: () => unknown, given: readonly unknown[]) => unknown,
): void {
  const original: unknown = Reflect.get(on, name);
  if (typeof original !== "function") throw new Error(`there is no ${name} to be counted`);
  const value = function wrapped(this: object, ...given: unknown[]) {
    return around(this, () => Reflect.apply(original, this, given), given);
  };
  Object.defineProperty(on, name, { value, configurable: true, writable: true });
}
