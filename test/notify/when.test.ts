import { describe, expect, it } from "vitest";
import * as z from "zod/mini";
import { describeWhen, DigestSchema, QuietHoursSchema, readyAt } from "../../src/notify/when.ts";
import { formatTime, parseTime } from "../../src/time.ts";
import { whenOf } from "./when.ts";

function ready(rule: { digest?: string; quiet?: string }, since: string, now = since): string {
  return formatTime(readyAt(whenOf(rule), parseTime(since), parseTime(now)));
}

function problemOf(schema: typeof DigestSchema | typeof QuietHoursSchema, text: unknown): string | undefined {
  return z.safeParse(schema, text).error?.issues[0]?.message;
}

describe("digest", () => {
  it.each([
    ["1h", "1h", "every hour"],
    ["5m", "5m", "every 5 minutes"],
    ["120m", "2h", "every 2 hours"],
    ["24h", "1d", "every day at 00:00 UTC"],
    ["7d", "7d", "every 7 days at 00:00 UTC"],
    ["09:00 Europe/Berlin", "09:00 Europe/Berlin", "every day at 09:00 Europe/Berlin"],
    ["00:00 UTC", "00:00 UTC", "every day at 00:00 UTC"],
    ["23:59 utc", "23:59 utc", "every day at 23:59 utc"],
    [
      "mon 09:00 America/Argentina/Buenos_Aires",
      "mon 09:00 America/Argentina/Buenos_Aires",
      "every Monday at 09:00 America/Argentina/Buenos_Aires",
    ],
    ["sun 09:00 Asia/Calcutta", "sun 09:00 Asia/Calcutta", "every Sunday at 09:00 Asia/Calcutta"],
  ])("%j is read as %j and said as %j", (written, text, words) => {
    const rule = whenOf({ digest: written });
    expect(rule.digest?.text).toBe(text);
    expect(describeWhen(rule)).toBe(words);
    expect(whenOf({ digest: text })).toEqual(rule);
  });

  it.each([
    [9, "write an interval"],
    ["", "write an interval"],
    ["4m", 'write an interval from "5m" to "7d"'],
    ["8d", 'write an interval from "5m" to "7d"'],
    ["1.5h", "write an interval"],
    ["daily", "write an interval"],
    ["9:00 Europe/Berlin", 'such as "09:00 Europe/Berlin"'],
    ["24:00 Europe/Berlin", 'such as "09:00 Europe/Berlin"'],
    ["09:60 Europe/Berlin", 'such as "09:00 Europe/Berlin"'],
    ["monday 09:00 Europe/Berlin", '"mon 09:00 Europe/Berlin"'],
    ["mo 09:00 Europe/Berlin", '"mon 09:00 Europe/Berlin"'],
    ["moo 09:00 Europe/Berlin", '"mon 09:00 Europe/Berlin"'],
    ["mon 1h", '"mon 09:00 Europe/Berlin"'],
    ["09:00", "write the time zone after the clock time"],
    ["mon 09:00", "write the time zone after the clock time"],
    ["09:00 Europe/Berln", "this time zone is not known"],
    ["09:00 +02:00", "this time zone is not known"],
    ["09:00 Europe/Berlin x", "write an interval"],
  ])("%j is answered by what to write", (written, words) => {
    expect(problemOf(DigestSchema, written)).toContain(words);
  });
});

