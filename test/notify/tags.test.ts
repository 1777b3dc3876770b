/** What messages say of tags. */
import { describe, expect, it } from "vitest";
import { composeMessage } from "../../src/notify/compose.ts";
import { plainLines } from "../../src/notify/plain.ts";
import { tagChange } from "../feed/sample.ts";
import { bare, commitOf, runOf } from "./sample.ts";

const told = (...tags: [name: string, what: string][]) =>
  composeMessage(
    runOf(
      tags.map(([name, what], index) => bare(index + 1, [tagChange(name, what)])),
      { watch: { id: "spdk", title: "spdk/spdk tags" } },
    ),
  );

describe("a message of one tag", () => {
  it.each([
    ["+a", "v24.09 tagged · aaaaaaa"],
    ["ab", "v24.09 moved from aaaaaaa to bbbbbbb"],
    ["a-", "v24.09 deleted · aaaaaaa"],
  ])("says which commit it is at: %s", (what, line) => {
    const message = told(["v24.09", what]);
    expect(message.notice).toBe(`spdk/spdk tags: ${line}`);
    expect(plainLines(message)).toEqual([line, "spdk/spdk tags"]);
  });

  it("links the release and the commit", () => {
    expect(told(["v24.09", "+a"]).parts[0]?.lines[0]).toEqual([
      { text: "v24.09 tagged", url: "https://git.example/mirror/spdk/releases/tag/v24.09", strong: true },
      { text: " · " },
      { text: "aaaaaaa", url: `https://git.example/mirror/spdk/commit/${"a".repeat(40)}` },
    ]);
  });
});

describe("a message of several tags", () => {
  it("counts them, names the newest versions, and tells each in its order", () => {
    const message = told(["v24.9", "+a"], ["v24.10-rc1", "+b"], ["v24.10", "+b"], ["v24.11", "+c"]);
    expect(message.notice).toBe("spdk/spdk tags: 4 tags added: v24.11, v24.10, v24.10-rc1 and 1 more");
    expect(plainLines(message)).toEqual([
      "spdk/spdk tags: 4 tags added",
      " v24.9 tagged · aaaaaaa",
      " v24.10-rc1 tagged · bbbbbbb",
      " v24.10 tagged · bbbbbbb",
      " v24.11 tagged · ccccccc",
    ]);
  });

  it.each<[tags: [string, string][], sum: string]>([
    [
      [
        ["a", "a-"],
        ["b", "a-"],
      ],
      "2 tags deleted: b and a",
    ],
    [
      [
        ["a", "ab"],
        ["a", "ba"],
      ],
      "1 tag moved: a",
    ],
    [
      [
        ["a", "+a"],
        ["b", "a-"],
      ],
      "2 tags changed: b and a",
    ],
  ])("says what happened to all of them: %j", (tags, sum) => {
    expect(told(...tags).notice).toBe(`spdk/spdk tags: ${sum}`);
  });

  it("speaks of changes where not all are tags", () => {
    const updates = [bare(1, [tagChange("v1", "+a")]), bare(2, ["README"])];
    expect(composeMessage(runOf(updates)).notice).toBe("spdk/lib: 2 changes in v1 and README");
    const mixed = [bare(1, [tagChange("v1", "+a")]), commitOf(2, ["nvmf"])];
    expect(composeMessage(runOf(mixed)).notice).toBe("spdk/lib: 1 commit, 1 other change in nvmf and v1");
  });
});
