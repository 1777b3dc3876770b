import { describe, expect, it } from "vitest";
import { parseConfig } from "../src/config.ts";
import { namedByKey, namedWatches, versionOf, watchByKey, watchByName } from "../src/named-watches.ts";

function configOf(...specs: object[]) {
  const url = "https://git.example/own/repo/src/branch/main/lib";
  return parseConfig({}, { watches: specs.map((spec) => ({ url, ...spec })) });
}

describe("a watch among those that are named", () => {
  const config = configOf(
    { id: "new", formerly: ["first", "second"] },
    { id: "bad", url: "nowhere" },
    { id: "plain" },
  );

  it.each([
    ["new", "new"],
    ["first", "new"],
    ["second", "new"],
    ["bad", "bad"],
    ["plain", "plain"],
    ["nobody", undefined],
    ["constructor", undefined],
  ])("is found by %s, a present or a former id, as %s", (name, id) => {
    expect(watchByName(config, name)?.id).toBe(id);
  });

  it("is found by its key, whether it is valid or not", () => {
    expect(namedByKey(config, "first")?.id).toBe("new");
    expect(namedByKey(config, "new")).toBeUndefined();
    expect(namedByKey(config, "bad")).toMatchObject({ id: "bad", problems: [{ field: "url" }] });
  });

  it("is a watch that can be polled only where it is valid", () => {
    expect(watchByKey(config, "first")?.id).toBe("new");
    for (const key of ["bad", "new", "nobody"]) expect(watchByKey(config, key)).toBeUndefined();
  });

  it("is looked for in a list that is made once", () => {
    expect(namedWatches(config)).toBe(namedWatches(config));
  });

  it("comes by its id before another that had it, while neither runs", () => {
    const shared = configOf({ id: "a", formerly: ["b"] }, { id: "b" });
    expect(watchByName(shared, "b")?.id).toBe("b");
  });
});

describe("the version of what is named", () => {
  const watch = { id: "a", title: "A" };

  it.each([
    ["another id", { ...watch, id: "b" }],
    ["another title", { ...watch, title: "B" }],
    ["another interval", { ...watch, every: "1h" }],
    ["a pause", { ...watch, paused: true }],
    ["a problem", { ...watch, url: "nowhere" }],
  ])("is another with %s", (_, other) => {
    expect(versionOf(configOf(watch))).toBe(versionOf(configOf({ ...watch })));
    expect(versionOf(configOf(other))).not.toBe(versionOf(configOf(watch)));
  });
});
