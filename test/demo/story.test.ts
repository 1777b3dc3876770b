import { expect, it } from "vitest";
import { createStory, quietMs, rush } from "../../demo/story.ts";

const at = (delivered: number, latest = delivered) => ({ snapshot: "x", latest, channels: [{ delivered }] });

it("lets nothing happen before the baseline, and the first push as soon as it stands", () => {
  const pushesAt = createStory();
  expect(pushesAt(0, 0, { latest: 0, channels: [{ delivered: 0 }] })).toBe(0);
  expect(pushesAt(1, 0, at(0))).toBe(1);
});

it("is quiet for fifteen seconds after the first push was told", () => {
  const pushesAt = createStory();
  expect(quietMs).toBe(15_000);
  expect(pushesAt(0, 1, at(0))).toBe(0);
  expect(pushesAt(60_000, 1, at(0, 1))).toBe(0);
  expect(pushesAt(100_000, 1, at(1))).toBe(0);
  expect(pushesAt(114_999, 1, at(1))).toBe(0);
  expect(pushesAt(115_000, 1, at(1))).toBe(rush);
});

it("then lets several happen at each look, told or not", () => {
  expect(rush).toBeGreaterThan(1);
  expect(createStory()(0, 4, at(1))).toBe(rush);
});
