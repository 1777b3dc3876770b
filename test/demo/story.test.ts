import { expect, it } from "vitest";
import { createStory, quietMs } from "../../demo/story.ts";

const at = (delivered: number, latest = delivered) => ({ snapshot: "x", latest, channels: [{ delivered }] });

it("lets nothing happen before the baseline, and the first push as soon as it stands", () => {
  const isTime = createStory();
  expect(isTime(0, 0, { latest: 0, channels: [{ delivered: 0 }] })).toBe(false);
  expect(isTime(1, 0, at(0))).toBe(true);
});

it("is quiet for fifteen seconds after the first push was told", () => {
  const isTime = createStory();
  expect(quietMs).toBe(15_000);
  expect(isTime(0, 1, at(0))).toBe(false);
  expect(isTime(60_000, 1, at(0, 1))).toBe(false);
  expect(isTime(100_000, 1, at(1))).toBe(false);
  expect(isTime(114_999, 1, at(1))).toBe(false);
  expect(isTime(115_000, 1, at(1))).toBe(true);
});

it("lets each further push happen as soon as the one before was told", () => {
  const isTime = createStory();
  expect(isTime(0, 3, at(2))).toBe(false);
  expect(isTime(1, 3, at(2, 3))).toBe(false);
  expect(isTime(2, 3, at(3))).toBe(true);
});
