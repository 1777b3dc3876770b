/** PURE. What a list of watches has the schedule do in a day: which hosts are asked at which tick, and how much. */
import { offset, type Scheduled } from "../src/schedule.ts";
import { DAY, MINUTE } from "../src/time.ts";

/** Ticks of a day. */
export const TICKS_A_DAY = DAY / MINUTE;

/**
 * What counts of a watch: those of one repository are asked about together. `answerMs` is how long its upstream takes to
 * answer; absent where that is not known.
 */
export type Budgeted = Scheduled & { host: string; answerMs?: number };

/** What is done in a day in which nothing changes. */
export type Load = {
  watches: number;
  /** What is asked in one request: of a repository, or for a watch that asks for itself. */
  questions: number;
  /** Watches that are asked about, each time counted; and those of them that have to ask for themselves. */
  polls: number;
  alone: number;
  /** Requests to upstreams. */
  requests: number;
  /** How often a host has something to be asked, and how many hosts at most have at one tick. */
  rounds: number;
  hostsAtOnce: number;
  /** How long (milliseconds) hosts take to answer: to the hosts' objects, and to the watches' own. */
  askedMs: { hosts: number; watches: number };
  /** How long (milliseconds) the busiest host is being asked. */
  busiestMs: number;
};

/** What the watches have the schedule do, with a pause of `pauseMs` after each request to a host. */
export function loadOf(watches: readonly Budgeted[], pauseMs: number): Load {
  const questions = Map.groupBy(watches, ({ id, source }) => source?.repository ?? ` ${id}`);
  const load = { alone: 0, requests: 0, rounds: 0, askedMs: { hosts: 0, watches: 0 } };
  const hostsAt = new Uint16Array(TICKS_A_DAY);
  const hosts = new Map<string, { asked: Uint8Array; ms: number }>();
  for (const some of questions.values()) {
    const { host = "", source } = some[0] ?? {};
    const here = hosts.get(host) ?? { asked: new Uint8Array(TICKS_A_DAY), ms: 0 };
    hosts.set(host, here);
    const answerMs = Math.max(...some.map((one) => one.answerMs ?? 0));
    const ticks = ticksOf(some);
    for (const at of ticks) {
      if (here.asked[at] === 1) continue;
      here.asked[at] = 1;
      load.rounds += 1;
      hostsAt[at] = (hostsAt[at] ?? 0) + 1;
    }
    load.requests += ticks.size;
    here.ms += ticks.size * (answerMs + pauseMs);
    if (source?.repository !== undefined) continue;
    load.alone += ticks.size;
    load.askedMs.watches += ticks.size * answerMs;
  }
  const busy = [...hosts.values()].map(({ ms }) => ms);
  return {
    ...load,
    watches: watches.length,
    questions: questions.size,
    polls: sum(watches.map(({ every }) => DAY / every)),
    hostsAtOnce: Math.max(...hostsAt),
    askedMs: { ...load.askedMs, hosts: sum(busy) },
    busiestMs: Math.max(0, ...busy),
  };
}

/** The ticks of a day at which one of the watches is due; one with a longer interval counts on the day it is due. */
function ticksOf(watches: readonly Budgeted[]): Set<number> {
  const ticks = new Set<number>();
  const seen = new Set<string>();
  for (const watch of watches) {
    const [step, first] = [watch.every / MINUTE, offset(watch) / MINUTE];
    const times = `${step} ${first}`;
    if (seen.has(times)) continue;
    seen.add(times);
    for (let at = first; at < Math.max(TICKS_A_DAY, step); at += step) ticks.add(at % TICKS_A_DAY);
  }
  return ticks;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
