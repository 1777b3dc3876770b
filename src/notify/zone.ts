/**
 * PURE. Wall clocks: what they show in a time zone, and when they show it. The rules are those of the runtime's copy of
 * the IANA time zone database, read by `Intl` (ECMA-402).
 */
import { DAY, SECOND } from "../time.ts";

/** Made once for each zone: that takes as long as reading it a hundred times. */
const clocks = new Map<string, Intl.DateTimeFormat>();

/** Throws a `RangeError` where there is no such zone. */
function clockOf(zone: string): Intl.DateTimeFormat {
  const known = clocks.get(zone);
  if (known !== undefined) return known;
  const clock = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  clocks.set(zone, clock);
  return clock;
}

/** Whether the database has a zone of that name, in whatever letter case. An offset (`+02:00`) is none. */
export function isZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    clockOf(name);
    return true;
  } catch {
    return false;
  }
}

/**
 * What clocks in the zone show at `instant`, in whole seconds: the milliseconds since 1970 at which clocks in UTC show
 * the same.
 */
export function wallTime(zone: string, instant: number): number {
  const numbers = clockOf(zone).format(instant).match(/\d+/g)?.map(Number) ?? [];
  const [month = 1, day, year = 1970, hour, minute, second] = numbers;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/**
 * The first instant at which clocks in the zone have got as far as `wall`, a time as `wallTime` returns it. Where they
 * are put forward past it, that is the moment at which they are; where they are put back and show it twice, the first.
 */
export function instantAt(zone: string, wall: number): number {
  // No zone is a day or more away from UTC, so these are the offsets before and after a change that is near.
  const before = offset(zone, wall - DAY);
  const after = offset(zone, wall + DAY);
  if (offset(zone, wall - before) === before) return wall - before;
  if (offset(zone, wall - after) === after) return wall - after;
  let early = wall - after;
  let late = wall - before;
  while (late - early > SECOND) {
    const middle = early + Math.floor((late - early) / (2 * SECOND)) * SECOND;
    if (offset(zone, middle) === before) early = middle;
    else late = middle;
  }
  return late;
}

/** How far clocks in the zone are ahead of UTC at `instant`, a whole second. */
function offset(zone: string, instant: number): number {
  return wallTime(zone, instant) - instant;
}