describe("quiet hours", () => {
  it.each([
    ["22:00-07:00 Europe/Berlin", "at once, but not between 22:00 and 07:00 Europe/Berlin"],
    ["12:00-13:30 Asia/Kolkata", "at once, but not between 12:00 and 13:30 Asia/Kolkata"],
  ])("%j are said as %j", (written, words) => {
    const rule = whenOf({ quiet: written });
    expect(rule.quiet?.text).toBe(written);
    expect(describeWhen(rule)).toBe(words);
  });

  it.each([
    [[], "write two clock times"],
    ["22:00 Europe/Berlin", "write two clock times"],
    ["22-7 Europe/Berlin", "write two clock times"],
    ["22:00-24:00 Europe/Berlin", "write two clock times"],
    ["22:00 - 07:00 Europe/Berlin", "write two clock times"],
    ["22:00-07:00", "write the time zone"],
    ["22:00-07:00 CET/CEST", "this time zone is not known"],
    ["07:00-07:00 UTC", "quiet hours cannot end when they begin"],
  ])("%j are answered by what to write", (written, words) => {
    expect(problemOf(QuietHoursSchema, written)).toContain(words);
  });
});

it("says a digest and quiet hours together, and that there is neither", () => {
  expect(describeWhen(whenOf({ digest: "1h", quiet: "22:00-07:00 UTC" }))).toBe(
    "every hour, but not between 22:00 and 07:00 UTC",
  );
  expect(describeWhen({})).toBe("at once");
});

