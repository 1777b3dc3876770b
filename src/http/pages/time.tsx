/** Times for people: absolute, in UTC, and no longer than the page's own day lets them be. */
import { DAY, formatTime, HOUR, MINUTE, parseTime } from "../../time.ts";

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

/**
 * A time as it is read on a page of `day` (any time of that day): `06:10 UTC`, on another day `27 Jan`, in another year
 * `27 Jan 2022`; without `day` always whole. With `exact`, for use before the word UTC: `06:10`, `27 Jan 06:10`.
 * Nothing where it is absent or no time.
 */
export function Time(props: { at: string | undefined; day: string | undefined; exact?: boolean }) {
  const date = dateOf(props.at);
  if (date === undefined) return null;
  const day = dateOf(props.day);
  const clock = date.toISOString().slice(-13, -8);
  const isSameDay = dayNumber(date) === dayNumber(day);
  const words = props.exact
    ? `${isSameDay ? "" : `${calendarDay(date, day)} `}${clock}`
    : isSameDay
      ? `${clock} UTC`
      : calendarDay(date, day);
  return <time datetime={formatTime(date.getTime())}>{words}</time>;
}

/** The day itself, `Mon 23 Nov 2026`; nothing where it is unknown. */
export function Day({ of }: { of: string | undefined }) {
  const date = dateOf(of);
  if (date === undefined) return null;
  return (
    <time datetime={date.toISOString().slice(0, -14)}>
      {weekdays[date.getUTCDay()]} {calendarDay(date)}
    </time>
  );
}

/** How long from one time to another, in the largest unit that fits: `2 hours`. Undefined where either is unknown. */
export function span(from: string | undefined, to: string | undefined): string | undefined {
  const ms = parseTime(to ?? "") - parseTime(from ?? "");
  if (!(ms >= 0)) return undefined;
  if (ms < MINUTE) return "less than a minute";
  if (ms < HOUR) return count(ms / MINUTE, "minute");
  return ms < 2 * DAY ? count(ms / HOUR, "hour") : count(ms / DAY, "day");
}

function count(amount: number, unit: string): string {
  const whole = Math.floor(amount);
  return `${whole} ${unit}${whole === 1 ? "" : "s"}`;
}

function calendarDay(date: Date, day?: Date): string {
  const year = date.getUTCFullYear();
  const words = `${date.getUTCDate()} ${months[date.getUTCMonth()]}`;
  return year === day?.getUTCFullYear() ? words : `${words} ${year}`;
}

function dayNumber(date: Date | undefined): number | undefined {
  return date && Math.floor(date.getTime() / DAY);
}

function dateOf(time: string | undefined): Date | undefined {
  const ms = parseTime(time ?? "");
  return Number.isNaN(ms) ? undefined : new Date(ms);
}
