import { describe, expect, it } from "vitest";
import type { Entry } from "../../src/listing.ts";
import { formatTime, HOUR, MINUTE, parseTime } from "../../src/time.ts";
import { readZoneless, settleTimes } from "../../src/upstream/zoneless.ts";

const now = parseTime("2026-10-25T03:00:00Z");

/** Entries named by their place. */
const entriesOf = (times: readonly string[]): Entry[] =>
  times.map((modifiedAt, place) => ({ name: String(place), kind: "file", modifiedAt }));

/** What is made of the times `shown` where `known` were. */
function settled(known: readonly string[], shown: readonly string[], rest = {}) {
  const at = { now, earlier: [], ...rest };
  const { entries, steps } = settleTimes({ entries: entriesOf(known) }, entriesOf(shown), at);
  return { times: entries.map(({ modifiedAt }) => modifiedAt), steps };
}

const moved = (times: readonly string[], ms: number) => times.map((time) => formatTime(parseTime(time) + ms));

describe("a time without its zone", () => {
  it.each([
    ["2026-11-23 06:10", "2026-11-23T06:10:00Z"],
    ["2026-11-23 06:10:27", "2026-11-23T06:10:27Z"],
    ["23-Nov-2026 06:10", "2026-11-23T06:10:00Z"],
    ["2026-Feb-03 04:05:06", "2026-02-03T04:05:06Z"],
    ["2026-13-01 00:00", undefined],
    ["2026-Foo-01 00:00", undefined],
    ["2026-11-23", undefined],
    ["", undefined],
  ])("is read: %j", (text, time) => {
    expect(readZoneless(text)).toBe(time);
  });
});

describe("times that say the same", () => {
  const exact = "2026-01-02T03:04:27Z";
  const minute = "2026-01-02T03:04:00Z";

  it.each([
    ["with seconds, where they had none", minute, exact],
    ["without seconds, where they had some", exact, minute],
  ])("stay as they are known: %s", (_, known, shown) => {
    expect(settled([known], [shown]).times).toEqual([known]);
  });

  it("are not those of two minutes, nor two with seconds in one", () => {
    const shown = ["2026-01-02T03:05:00Z", "2026-01-02T03:04:28Z"];
    expect(settled([exact, exact], shown).times).toEqual(shown);
  });

  it("are known again where the server leaves them out", () => {
    const before = { entries: entriesOf([exact]) };
    const after: Entry[] = [{ name: "0", kind: "file" }];
    expect(settleTimes(before, after, { now, earlier: [] }).entries).toEqual(after);
  });
});

describe("a server's zone that moved", () => {
  const old = ["2020-01-01T00:00:00Z", "2021-06-01T12:30:00Z", "2026-10-20T23:59:00Z"];

  it.each([HOUR, -HOUR, 30 * MINUTE, 5.75 * HOUR, -14 * HOUR])("changes no time: by %d ms", (step) => {
    expect(settled(old, moved(old, step))).toEqual({ times: old, steps: [step] });
  });

  it("changes none of files that were all written at once, if that is long ago", () => {
    const release = old.map(() => "2026-01-01T10:00:00Z");
    expect(settled(release, moved(release, HOUR)).times).toEqual(release);
  });

  it("changes none where a season's files moved by another step than the others", () => {
    const [winter, summer] = [old.slice(0, 2), ["2020-07-01T00:00:00Z", "2021-07-01T00:00:00Z"]];
    const { times, steps } = settled(
      [...winter, ...summer],
      [...moved(winter, -HOUR), ...moved(summer, -2 * HOUR)],
    );
    expect(times).toEqual([...winter, ...summer]);
    expect(steps).toEqual([-HOUR, -2 * HOUR]);
  });

  it("is known from then on: what is written later counts, and the others stay as they were", () => {
    const { steps } = settled(old, moved(old, HOUR));
    const fresh = "2026-10-25T03:30:00Z";
    const shown = [...moved(old.slice(1), HOUR), fresh];
    expect(settled(old, [fresh, ...shown.slice(0, 2)], { earlier: steps }).times).toEqual([
      fresh,
      ...old.slice(1),
    ]);
  });

  it("moves the newest file with the others, and does at every later poll", () => {
    const known = [...old, "2026-10-25T01:50:00Z"];
    const shown = moved(known, HOUR);
    const { times, steps } = settled(known, shown);
    expect(times).toEqual(known);
    expect(settled(known, shown, { earlier: steps, now: now + HOUR }).times).toEqual(known);
    const written = [...shown.slice(0, 3), "2026-10-25T03:20:00Z"];
    expect(settled(known, written, { earlier: steps, now: now + HOUR }).times).toEqual([...old, written[3]]);
  });

  it("is known of the newest file also once most others were put there later", () => {
    const known = ["2026-10-25T01:50:00Z", ...old];
    const shown = [...moved(known.slice(0, 1), HOUR), ...old];
    expect(settled(known, shown, { earlier: [HOUR] }).times).toEqual(known);
    expect(settled(known, shown).times).toEqual(shown);
  });

  it("may move back", () => {
    const { steps } = settled(old, moved(old, HOUR));
    expect(settled(old, old, { earlier: steps }).times).toEqual(old);
  });

  it("changes none where one file is written in the same poll", () => {
    const fresh = "2026-10-25T03:10:00Z";
    const shown = [...moved(old.slice(0, 2), HOUR), fresh];
    expect(settled(old, shown).times).toEqual([...old.slice(0, 2), fresh]);
  });

  it.each<[string, string[], string[]]>([
    ["one file alone", ["2020-01-01T00:00:00Z"], ["2020-01-01T01:00:00Z"]],
    ["less than half of them", [...old, ...old], [...moved(old.slice(0, 2), HOUR), ...old.slice(2), ...old]],
    ["by no quarter of an hour", old, moved(old, 61 * MINUTE)],
    ["by more than zones are apart", old, moved(old, 24 * HOUR)],
    ["each by a step of its own", old, old.map((time, i) => formatTime(parseTime(time) + (i + 1) * HOUR))],
  ])("is not believed of %s", (_, known, shown) => {
    expect(settled(known, shown)).toEqual({ times: shown, steps: [] });
  });

  it("is not believed of a job that writes every file anew each hour, at its minute", () => {
    const hourly = ["2026-10-25T02:00:00Z", "2026-10-25T02:05:00Z", "2026-10-25T02:10:00Z"];
    const next = moved(hourly, HOUR);
    expect(settled(hourly, next, { now: now + HOUR }).times).toEqual(next);
  });

  it("is not believed of files that were written at once where the server does not say what time it is", () => {
    const release = old.map(() => "2026-01-01T10:00:00Z");
    const later = moved(release, HOUR);
    expect(settled(release, later, { now: 0 }).times).toEqual(later);
  });
});
