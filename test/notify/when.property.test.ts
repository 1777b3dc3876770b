/** Rules at random, in many zones and around their changes, against clocks that are read minute by minute. */
import { describe, expect, it } from "vitest";
import { describeWhen, readyAt } from "../../src/notify/when.ts";
import { wallTime } from "../../src/notify/zone.ts";
import { DAY, formatTime, MINUTE } from "../../src/time.ts";
import { random } from "../random.ts";
import { whenOf } from "./when.ts";

/** Zones that change by an hour or by half of one, north and south, at and near midnight, by a day, and never. */
const zones = [
  "Africa/Casablanca",
  "America/Havana",
  "America/Sao_Paulo",
  "America/St_Johns",
  "Antarctica/Troll",
  "Asia/Beirut",
  "Asia/Kathmandu",
  "Asia/Tehran",
  "Australia/Lord_Howe",
  "Europe/Berlin",
  "Pacific/Apia",
  "Pacific/Chatham",
  "UTC",
];
const weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

/** What is to happen when the clocks come to a time, on any day or on one. */
type Bell = { at: number; weekday?: number | undefined; rings: "digest" | "begin" | "end" };

/**
 * The answer found by watching the clocks on the wall from two days before `since`: a clock time has come in the
 * minute in which they first show it or a later one.
 */
function watchClocks(bells: readonly Bell[], zone: string, since: number, now: number): number {
  let furthest = wallTime(zone, since - 2 * DAY);
  let told = !bells.some(({ rings }) => rings === "digest");
  let quiet = false;
  for (let time = since - 2 * DAY; ; time += MINUTE) {
    const wall = wallTime(zone, time);
    for (let come = furthest + MINUTE; come <= wall; come += MINUTE) {
      for (const { at, weekday, rings } of bells) {
        if (come % DAY !== at || (weekday !== undefined && new Date(come).getUTCDay() !== weekday)) continue;
        if (rings === "digest") told ||= time > since;
        else quiet = rings === "begin";
      }
    }
    furthest = Math.max(furthest, wall);
    if (told && !quiet && time >= now) return time;
  }
}

/** The first whole minute within a year after `start` at which the zone's clocks are changed; `start` if never. */
function changeAfter(zone: string, start: number): number {
  const offset = (time: number) => wallTime(zone, time) - time;
  for (let day = start; day < start + 366 * DAY; day += DAY) {
    if (offset(day) === offset(day + DAY)) continue;
    let time = day;
    while (offset(time) === offset(day)) time += MINUTE;
    return time;
  }
  return start;
}

describe.each(zones)("in %s", (zone) => {
  it.each([1985, 2011, 2026])("a message may go when clocks watched from %i on say so", (year) => {
    const next = random(year + zones.indexOf(zone));
    const pick = (below: number) => Math.floor(next() * below);
    let change = Date.UTC(year, 0);
    // Every other one lies about the time at which clocks are changed, where it is skipped or shown twice.
    const pickTime = () => {
      const near = wallTime(zone, change) + (pick(36) - 24) * 5 * MINUTE;
      return pick(2) === 0 ? pick(288) * 5 * MINUTE : Math.floor((near % DAY) / MINUTE) * MINUTE;
    };
    for (const options of ["digest", "digest", "quiet", "quiet", "both"]) {
      change = changeAfter(zone, change + DAY);
      const since = change + (pick(3 * 24 * 60) - 2 * 24 * 60) * MINUTE;
      const now = since + pick(2) * pick(26 * 60) * MINUTE;
      const [at, weekday, from] = [pickTime(), pick(4) === 0 ? pick(7) : undefined, pickTime()];
      const to = (from + (1 + pick(pick(2) === 0 ? 24 : 287)) * 5 * MINUTE) % DAY;
      const day = weekday === undefined ? "" : `${weekdays[weekday]} `;
      const digest = options === "quiet" ? {} : { digest: `${day}${show(at)} ${zone}` };
      const quiet = options === "digest" ? {} : { quiet: `${show(from)}-${show(to)} ${zone}` };
      const bells: Bell[] = [
        ...(options === "quiet" ? [] : [{ at, weekday, rings: "digest" as const }]),
        ...(options === "digest" ? [] : [{ at: from, rings: "begin" as const }]),
        ...(options === "digest" ? [] : [{ at: to, rings: "end" as const }]),
      ];
      const rule = whenOf({ ...digest, ...quiet });
      const what = `${describeWhen(rule)}, since ${formatTime(since)}, at ${formatTime(now)}`;
      const ready = readyAt(rule, since, now);
      expect(formatTime(ready), what).toBe(formatTime(watchClocks(bells, zone, since, now)));
      expect(readyAt(rule, since, ready), `${what}, asked again then`).toBe(ready);
    }
  });
});

function show(clockTime: number): string {
  return formatTime(clockTime).slice(11, 16);
}
