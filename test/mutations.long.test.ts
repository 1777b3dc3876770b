/** 20,000 damaged pages: none is read as anything but a part of the truth, none throws. */
import { expect, it } from "vitest";
import { hasCaptures, readMutated } from "./upstream/mutated-pages.ts";

const which = hasCaptures ? "of real servers" : "written by hand (those of real servers are not there)";

it(`reads 20,000 damaged pages ${which}`, () => {
  const { tried, refused, seamless, wrong } = readMutated(20_000, 4);
  console.log(`${tried} damaged pages: ${refused} refused, ${seamless} that a forge could have printed so`);
  expect(wrong).toEqual([]);
  expect(tried).toBeGreaterThan(19_000);
  expect(seamless * 500).toBeLessThan(tried);
});
