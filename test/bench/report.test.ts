import { describe, expect, it } from "vitest";
import { figure } from "../../bench/figures.ts";
import { createProgress } from "../../bench/progress.ts";
import { digits, shown, table } from "../../bench/table.ts";
import { ticker } from "../../bench/ticker.ts";

describe("a number", () => {
  it.each([
    [0, "0.00"],
    [0.0006, "0.001"],
    [0.0524, "0.052"],
    [0.3601, "0.360"],
    [2.25, "2.25"],
    [21.718, "21.7"],
    [999.4, "999"],
    [15_900.4, "15,900"],
    [-3.456, "-3.46"],
  ])("%d is printed as %s: three digits that count, at most three after the point", (value, text) => {
    expect(digits(value)).toBe(text);
  });

  it("is printed with half the distance between its rounds", () => {
    expect(shown(figure([9, 10, 12]), " ms")).toBe("10.0 ms ±15 %");
  });
});

describe("a table", () => {
  it("has columns as wide as what stands in them, the first to the left, the others to the right", () => {
    expect(
      table([
        ["page", "CPU", ""],
        ["38 rows", "1 ms", "2×"],
        ["all", "", "10×"],
      ]),
    ).toEqual(["page      CPU", "38 rows  1 ms   2×", "all            10×"]);
  });
});

describe("progress", () => {
  it("overwrites one line on a terminal", () => {
    expect(written(true)).toBe("\r\x1b[Kpolling 1, a\r\x1b[Kpolling 1, b\r\x1b[Kpolling 2, a\r\x1b[K");
  });

  it("is one line for each thing measured where there is no terminal", () => {
    expect(written(false)).toBe("polling 1\npolling 2\n");
  });

  function written(isTTY: boolean): string {
    let text = "";
    const progress = createProgress({
      isTTY,
      write: (more) => {
        text += more;
      },
    });
    for (const step of ["polling 1, a", "polling 1, b", "polling 2, a", ""]) progress(step);
    return text;
  }
});

describe("ticks", () => {
  it("come at whole minutes, each a minute after the last, whatever the wall clock does", async () => {
    const times: number[] = [];
    const tick = ticker({ tick: async (time) => void times.push(time) }, 600_123);
    await tick();
    await tick();
    expect(times).toEqual([660_000, 720_000]);
  });
});
