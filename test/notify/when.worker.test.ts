/** The clocks of workerd, which has an `Intl` and a time zone database of its own. */
import { expect, it } from "vitest";
import { readyAt } from "../../src/notify/when.ts";
import { formatTime, parseTime } from "../../src/time.ts";
import { whenOf } from "./when.ts";

it.each([
  ["02:30 Europe/Berlin", "2026-03-28T12:00:00Z", "2026-03-29T01:00:00Z"],
  ["02:30 Europe/Berlin", "2026-10-24T12:00:00Z", "2026-10-25T00:30:00Z"],
  ["02:15 Australia/Lord_Howe", "2026-10-03T00:00:00Z", "2026-10-03T15:30:00Z"],
  ["00:00 America/Sao_Paulo", "2018-11-03T12:00:00Z", "2018-11-04T03:00:00Z"],
  ["fri 09:00 Pacific/Apia", "2011-12-25T00:00:00Z", "2011-12-30T10:00:00Z"],
])("show %s after %s when those of Node do", (digest, since, time) => {
  const rule = whenOf({ digest });
  expect(formatTime(readyAt(rule, parseTime(since), parseTime(since)))).toBe(time);
});
