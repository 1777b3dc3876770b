import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { Push } from "../../demo/forge.ts";
import { spdkLib } from "../../demo/spdk-lib.ts";
import { twelveWeeks } from "../../demo/twelve-weeks.ts";
import { DAY, parseTime } from "../../src/time.ts";

const history = join(import.meta.dirname, "../../../shared/data/spdk-lib.jsonl");
const times = twelveWeeks.map(({ head }) => parseTime(head.committedAt ?? ""));

it("are twelve weeks from the head commit of the first listing on, in order", () => {
  const begin = parseTime(spdkLib.pushes[0]?.head.committedAt ?? "");
  expect(times.toSorted((a, b) => a - b)).toEqual(times);
  expect(times[0]).toBe(begin);
  expect(Math.ceil(((times.at(-1) ?? 0) - begin) / (7 * DAY))).toBe(12);
});

it("touch entries that are there, and weigh little", () => {
  const names = new Set(
    spdkLib.listing.entries.filter(({ kind }) => kind === "directory").map(({ name }) => name),
  );
  for (const { set } of twelveWeeks) for (const { name } of set) expect(names).toContain(name);
  expect(statSync(join(import.meta.dirname, "../../demo/twelve-weeks.jsonl")).size).toBeLessThan(200_000);
});

it.skipIf(!existsSync(history))(
  "agree with the recorded history but for trailers (skipped where ../shared/data/spdk-lib.jsonl is absent)",
  () => {
    const [, ...lines] = readFileSync(history, "utf8").trim().split("\n");
    const recorded = lines.slice(0, twelveWeeks.length).map((line): Push => JSON.parse(line));
    const bodyless = (push: Push) => {
      const { body: _, ...head } = push.head;
      return { ...push, head };
    };
    expect(twelveWeeks.map(bodyless)).toEqual(recorded.map(bodyless));
    for (const [i, { head }] of twelveWeeks.entries()) {
      for (const line of (head.body ?? "").split("\n")) expect(recorded[i]?.head.body).toContain(line);
    }
  },
);