describe("a message may go", () => {
  it("at once without a rule, whenever it was detected", () => {
    expect(ready({}, "2026-11-23T06:00:00Z", "2026-11-24T06:00:00Z")).toBe("2026-11-24T06:00:00Z");
    expect(ready({}, "2026-11-24T06:00:03Z", "2026-11-24T06:00:00Z")).toBe("2026-11-24T06:00:00Z");
  });

  it.each([
    ["1h", "2026-11-23T06:00:00Z", "2026-11-23T07:00:00Z"],
    ["1h", "2026-11-23T05:59:59Z", "2026-11-23T06:00:00Z"],
    ["1d", "2026-11-23T05:59:59Z", "2026-11-24T00:00:00Z"],
    ["09:00 Europe/Berlin", "2026-11-23T07:59:59Z", "2026-11-23T08:00:00Z"],
    ["09:00 Europe/Berlin", "2026-11-23T08:00:00Z", "2026-11-24T08:00:00Z"],
    ["00:30 Asia/Kolkata", "2026-11-23T18:00:00Z", "2026-11-23T19:00:00Z"],
    ["00:30 Pacific/Kiritimati", "2026-11-23T18:00:00Z", "2026-11-24T10:30:00Z"],
    ["mon 09:00 Europe/Berlin", "2026-11-23T07:59:59Z", "2026-11-23T08:00:00Z"],
    ["mon 09:00 Europe/Berlin", "2026-11-23T08:00:00Z", "2026-11-30T08:00:00Z"],
    ["sun 23:30 America/New_York", "2026-11-23T04:00:00Z", "2026-11-23T04:30:00Z"],
  ])("at the first time of the digest %s after %s", (digest, since, time) => {
    expect(ready({ digest }, since)).toBe(time);
  });

  it("at once where the digest's time has passed, to be tried again", () => {
    expect(ready({ digest: "1h" }, "2026-11-23T05:30:00Z", "2026-11-23T06:20:00Z")).toBe(
      "2026-11-23T06:20:00Z",
    );
  });

  it.each([
    ["22:00-07:00 Europe/Berlin", "2026-11-23T20:59:59Z", "2026-11-23T20:59:59Z"],
    ["22:00-07:00 Europe/Berlin", "2026-11-23T21:00:00Z", "2026-11-24T06:00:00Z"],
    ["22:00-07:00 Europe/Berlin", "2026-11-24T05:59:59Z", "2026-11-24T06:00:00Z"],
    ["22:00-07:00 Europe/Berlin", "2026-11-24T06:00:00Z", "2026-11-24T06:00:00Z"],
    ["12:00-13:00 Europe/Berlin", "2026-11-24T11:30:00Z", "2026-11-24T12:00:00Z"],
    ["12:00-13:00 Europe/Berlin", "2026-11-24T12:30:00Z", "2026-11-24T12:30:00Z"],
    ["00:01-00:00 UTC", "2026-11-24T12:30:00Z", "2026-11-25T00:00:00Z"],
  ])("outside of the quiet hours %s: %s waits until %s", (quiet, since, time) => {
    expect(ready({ quiet }, since)).toBe(time);
  });

  it("when the quiet hours end into which its digest falls, in whatever zone each is written", () => {
    const rule = { digest: "mon 20:00 America/New_York", quiet: "22:00-07:00 Europe/Berlin" };
    expect(ready(rule, "2026-11-20T12:00:00Z")).toBe("2026-11-24T06:00:00Z");
    expect(ready({ digest: "06:00 UTC", quiet: "22:00-07:00 Europe/Berlin" }, "2026-11-23T12:00:00Z")).toBe(
      "2026-11-24T06:00:00Z",
    );
  });

  it.each([
    ["skipped an hour", "02:30 Europe/Berlin", "2026-03-28T12:00:00Z", "2026-03-29T01:00:00Z"],
    ["skipped and gone by", "02:30 Europe/Berlin", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z"],
    ["shown twice", "02:30 Europe/Berlin", "2026-10-24T12:00:00Z", "2026-10-25T00:30:00Z"],
    ["shown twice, once told", "02:30 Europe/Berlin", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"],
    ["skipped half an hour", "02:15 Australia/Lord_Howe", "2026-10-03T00:00:00Z", "2026-10-03T15:30:00Z"],
    ["shown half an hour twice", "01:45 Australia/Lord_Howe", "2026-04-04T00:00:00Z", "2026-04-04T14:45:00Z"],
    ["skipped at midnight", "00:00 America/Sao_Paulo", "2018-11-03T12:00:00Z", "2018-11-04T03:00:00Z"],
    ["skipped in the south", "02:30 Pacific/Auckland", "2026-09-26T00:00:00Z", "2026-09-26T14:00:00Z"],
    ["skipped with its day", "fri 09:00 Pacific/Apia", "2011-12-25T00:00:00Z", "2011-12-30T10:00:00Z"],
    ["after the skipped day", "sat 09:00 Pacific/Apia", "2011-12-25T00:00:00Z", "2011-12-30T19:00:00Z"],
    ["shown again before midnight", "00:00 America/St_Johns", "2010-11-06T12:00:00Z", "2010-11-07T02:30:00Z"],
  ])("at a clock time that is %s: %s after %s", (_what, digest, since, time) => {
    expect(ready({ digest }, since)).toBe(time);
  });

  it.each([
    ["put forward in the midst", "22:00-07:00 Europe/Berlin", "2026-03-28T21:30:00Z", "2026-03-29T05:00:00Z"],
    ["put back in the midst", "22:00-07:00 Europe/Berlin", "2026-10-24T20:30:00Z", "2026-10-25T06:00:00Z"],
    ["put forward at the end", "22:00-02:30 Europe/Berlin", "2026-03-29T00:59:59Z", "2026-03-29T01:00:00Z"],
    ["put back at the end", "22:00-02:30 Europe/Berlin", "2026-10-25T00:29:59Z", "2026-10-25T00:30:00Z"],
    ["put back after the end", "22:00-02:30 Europe/Berlin", "2026-10-25T01:15:00Z", "2026-10-25T01:15:00Z"],
    ["put forward over all", "02:10-02:40 Europe/Berlin", "2026-03-29T01:00:00Z", "2026-03-29T01:00:00Z"],
    [
      "put back over midnight",
      "00:00-07:00 America/St_Johns",
      "2010-11-07T03:00:00Z",
      "2010-11-07T10:30:00Z",
    ],
    [
      "put ahead a day in the midst",
      "22:00-07:00 Pacific/Apia",
      "2011-12-30T09:00:00Z",
      "2011-12-30T17:00:00Z",
    ],
  ])("after quiet hours, with clocks %s of them: %s at %s", (_what, quiet, since, time) => {
    expect(ready({ quiet }, since)).toBe(time);
  });
});
