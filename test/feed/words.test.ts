import { describe, expect, it } from "vitest";
import { byline, headline, whatChanged } from "../../src/feed/words.ts";
import { added, commitOf, removed, renamed, tagChange, updated, updateOf } from "./sample.ts";

describe("headline", () => {
  it.each([
    ["nvmf", "nvmf/vfio-user: add migration", "nvmf/vfio-user: add migration"],
    ["ftl", "FTL: Add state machine", "FTL: Add state machine"],
    ["bdev", "Rename public header", "bdev: Rename public header"],
    ["nvm", "nvme: fix it", "nvm: nvme: fix it"],
    ["env", "env_dpdk: fix it", "env: env_dpdk: fix it"],
    ["blob", "blob", "blob"],
    ["a.b", "axb: dots are no wildcards", "a.b: axb: dots are no wildcards"],
  ])("puts the entry %j before %j unless it stands there", (entry, subject, title) => {
    expect(headline(updateOf(1, [updated(entry)], commitOf(subject)))).toBe(title);
  });

  it("is the subject alone where the commit touched several entries", () => {
    expect(headline(updateOf(1, [updated("a"), added("b")], commitOf("so_ver: increase")))).toBe(
      "so_ver: increase",
    );
  });

  it.each([
    [[added("keyring")], "keyring added"],
    [[removed("reduce")], "reduce removed"],
    [[updated("accel")], "accel updated"],
    [[renamed("foo", "bar")], "foo renamed to bar"],
    [[removed("a"), removed("b"), removed("c")], "3 entries removed: a, b, c"],
    [[removed("a"), added("b")], "2 entries changed: a, b"],
    [[..."abcdefg"].map(added), "7 entries added: a, b, c, d, e and 2 more"],
    [[added("\u200b")], "? added"],
    [[tagChange("v24.09", "+a")], "v24.09 tagged"],
    [[tagChange("v24.09", "ab")], "v24.09 moved from aaaaaaa to bbbbbbb"],
    [[tagChange("v24.09", "a-")], "v24.09 deleted"],
  ])("without a commit says what changed: %#", (changes, title) => {
    expect(headline(updateOf(1, changes))).toBe(title);
    expect(whatChanged(updateOf(1, changes))).toBe(title);
  });

  it("says what changed where the subject is empty", () => {
    expect(headline(updateOf(1, [added("a")], commitOf(" \0\n")))).toBe("a added");
  });

  it("names rewritten history where no entry changed", () => {
    expect(headline(updateOf(1, [], undefined, { rewritten: true }))).toBe("history rewritten");
  });

  it("has at most 120 code points", () => {
    const long = headline(updateOf(1, [updated("nvmf")], commitOf("😀".repeat(500))));
    expect(long).toBe(`nvmf: ${"😀".repeat(113)}…`);
    expect([...long]).toHaveLength(120);
    expect([...headline(updateOf(1, [added("n".repeat(300)), added("m".repeat(300))]))]).toHaveLength(120);
  });
});

describe("byline", () => {
  it.each([
    [commitOf("x"), "Changpeng Liu, 2022-01-27 20:55 UTC"],
    [commitOf("x", { author: " A\n\u202eB " }), "A B, 2022-01-27 20:55 UTC"],
    [commitOf("x", { author: "\u200b" }), "2022-01-27 20:55 UTC"],
    [commitOf("x", { committedAt: "yesterday" }), "Changpeng Liu"],
    [{ id: "1", title: "x" }, undefined],
    [undefined, undefined],
  ])("says who and when, as far as known: %#", (commit, line) => {
    expect(byline(commit)).toBe(line);
  });
});
