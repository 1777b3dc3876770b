import { describe, expect, it } from "vitest";
import { closedAt, closedUntil, endOf, startOf, startOfRun } from "../../src/feed/period.ts";
import { formatTime, parseTime } from "../../src/time.ts";

describe("a period", () => {
  it.each([
    ["day", "2026-11-23T00:00:00Z", "2026-11-23", "2026-11-24"],
    ["day", "2026-11-23T23:59:59Z", "2026-11-23", "2026-11-24"],
    ["week", "2026-11-22T23:59:59Z", "2026-11-16", "2026-11-23"],
    ["week", "2026-11-23T00:00:00Z", "2026-11-23", "2026-11-30"],
    ["week", "2027-01-01T12:00:00Z", "2026-12-28", "2027-01-04"],
    ["week", "1970-01-01T00:00:00Z", "1969-12-29", "1970-01-05"],
  ] as const)("of a %s around %s begins at %s and ends before %s", (period, time, first, next) => {
    const start = startOf(period, parseTime(time));
    expect(formatTime(start)).toBe(`${first}T00:00:00Z`);
    expect(formatTime(endOf(period, start))).toBe(`${next}T00:00:00Z`);
  });

  it("is closed an hour after its end", () => {
    const until = (now: string) => formatTime(closedUntil("week", parseTime(now)));
    expect(until("2026-11-23T00:59:59Z")).toBe("2026-11-16T00:00:00Z");
    expect(until("2026-11-23T01:00:00Z")).toBe("2026-11-23T00:00:00Z");
    expect(formatTime(closedAt(parseTime("2026-11-23T00:00:00Z")))).toBe("2026-11-23T01:00:00Z");
  });

  it("is one of a run", () => {
    const end = parseTime("2026-11-23T00:00:00Z");
    expect(formatTime(startOfRun("week", end, 52))).toBe("2025-11-24T00:00:00Z");
    expect(formatTime(startOfRun("day", end, 31))).toBe("2026-10-23T00:00:00Z");
  });
});
