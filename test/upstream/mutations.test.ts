import { describe, expect, it } from "vitest";
import { hasCaptures, readMutated } from "./mutated-pages.ts";

const which = hasCaptures ? "of real servers" : "written by hand (those of real servers are not there)";

describe("gitea: damaged pages", () => {
  it(`${which} are refused, or read as a part of the truth with what is missing marked`, () => {
    const { tried, wrong, refused } = readMutated(400, 20261124);
    expect(wrong).toEqual([]);
    expect(tried).toBeGreaterThan(300);
    expect(refused).toBeGreaterThan(100);
  });
});
