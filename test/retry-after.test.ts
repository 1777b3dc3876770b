import { describe, expect, it } from "vitest";
import { parseRetryAfter } from "../src/retry-after.ts";

const day = 24 * 60 * 60 * 1000;
const date = "Mon, 23 Nov 2026 06:00:00 GMT";

describe("Retry-After", () => {
  it.each([
    ["7", 7_000],
    ["0", 0],
    [" 30 ", 30_000],
    ["0.25", 250],
    ["-5", 0],
    ["86400", day],
    ["86401", day],
    ["99999999999999999999", day],
  ])("in seconds, %j, asks for %i ms", (value, ms) => {
    expect(parseRetryAfter(new Headers({ "Retry-After": value }))).toBe(ms);
  });

  it.each([
    ["Mon, 23 Nov 2026 06:00:45 GMT", 45_000],
    ["Mon, 23 Nov 2026 05:00:00 GMT", 0],
    ["Wed, 23 Dec 2026 06:00:00 GMT", day],
  ])("as the date %j asks for %i ms after the answer's own Date", (value, ms) => {
    expect(parseRetryAfter(new Headers({ "Retry-After": value, Date: date }))).toBe(ms);
  });

  it.each([
    "",
    "soon",
    "5, 10",
    "1e3",
    "0x10",
    "Infinity",
    "2026-11-23T06:00:45Z",
    "Mon, 99 Nov 2026 06:00:45 GMT",
  ])("says nothing where it is unreadable: %j", (value) => {
    expect(parseRetryAfter(new Headers({ "Retry-After": value, Date: date }))).toBeUndefined();
  });

  it("says nothing where it is absent", () => {
    expect(parseRetryAfter(new Headers({ Date: date }))).toBeUndefined();
  });

  it.each([undefined, "yesterday"])("as a date says nothing beside the Date %j", (own) => {
    const headers = new Headers({ "Retry-After": date, ...(own && { Date: own }) });
    expect(parseRetryAfter(headers)).toBeUndefined();
  });
});
