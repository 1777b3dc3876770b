/**
 * PURE. Times that a server shows without their zone, often without seconds. They are read as if they were UTC, and compared
 * by what they say, not by how: two in one minute are the same if either has no seconds.
 *
 * Times that moved because the server's zone did are the same, too: nginx moves all of them when summer time begins or ends,
 * Apache and lighttpd those of a season when they are configured anew. It was the zone where more than half of the times
 * moved by quarters of an hour, at most 14 hours, each such step made by two entries or more, and came to be where no file
 * can have been written since the last poll: not after the newest time then known, or more than two days ago. A job that
 * writes each file at its minute, every night or every hour, is none of this.
 */
import type { Entry, Listing } from "../listing.ts";
import { DAY, HOUR, MINUTE, parseTime } from "../time.ts";
import { readDate } from "./dates.ts";

/** No zone is further from UTC. */
const farthest = 14 * HOUR;
const months = "JanFebMarAprMayJunJulAugSepOctNovDec";

/**
 * The time as RFC 3339, as if its zone were UTC. Reads `2026-11-23 06:10`, `23-Nov-2026 06:10` and `2026-Nov-23 06:10:27`, with
 * or without seconds; undefined for all else.
 */
export function readZoneless(text: string): string | undefined {
  const [first = "", month = "", last = "", clock = ""] = text.split(/[- ]/);
  const [year, day] = first.length > 2 ? [first, last] : [last, first];
  const named = months.indexOf(month) / 3 + 1;
  const digits = month.length > 2 ? String(named).padStart(2, "0") : month;
  return readDate(`${year}-${digits}-${day}T${clock.padEnd(8, ":00")}Z`);
}

/** A watch that polls once a day sees all that is younger, whatever the zone. */
const past = 2 * DAY;

/**
 * The entries with the times that are known of them where those they show are the same, and all steps that the server's zone
 * has made, `earlier` and now: to be handed in with the next, because what is known stays. `now` is 0 where it is not known;
 * all in milliseconds.
 */
export function settleTimes(
  before: Listing,
  entries: readonly Entry[],
  { earlier, now }: { earlier: readonly number[]; now: number },
): { entries: Entry[]; steps: number[] } {
  const known = new Map(before.entries.map(({ name, modifiedAt }) => [name, modifiedAt]));
  const times = before.entries.map(({ modifiedAt = "" }) => modifiedAt);
  const newest = msOf(times.reduce((last, time) => (time > last ? time : last), ""));
  const stepOf = ({ name, modifiedAt }: Entry): number =>
    modifiedAt === known.get(name) ? 0 : distance(msOf(known.get(name)), msOf(modifiedAt));
  const isOld = ({ modifiedAt }: Entry, last: number): boolean =>
    msOf(modifiedAt) <= Math.max(last, now - past);
  const timed = entries.filter((entry) => !Number.isNaN(stepOf(entry)));
  const moved = timed.filter((entry) => isOfZone(stepOf(entry)) && isOld(entry, newest));
  const common = [...Map.groupBy(moved, stepOf)].filter(([, group]) => group.length > 1);
  const isMost = common.reduce((sum, [, group]) => sum + group.length, 0) * 2 > timed.length;
  const fresh = isMost ? common.map(([step]) => step) : [];
  const isSame = (entry: Entry): boolean => {
    const step = stepOf(entry);
    return step === 0 || fresh.includes(step) || (earlier.includes(step) && isOld(entry, newest + step));
  };
  return {
    entries: entries.map((entry) => {
      const modifiedAt = known.get(entry.name);
      return modifiedAt !== undefined && isSame(entry) ? { ...entry, modifiedAt } : entry;
    }),
    steps: [...new Set([...earlier, ...fresh])],
  };
}

/** NaN where there is no time. */
function msOf(time: string | undefined): number {
  return time === undefined ? Number.NaN : parseTime(time);
}

/** From one time to another, in whole minutes where either has no seconds. */
function distance(from: number, to: number): number {
  if (from % MINUTE !== 0 && to % MINUTE !== 0) return to - from;
  return (Math.floor(to / MINUTE) - Math.floor(from / MINUTE)) * MINUTE;
}

function isOfZone(step: number): boolean {
  return step !== 0 && step % (15 * MINUTE) === 0 && Math.abs(step) <= farthest;
}
