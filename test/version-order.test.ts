import { describe, expect, it } from "vitest";
import { newestVersionFirst } from "../src/version-order.ts";

const sorted = (names: readonly string[]) => newestVersionFirst(names, (name) => name);

describe("names by their versions, the newest first", () => {
  it.each([
    [["v24.10", "v24.9"]],
    [["v24.05", "v24.01.1", "v24.01.1-rc1", "v24.01", "v24.01-rc10", "v24.01-rc2", "v24.01-rc1"]],
    [["v1.0-1", "v1.0", "v1.0-rc.1", "v1.0-beta.11", "v1.0-beta", "v1.0-alpha.1", "v1.0-alpha"]],
    [["v3.13.1", "v3.13.0", "v3.13.0rc1", "v3.13.0b4", "v3.13.0a1"]],
    [["v6.9-prepared", "v6.9-LTS", "v6.9", "v6.9-rc1", "v6.9-preview2", "v6.9-pre", "v6.9-dev"]],
    [["v1", "v1-rc2", "v1-RC1"]],
    [["1.0.2b", "1.0.2a", "1.0.2"]],
    [["2.100000000000000000000000", "2.99999999999999999999999", "2.99999999999999999999998"]],
    [["v1.1", "v1.00", "v1.0"]],
    [["release/24.10", "release/24.9"]],
    [["v1", "nightly", "LTS"]],
    [["\u{10000}", "é", "a", ""]],
  ])("are %j, in whatever order they come", (names) => {
    expect(sorted(names.toReversed())).toEqual(names);
    expect(sorted(names.toSorted())).toEqual(names);
    for (const [at, name] of names.entries()) {
      for (const older of names.slice(at + 1)) expect(sorted([older, name])).toEqual([name, older]);
    }
  });

  it("keep what tells the same in its order", () => {
    const items = [1, 2, 3].map((place) => ({ name: "v1", place }));
    expect(newestVersionFirst(items, ({ name }) => name)).toEqual(items);
  });
});
