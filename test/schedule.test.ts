import { describe, expect, it } from "vitest";
import { backoff, isDue, lastDue, nextDue, offset } from "../src/schedule.ts";
import { DAY, HOUR, MINUTE } from "../src/time.ts";
import { resolveSource } from "../src/upstream/index.ts";
import { random } from "./random.ts";

const start = Date.UTC(2026, 10, 23);
const intervals = [1, 5, 7, 15, 60, 24 * 60, 7 * 24 * 60].map((minutes) => minutes * MINUTE);
const watches = intervals.flatMap((every) => ["a", "spdk-lib", "z9"].map((id) => ({ id, every })));

/** The ticks of a day, of which some never came or did not finish. */
function ticksOf(seed: number): number[] {
  const next = random(seed);
  const ticks = Array.from({ length: DAY / MINUTE }, (_, minute) => start + minute * MINUTE);
  return ticks.filter(() => next() > 0.3);
}

describe("isDue", () => {
  it("finds every watch due at the first tick of all", () => {
    expect(watches.every((watch) => isDue(watch, start))).toBe(true);
  });

  it.each([1, 2, 3])(
    "over a day of ticks, some of them missed, polls once for each time that came (%i)",
    (seed) => {
      const ticks = ticksOf(seed);
      for (const watch of watches) {
        let last = start - MINUTE;
        const polls: number[] = [];
        for (const tick of ticks) {
          if (isDue(watch, tick, last)) polls.push(tick);
          last = tick;
        }
        // The first tick at or after each of the watch's own times, which several times may share.
        const expected = new Set<number>();
        for (let time = nextDue(watch, start - MINUTE); time <= last; time += watch.every) {
          expected.add(ticks.find((tick) => tick >= time) ?? Number.NaN);
        }
        expect(polls).toEqual([...expected]);
      }
    },
  );

  it("polls exactly once in each interval where no tick is missed", () => {
    for (const watch of watches.filter(({ every }) => DAY % every === 0)) {
      let polls = 0;
      for (let tick = start; tick < start + DAY; tick += MINUTE) {
        if (isDue(watch, tick, tick - MINUTE)) polls += 1;
      }
      expect(polls).toBe(DAY / watch.every);
    }
  });

  it("makes up for missed ticks at the next, once", () => {
    const watch = { id: "spdk-lib", every: 5 * MINUTE };
    const time = nextDue(watch, start);
    const late = time + 12 * MINUTE;
    expect(isDue(watch, late, time - MINUTE)).toBe(true);
    expect(isDue(watch, late + MINUTE, late)).toBe(false);
  });

  it.each([0, -MINUTE, -DAY])("finds nothing due at a tick that is %i ms from the last", (step) => {
    expect(watches.some((watch) => isDue(watch, start + step, start))).toBe(false);
  });
});

describe("a watch's times", () => {
  it("are the ticks at which it is due", () => {
    for (const watch of watches) {
      for (const time of [start, start + 1, start + 12_345_678]) {
        const next = nextDue(watch, time);
        expect(next).toBeGreaterThan(time);
        expect(next - time).toBeLessThanOrEqual(watch.every);
        expect(isDue(watch, next, time)).toBe(true);
        expect(isDue(watch, next - 1, time)).toBe(false);
        expect(lastDue(watch, time)).toBe(next - watch.every);
        expect(lastDue(watch, next)).toBe(next);
        expect(next % MINUTE).toBe(0);
      }
    }
  });

  it("begin at an offset of whole minutes within the interval, the same each time", () => {
    expect(["spdk-lib", "a", "b"].map((id) => offset({ id, every: 15 * MINUTE }) / MINUTE)).toEqual([
      8, 5, 6,
    ]);
    for (const watch of watches) {
      expect(offset(watch)).toBeGreaterThanOrEqual(0);
      expect(offset(watch)).toBeLessThan(watch.every);
      expect(offset(watch) % MINUTE).toBe(0);
    }
  });

  it("are spread over the interval from watch to watch", () => {
    const counts = new Map<number, number>();
    for (let i = 0; i < 1500; i++) {
      const at = offset({ id: `watch-${i}`, every: 15 * MINUTE });
      counts.set(at, (counts.get(at) ?? 0) + 1);
    }
    expect(counts.size).toBe(15);
    expect(Math.max(...counts.values())).toBeLessThan(150);
  });

  it("are the same for all watches of one repository, so that one question is asked for all of them", () => {
    const offsets = (repository: string) =>
      ["a", "b", "c", "d", "e"].map((id) => offset({ id, every: HOUR, source: { repository } }));
    expect(new Set(offsets("https://git.example/a/b.git")).size).toBe(1);
    expect(offsets("https://git.example/a/c.git")).not.toEqual(offsets("https://git.example/a/b.git"));
  });

  it("are the same whether a repository is read by git or by its forge's page", () => {
    const [page, git] = ["https://git.example/a/b/src/branch/main/lib", "https://git.example/a/b.git"].map(
      (url) => resolveSource(new URL(url))?.repository,
    );
    expect(page).toBe("https://git.example/a/b.git");
    expect(git).toBe(page);
  });
});

describe("backoff", () => {
  it.each([
    [5 * MINUTE, 0, 0],
    [5 * MINUTE, 1, 0],
    [5 * MINUTE, 2, 5 * MINUTE],
    [5 * MINUTE, 3, 10 * MINUTE],
    [5 * MINUTE, 8, 320 * MINUTE],
    [5 * MINUTE, 9, 6 * HOUR],
    [5 * MINUTE, 5000, 6 * HOUR],
    [7 * DAY, 2, 6 * HOUR],
  ])("of a watch that is polled every %i ms is after %i failures %i ms", (every, failures, wait) => {
    expect(backoff({ id: "a", every }, failures)).toBe(wait);
  });
});
