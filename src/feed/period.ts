/** PURE. Days and weeks in UTC. A week begins on Monday (ISO 8601). Times are milliseconds since 1970. */
import { DAY, HOUR } from "../time.ts";

/** What an item of a digest is of. */
export type Period = "day" | "week";

const lengths: Readonly<Record<Period, number>> = { day: DAY, week: 7 * DAY };
/** 1970 began on a Thursday. */
const firstMonday = 4 * DAY;
/** How long a period stays open after its end: what was seen in it may need that long until readers are shown it. */
const settling = HOUR;

/** When the period began that `time` is in. */
export function startOf(period: Period, time: number): number {
  const first = period === "week" ? firstMonday : 0;
  const length = lengths[period];
  return first + Math.floor((time - first) / length) * length;
}

/** When the period ends that began at `start`. */
export function endOf(period: Period, start: number): number {
  return start + lengths[period];
}

/** The end of the last period that is closed at `now`: nothing is added to it, or to any before it. */
export function closedUntil(period: Period, now: number): number {
  return startOf(period, now - settling);
}

/** When it was closed. */
export function closedAt(end: number): number {
  return end + settling;
}

/** The beginning of the periods, `count` of them, that end at `end`. */
export function startOfRun(period: Period, end: number, count: number): number {
  return end - count * lengths[period];
}
