import { describe, expect, it } from "vitest";
import { Day, span, Time } from "../../../src/http/pages/time.tsx";

function rendered(element: unknown): string {
  return String(element);
}

const day = "2026-11-23T06:05:00Z";

describe("Time", () => {
  it.each([
    ["2026-11-23T00:00:00Z", day, "00:00 UTC", "00:00"],
    ["2026-11-22T23:59:59Z", day, "22 Nov", "22 Nov 23:59"],
    ["2025-11-23T06:05:00Z", day, "23 Nov 2025", "23 Nov 2025 06:05"],
    ["2027-01-01T00:00:00Z", day, "1 Jan 2027", "1 Jan 2027 00:00"],
    ["2026-11-23T06:05:00Z", undefined, "23 Nov 2026", "23 Nov 2026 06:05"],
  ])("writes %s on a page of %s as %s, exactly as %s", (at, of, short, exact) => {
    expect(rendered(<Time at={at} day={of} />)).toBe(`<time datetime="${at}">${short}</time>`);
    expect(rendered(<Time at={at} day={of} exact />)).toBe(`<time datetime="${at}">${exact}</time>`);
  });

  it.each([undefined, "", "yesterday", "2026-13-01T00:00:00Z"])("writes nothing for %s", (at) => {
    expect(rendered(<Time at={at} day={day} />)).toBe("");
  });
});

it("writes a day with its name and year", () => {
  expect(rendered(<Day of={day} />)).toBe(`<time datetime="2026-11-23">Mon 23 Nov 2026</time>`);
});

describe("span", () => {
  it.each([
    ["2026-11-23T06:04:01Z", "less than a minute"],
    ["2026-11-23T06:04:00Z", "1 minute"],
    ["2026-11-23T05:05:01Z", "59 minutes"],
    ["2026-11-23T05:05:00Z", "1 hour"],
    ["2026-11-21T06:05:01Z", "47 hours"],
    ["2026-11-21T06:05:00Z", "2 days"],
    ["2026-11-23T06:05:01Z", undefined],
    [undefined, undefined],
  ])("tells from %s: %s", (from, words) => {
    expect(span(from, day)).toBe(words);
  });
});
