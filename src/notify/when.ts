/**
 * PURE. When a channel is told: at once, or at the times of its digest, and not in its quiet hours. Both put a message
 * off and never drop one.
 */
import * as z from "zod/mini";
import { parseInterval } from "../fields.ts";
import { DAY, formatTime, HOUR, MINUTE } from "../time.ts";
import { instantAt, isZone, wallTime } from "./zone.ts";

/**
 * When what waits is told together: every so many milliseconds, counted from 1970 in UTC, so that `1h` is on the hour;
 * or each day, or on one day of the week (0 is Sunday), at a clock time (milliseconds after midnight). Two with the
 * same `text` are the same.
 */
export type Digest = { text: string } & (
  | { every: number }
  | { at: number; weekday?: number | undefined; zone: string }
);

/**
 * When nothing is told: from one clock time to another (milliseconds after midnight), the next day's where that is not
 * later. Two with the same `text` are the same.
 */
export type QuietHours = { text: string; from: number; to: number; zone: string };

/** Without either, a channel is told at once. */
export type When = { digest?: Digest | undefined; quiet?: QuietHours | undefined };

const weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const shortWeekdays = weekdays.map((name) => name.slice(0, 3).toLowerCase());

const wrongDigest =
  'write an interval from "5m" to "7d", such as "1h", or a clock time and its time zone, such as "09:00 Europe/Berlin" or "mon 09:00 Europe/Berlin"';
const wrongQuiet = 'write two clock times and their time zone, such as "22:00-07:00 Europe/Berlin"';
const emptyQuiet =
  "quiet hours cannot end when they begin: write two different clock times, or leave this out";
const noZone = 'write the time zone after the clock time, such as "Europe/Berlin" or "UTC"';
const unknownZone =
  'this time zone is not known: write a name of the IANA time zone database, such as "Europe/Berlin" or "UTC"';

/** The option `digest` of a channel. */
export const DigestSchema = written(wrongDigest, parseDigest);

/** The option `quiet` of a channel. */
export const QuietHoursSchema = written(wrongQuiet, parseQuietHours);

/** Text that `parse` reads, or says in words what to write instead. */
function written<T extends object>(error: string, parse: (text: string) => T | string) {
  return z.pipe(
    z.string(error),
    z.transform((text, context) => {
      const read = parse(text);
      if (typeof read !== "string") return read;
      context.issues.push({ code: "custom", message: read, input: text });
      return z.NEVER;
    }),
  );
}

function parseDigest(text: string): Digest | string {
  const every = parseInterval(text);
  if (every >= 5 * MINUTE && every <= 7 * DAY) {
    const { amount, unit } = inLargestUnit(every);
    return { text: `${amount}${unit.charAt(0)}`, every };
  }
  const [, day, time, zone] = /^(?:([a-z]{3}) )?(\S+)(?: (\S+))?$/.exec(text) ?? [];
  const at = parseClockTime(time);
  const weekday = day === undefined ? undefined : shortWeekdays.indexOf(day);
  if (at === undefined || weekday === -1) return wrongDigest;
  if (zone === undefined) return noZone;
  return isZone(zone) ? { text, at, ...(weekday === undefined ? {} : { weekday }), zone } : unknownZone;
}

function parseQuietHours(text: string): QuietHours | string {
  const [, begin, end, zone] = /^([\d:]+)-([\d:]+)(?: (\S+))?$/.exec(text) ?? [];
  const from = parseClockTime(begin);
  const to = parseClockTime(end);
  if (from === undefined || to === undefined) return wrongQuiet;
  if (from === to) return emptyQuiet;
  if (zone === undefined) return noZone;
  return isZone(zone) ? { text, from, to, zone } : unknownZone;
}

/** Milliseconds after midnight of a time from `00:00` to `23:59`; undefined where it is none. */
function parseClockTime(text = ""): number | undefined {
  const [, hours, minutes] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text) ?? [];
  return hours === undefined ? undefined : Number(hours) * HOUR + Number(minutes) * MINUTE;
}

/**
 * The time from which a message may go: the first, at or after `now`, that is not before the first digest after `since`
 * and not in quiet hours. `since` is when the oldest update that it carries was detected; without a digest it does not
 * matter. A digest at the very time of `since` is too early for it, and quiet hours are over at the time at which they
 * end. All times are milliseconds since 1970.
 *
 * A clock time that is skipped because clocks are put forward comes when they are; one that is shown twice because they
 * are put back comes the first time only. That goes for digests and for both ends of quiet hours.
 */
export function readyAt({ digest, quiet }: When, since: number, now: number): number {
  let time = digest === undefined ? now : Math.max(now, nextDigest(digest, since));
  if (quiet === undefined) return time;
  for (;;) {
    const end = endOfQuiet(quiet, time);
    if (end === undefined) return time;
    time = end;
  }
}

/** The first time of the digest after `time`. */
function nextDigest(digest: Digest, time: number): number {
  if ("every" in digest) return (Math.floor(time / digest.every) + 1) * digest.every;
  const { zone, at, weekday } = digest;
  for (let day = dayAt(zone, time); ; day += DAY) {
    if (weekday !== undefined && new Date(day).getUTCDay() !== weekday) continue;
    const instant = instantAt(zone, day + at);
    if (instant > time) return instant;
  }
}

/** When the quiet hours end in which `time` lies; undefined where it lies in none. */
function endOfQuiet({ zone, from, to }: QuietHours, time: number): number | undefined {
  const today = dayAt(zone, time);
  const endsOn = to > from ? 0 : DAY;
  // Tomorrow's may have begun: clocks that are put back after midnight show the day before again.
  for (const day of [today - DAY, today, today + DAY]) {
    if (instantAt(zone, day + from) > time) return undefined;
    const end = instantAt(zone, day + endsOn + to);
    if (time < end) return end;
  }
  return undefined;
}

/** The midnight with which the day begins that calendars in the zone show, as `wallTime` has it. */
function dayAt(zone: string, time: number): number {
  return Math.floor(wallTime(zone, time) / DAY) * DAY;
}

/**
 * When a channel is told, in words that go on from "it is told": `at once`, `every hour`, `every Monday at 09:00
 * Europe/Berlin`, `every day at 09:00 UTC, but not between 22:00 and 07:00 Europe/Berlin`.
 */
export function describeWhen({ digest, quiet }: When): string {
  const when = digest === undefined ? "at once" : describeDigest(digest);
  if (quiet === undefined) return when;
  const { from, to, zone } = quiet;
  return `${when}, but not between ${clockTime(from)} and ${clockTime(to)} ${zone}`;
}

function describeDigest(digest: Digest): string {
  if ("every" in digest) {
    const { amount, unit } = inLargestUnit(digest.every);
    const words = amount === 1 ? `every ${unit}` : `every ${amount} ${unit}s`;
    return unit === "day" ? `${words} at 00:00 UTC` : words;
  }
  const { at, weekday, zone } = digest;
  const day = weekday === undefined ? "day" : weekdays[weekday];
  return `every ${day} at ${clockTime(at)} ${zone}`;
}

/** A time after midnight as clocks show it: `09:00`. */
function clockTime(ms: number): string {
  return formatTime(ms).slice(11, 16);
}

/** A whole number of minutes (milliseconds) in the largest unit of which it is a whole number. */
function inLargestUnit(ms: number): { amount: number; unit: "day" | "hour" | "minute" } {
  if (ms % DAY === 0) return { amount: ms / DAY, unit: "day" };
  return ms % HOUR === 0 ? { amount: ms / HOUR, unit: "hour" } : { amount: ms / MINUTE, unit: "minute" };
}
