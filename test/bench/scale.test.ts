import { describe, expect, it } from "vitest";
import { type Counted, sum } from "../../bench/counts.ts";
import { figure } from "../../bench/figures.ts";
import { scaleLines } from "../../bench/scale-report.ts";
import { ANSWER_MS, usageOf } from "../../bench/scale-used.ts";

const counted = (objects: Counted["objects"], kvWrites = 0, most = 1): Counted => ({
  objects,
  kv: { reads: 3, writes: kvWrites, deletes: 0 },
  requests: 2,
  pauses: 0,
  underWay: 0,
  served: 2,
  most,
  asked: 1,
});
const host = { calls: 2, awakeMs: 400, rowsRead: 20, rowsWritten: 1, requests: 1 };
const watcher = { calls: 3, awakeMs: 100, rowsRead: 21, rowsWritten: 2, requests: 1 };

describe("what is counted", () => {
  it("is added up, class by class, but for the most at once", () => {
    const both = sum(counted({ Host: host }, 2, 3), counted({ Host: host, Watcher: watcher }, 1, 2));
    expect(both).toMatchObject({ requests: 4, served: 4, asked: 2, most: 3, kv: { reads: 6, writes: 3 } });
    expect(both.objects).toEqual({
      Host: { calls: 4, awakeMs: 800, rowsRead: 40, rowsWritten: 2, requests: 2 },
      Watcher: watcher,
    });
  });

  it("is what all objects use together; a Host waits for the answers that its Watchers wait for", () => {
    const used = usageOf(counted({ Host: host, Watcher: watcher }, 2));
    expect(used).toMatchObject({ objectRequests: 5, rowsWritten: 3, rowsRead: 41, kvWrites: 2 });
    expect(used.objectTime).toBeCloseTo(((500 + 3 * ANSWER_MS) / 1000) * 0.128);
  });
});

describe("the table of ticks", () => {
  it("has a quiet and a changing row for each size, and what each further watch costs", () => {
    const measured = (ms: number) => ({
      cpuMs: figure([ms]),
      wallMs: figure([2 * ms]),
      requests: 100,
      most: 1,
      calls: 12,
      rowsWritten: 1,
      kvWrites: 0,
      of: { free: { part: 0.5, what: "rows read a day" }, paid: { part: 0.25, what: "rows read a day" } },
    });
    const lines = scaleLines({
      scales: [
        {
          watches: 1000,
          hosts: 10,
          repositories: 100,
          firstMs: 5000,
          quiet: measured(100),
          changing: measured(900),
        },
      ],
      lines: [{ hosts: 10, quiet: { slope: 0.1, intercept: 0 }, changing: { slope: 0.9, intercept: 0 } }],
    }).map((line) => line.replaceAll(/ {2,}/g, " | "));
    expect(lines).toContain(
      "1,000 | 10 | 100 | quiet | 100 ms ±0 % | 100 µs | 200 ms | 100 | 1 | 12 | 1 | 0 | 50.0 % (rows read) | 25.0 % (rows read)",
    );
    expect(lines.some((line) => line.includes("changing | 900 ms"))).toBe(true);
    expect(lines).toContain("each further watch at 10 hosts: 100 µs quiet, 900 µs changing");
    expect(lines).toContain("the first look at 1000 watches at 10 hosts, without pauses: 5.00 s");
  });
});
