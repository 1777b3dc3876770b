/** 20,000 damaged pages: none is read as anything but a part of the truth, none throws. */
import { expect, it } from "vitest";
import { hasCaptures, readMutated } from "./upstream/mutated-pages.ts";

// Of pages written by hand a cut can leave one that a forge could have printed so: they are too short and too alike.
const skipped = hasCaptures ? "" : " (skipped: they are not there)";
it.skipIf(!hasCaptures)(`reads 20,000 damaged pages of real servers${skipped}`, () => {
  const { tried, refused, seamless, wrong } = readMutated(20_000, 4);
  console.log(`${tried} damaged pages: ${refused} refused, ${seamless} that a forge could have printed so`);
  expect(wrong).toEqual([]);
  expect(tried).toBeGreaterThan(19_000);
  expect(seamless * 500).toBeLessThan(tried);
});
