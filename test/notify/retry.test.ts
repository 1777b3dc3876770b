import { describe, expect, it } from "vitest";
import { laterReasons } from "../../src/notify/contract.ts";
import { explainLater, retryWait } from "../../src/notify/retry.ts";
import { HOUR, MINUTE, SECOND } from "../../src/time.ts";

describe("retryWait", () => {
  it("grows as Standard Webhooks says, and stays at a day", () => {
    const waits = Array.from({ length: 12 }, (_, index) => retryWait(index + 1, 0));
    const hours = [2, 5, 10, 14, 20, 24, 24, 24, 24].map((hour) => hour * HOUR);
    expect(waits).toEqual([5 * SECOND, 5 * MINUTE, 30 * MINUTE, ...hours]);
  });

  it("is longer by a tenth at most, so that channels do not all come at once", () => {
    expect(retryWait(1, 0.5)).toBe(5250);
    expect(retryWait(9, 0.999_999)).toBeLessThan(26.4 * HOUR);
  });

  it("obeys a receiver that asks for longer, and not one that asks for less", () => {
    expect(retryWait(1, 0, 60 * SECOND)).toBe(60 * SECOND);
    expect(retryWait(2, 0, 60 * SECOND)).toBe(5 * MINUTE);
  });
});

describe("explainLater", () => {
  it.each(laterReasons)("says in one line what happened and what to do about %s", (reason) => {
    expect(explainLater(reason)).toMatch(/^The receiver [^.]+\. Nothing to do: [^.]+\.$/);
  });
});
