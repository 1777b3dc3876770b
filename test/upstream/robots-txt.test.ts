import { describe, expect, it } from "vitest";
import { allows } from "../../src/upstream/robots-txt.ts";

const at = (path: string) => new URL(path, "https://forge.example");
const asks = (lines: readonly string[], path: string) => allows(lines.join("\n"), "Treewatch", at(path));
const forAll = (...rules: string[]) => ["User-agent: *", ...rules];

describe("groups (RFC 9309, 2.2.1)", () => {
  it.each([
    ["names in a row begin one", ["User-agent: treewatch", "User-agent: b", "Disallow: /"], false],
    [
      "also with other lines between",
      ["User-agent: treewatch", "", "Sitemap: /s", "User-agent: b", "Disallow: /"],
      false,
    ],
    [
      "a name after rules begins another",
      ["User-agent: treewatch", "Allow: /", "User-agent: b", "Disallow: /"],
      true,
    ],
    [
      "those of one name are one",
      [
        "User-agent: Treewatch",
        "Allow: /x",
        "User-agent: b",
        "Allow: /",
        "User-agent: treewatch",
        "Disallow: /",
      ],
      false,
    ],
    [
      "one that forbids nothing is one",
      ["User-agent: Treewatch", "Disallow:", ...forAll("Disallow: /")],
      true,
    ],
    ["a version behind the name counts for nothing", ["User-agent: Treewatch / 1.0", "Disallow: /"], false],
    ["a part of the name is another's", ["User-agent: Tree", "Disallow: /"], true],
    ["rules before any belong to nobody", ["Disallow: /", ...forAll("Allow: /b")], true],
  ])("%s", (_, lines, allowed) => {
    expect(asks(lines, "/a")).toBe(allowed);
  });

  it.each(["\n", "\r\n", "\r"])("lines end with %j", (end) => {
    expect(
      allows(forAll("Disallow: /a # all of it", "Allow : /a/b").join(end), "Treewatch", at("/a/c")),
    ).toBe(false);
  });
});

describe("rules (RFC 9309, 2.2.2 and 2.2.3)", () => {
  it.each([
    ["the longest counts", ["Disallow: /a/", "Allow: /a/b"], "/a/bc", true],
    ["in any order", ["Allow: /a/b", "Disallow: /a/bc"], "/a/bcd", false],
    ["of two of a length the one that allows", ["Disallow: /a", "Allow: /a"], "/a", true],
    ["letter case counts", ["Disallow: /A"], "/a", true],
    ["the query belongs to the path", ["Disallow: /*?x="], "/a?x=1", false],
    ["a question mark is itself", ["Disallow: /a?c"], "/abc", true],
    ["a backslash is itself", [String.raw`Disallow: /*?\*`], "/a?*", true],
    ["a star is anything", ["Disallow: /*.c"], "/a/b.c/d", false],
    ["a dollar sign ends it", ["Disallow: /*.c$"], "/a/b.c/d", true],
    ["or is itself further in front", ["Disallow: /$a"], "/$ab", false],
    ["octets are compared as octets", ["Disallow: /é/%e2%82%ac"], "/%c3%A9/€", false],
    ["an encoded slash is no slash", ["Disallow: /a/b"], "/a%2fb", true],
  ])("%s", (_, rules, path, allowed) => {
    expect(asks(forAll(...rules), path)).toBe(allowed);
  });
});

it("takes no time to speak of for half a megabyte that is meant to take long", () => {
  const begun = performance.now();
  for (const text of [
    `${"user-agent:a\n".repeat(20_000)}user-agent:*\n${"allow:/z\n".repeat(28_000)}`,
    `user-agent:*\ndisallow:/${"*a".repeat(250_000)}`,
    `user-agent:${" ".repeat(500_000)}x\n${":".repeat(500_000)}`,
  ]) {
    expect(allows(text, "Treewatch", at(`/${"ab".repeat(500)}`))).toBe(true);
  }
  expect(performance.now() - begun).toBeLessThan(10_000);
});
