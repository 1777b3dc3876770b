import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { after, type Push } from "../../demo/forge.ts";
import { spdkLib } from "../../demo/spdk-lib.ts";
import type { Listing } from "../../src/listing.ts";

const history = join(import.meta.dirname, "../../../shared/data/spdk-lib.jsonl");

it("begins one commit before d1c2027d01, and the first push leads there", () => {
  const [first] = spdkLib.pushes;
  expect(spdkLib.listing.head?.id).toBe("057fdedbff12445d4e26a16608f02c2de0faebed");
  expect(first?.head.id).toBe("d1c2027d019730e15c50d15990c55dffb02bf19c");
  expect(first?.set.map(({ name }) => name)).toEqual(["nvmf"]);
});

it("has an addition and a removal among its pushes", () => {
  const listings = spdkLib.pushes.map((_, i) =>
    spdkLib.pushes.slice(0, i + 1).reduce(after, spdkLib.listing),
  );
  expect(listings.map(({ entries }) => entries.length)).toEqual([38, 38, 38, 38, 39, 38]);
});

it.skipIf(!existsSync(history))(
  "agrees with the recorded history (skipped where ../shared/data/spdk-lib.jsonl is absent)",
  () => {
    const [seed = "", ...lines] = readFileSync(history, "utf8").trim().split("\n");
    const recorded: Listing = JSON.parse(seed);
    const [first, ...rest] = spdkLib.pushes;
    const listing = first === undefined ? spdkLib.listing : after(spdkLib.listing, first);
    expect(listing.head).toEqual(recorded.head);
    expect(listing.entries).toEqual(recorded.entries);
    const pushes = lines.slice(0, 3).map((line): Push => JSON.parse(line));
    expect(rest.slice(0, 3)).toEqual(pushes);
  },
);
