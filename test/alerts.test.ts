import { describe, expect, it } from "vitest";
import { alertType, judgeTrouble, type Outage } from "../src/alerts.ts";
import type { Polled } from "../src/poll.ts";
import type { Refusal } from "../src/upstream/refusal.ts";

const MINUTE = 60_000;
const begin = Date.UTC(2026, 10, 24, 6);

const failed = (refusal: Refusal = { reason: "timeout", timeoutMs: 1000 }): Polled => ({
  outcome: "failed",
  refusal,
});
const unchanged: Polled = { outcome: "unchanged", notes: [], updates: [] };
const held: Polled = { outcome: "held", notes: [], updates: [] };

/** What polls at these minutes give the operator to hear, one after the other. */
function hear(polls: readonly (readonly [minute: number, polled: Polled])[], held: boolean[] = []): string[] {
  let outage: Outage | undefined;
  let failures = 0;
  return polls.flatMap(([minute, polled], i) => {
    const at = { now: begin + minute * MINUTE, tick: begin + minute * MINUTE };
    const judged = judgeTrouble({ outage, failures, held: held[i] ?? false, known: true }, polled, at);
    failures = polled.outcome === "failed" ? failures + 1 : 0;
    ({ outage } = judged);
    return judged.raised.map(({ code, since }) => `${minute}: ${code} ${since?.slice(11, 16) ?? ""}`.trim());
  });
}

describe("an operator", () => {
  it("hears of an outage once, when it has lasted, and once of its end", () => {
    expect(
      hear([
        [0, unchanged],
        [15, failed()],
        [30, failed()],
        [45, failed()],
        [60, failed()],
        [75, failed({ reason: "server-error", status: 502 })],
        [90, unchanged],
        [105, unchanged],
      ]),
    ).toEqual(["45: failing 06:15", "90: recovered 06:15"]);
  });

  it.each([
    ["one poll that fails", [15], 30],
    ["two polls, however long apart", [15, 600], 700],
    ["many polls within half an hour", [1, 2, 3, 5, 9, 17, 29], 33],
  ])("does not hear of %s, nor of the end", (_, minutes, end) => {
    expect(
      hear([...minutes.map((minute) => [minute, failed()] as const), [end, unchanged] as const]),
    ).toEqual([]);
  });

  it("hears of each outage anew", () => {
    const outage = [0, 15, 30].map((minute) => [minute, failed()] as const);
    const later = outage.map(([minute, polled]) => [minute + 60, polled] as const);
    expect(hear([...outage, [45, unchanged], ...later, [105, unchanged]])).toEqual([
      "30: failing 06:00",
      "45: recovered 06:00",
      "90: failing 07:00",
      "105: recovered 07:00",
    ]);
  });

  it("hears at once that robots.txt forbids to read on, and not again when the reason becomes another", () => {
    expect(
      hear([
        [0, failed({ reason: "robots", because: "forbidden" })],
        [15, failed({ reason: "robots", because: "forbidden" })],
        [30, failed()],
        [45, failed()],
        [60, unchanged],
      ]),
    ).toEqual(["0: robots 06:00", "60: recovered 06:00"]);
  });

  it("hears of held removals once, for as long as they are held", () => {
    expect(
      hear(
        [
          [0, held],
          [15, held],
          [30, unchanged],
          [45, held],
        ],
        [false, true, true, false],
      ),
    ).toEqual(["0: removals-held", "45: removals-held"]);
  });

  it("hears that a watch was begun anew, but not of a first baseline", () => {
    const listing = { entries: [] };
    const next = { listing, open: { rows: [] }, snapshot: true, left: [] };
    const baseline: Polled = { outcome: "baseline", notes: [], next };
    const at = { now: begin, tick: begin };
    const codes = (known: boolean) =>
      judgeTrouble({ failures: 0, held: false, known }, baseline, at).raised.map(({ code }) => code);
    expect(codes(true)).toEqual(["re-baselined"]);
    expect(codes(false)).toEqual([]);
  });

  it("is told of the end of trouble under a type of its own", () => {
    expect(alertType({ code: "recovered" })).toBe("recovered");
    expect(alertType({ code: "channel-stopped" })).toBe("trouble");
  });
});
