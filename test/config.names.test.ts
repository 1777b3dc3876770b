import { describe, expect, it } from "vitest";
import { parseConfig } from "../src/config.ts";
import { namedWatches } from "../src/named-watches.ts";

const url = "https://git.example/mirror/spdk/src/branch/master/lib";
const configOf = (...watches: unknown[]) => parseConfig({}, { watches });
const shared = expect.stringMatching(
  /^another watch has or had this id, and neither runs, because .*: let only one of them name it$/,
);

describe("a watch that is renamed", () => {
  it("keeps its first id as the key of what is stored, valid or not", () => {
    const names = { id: "c", formerly: ["a", "b"], key: "a" };
    const config = configOf({ id: "c", formerly: ["a", "b"], url });
    expect([config.problems, config.watches]).toMatchObject([[], [names]]);
    const invalid = configOf({ id: "c", formerly: ["a", "b"], url, every: "0m" });
    expect(invalid.idle).toMatchObject([names]);
    expect(namedWatches(invalid)).toMatchObject([names]);
  });

  it("may get an earlier id again", () => {
    expect(configOf({ id: "a", formerly: ["a", "b"], url })).toMatchObject({
      problems: [],
      certain: true,
      watches: [{ id: "a", key: "a" }],
    });
  });

  it.each<[string, unknown]>([
    ["one id", "a"],
    ["something that cannot be an id", ["A B"]],
    ["an address of Treewatch's own", ["healthz"]],
  ])("is not valid where its former ids are %s, and no other watch is taken for removed", (_, formerly) => {
    const config = configOf({ id: "b", formerly, url });
    expect(config.problems).toMatchObject([{ watch: "b", field: expect.stringMatching(/^formerly/) }]);
    expect([config.certain, config.idle]).toMatchObject([false, [{ id: "b", key: "b" }]]);
  });

  it.each<[string, [object, object], string[]]>([
    ["another's id", [{ id: "a" }, { id: "b", formerly: ["a"] }], ["id", "formerly"]],
    [
      "another's former id",
      [
        { id: "b", formerly: ["a"] },
        { id: "c", formerly: ["z", "a"] },
      ],
      ["formerly", "formerly"],
    ],
    [
      "each other's",
      [
        { id: "a", formerly: ["b"] },
        { id: "b", formerly: ["a"] },
      ],
      ["id", "id"],
    ],
  ])("is idle with the other where it claims %s, so that their states stay apart", (_, watches, fields) => {
    const config = configOf(...watches.map((watch) => ({ url, ...watch })));
    expect([config.watches, config.certain]).toEqual([[], false]);
    expect(config.problems.map(({ field }) => field)).toEqual(fields);
    for (const { problem } of config.problems) expect(problem).toEqual(shared);
  });
});

it("which watches are meant is certain for a list that names each, an empty one too", () => {
  expect(configOf().certain).toBe(true);
  expect(configOf({ id: "a" }).certain).toBe(true);
  expect(configOf({ id: "a", url }, { url }).certain).toBe(false);
  expect(configOf({ id: "a", url }, { id: "a", url }).certain).toBe(false);
  expect(parseConfig({ WATCHES: "[" }, { watches: [{ id: "a", url }] }).certain).toBe(false);
});
