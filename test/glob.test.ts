import { describe, expect, it } from "vitest";
import { type Glob, matches, parseGlob, points } from "../src/glob.ts";

function matchesText(pattern: string, text: string): boolean {
  const glob = parseGlob(pattern, "counts");
  if (!glob) throw new Error(`malformed: ${pattern}`);
  return matches(glob, points(text, "counts"));
}

describe("a glob", () => {
  it.each([
    ["nvmf", "nvmf", true],
    ["nvmf", "nvmf2", false],
    ["nvm", "nvmf", false],
    ["NVMf", "nvmf", false],
    ["bdev*", "bdev", true],
    ["bdev*", "bdev_zone", true],
    ["*dev", "vbdev", true],
    ["*a*b", "xaxbxb", true],
    ["*a*b", "xbxa", false],
    ["***", "", true],
    ["?", "", false],
    ["?", "😀", true],
    ["a?c", "abc", true],
    ["a.c", "abc", false],
    ["[ab]", "a", false],
    ["\\*", "*", true],
    ["\\*", "a", false],
    ["\\\\", "\\", true],
    ["\\a", "a", true],
  ])("%s against %j: %s", (pattern, text, expected) => {
    expect(matchesText(pattern, text)).toBe(expected);
  });

  it("is malformed where it is empty or ends in the middle of an escape", () => {
    expect(["", "\\", "a\\", "\\\\\\"].map((pattern) => parseGlob(pattern, "counts"))).toEqual(
      Array(4).fill(undefined),
    );
  });

  it("does not tell a from A where case is ignored, in any script", () => {
    const glob = parseGlob("*ÉLAN Ж?", "ignored") ?? [];
    expect(matches(glob, points("élan жß", "ignored"))).toBe(true);
    expect(matches(glob, points("elan жß", "ignored"))).toBe(false);
  });

  it("answers as the definition of its wildcards does, on 20,000 random pairs", () => {
    const random = randomFrom(7);
    const pick = (from: string) =>
      Array.from({ length: random(7) }, () => from[random(from.length)]).join("");
    let matched = 0;
    for (let i = 0; i < 20_000; i++) {
      const pattern = `${pick("ab*?")}a*`.slice(random(2));
      const text = pick("ab");
      const expected = byDefinition(parseGlob(pattern, "counts") ?? [], [...text]);
      if (expected) matched++;
      expect(`${pattern} ${text} ${matchesText(pattern, text)}`).toBe(`${pattern} ${text} ${expected}`);
    }
    expect(matched).toBeGreaterThan(1000);
  });

  it("takes few steps where a backtracking matcher would take forever", () => {
    const began = performance.now();
    expect(matchesText(`${"*a".repeat(99)}b`, "a".repeat(10_000))).toBe(false);
    expect(performance.now() - began).toBeLessThan(1000);
  });
});

/** What `*`, `?` and a letter mean, said as plainly as can be; takes exponential time. */
function byDefinition(glob: Glob, text: readonly string[]): boolean {
  const [token, ...others] = glob;
  if (token === undefined) return text.length === 0;
  if (typeof token === "symbol" && token.description === "*") {
    return byDefinition(others, text) || (text.length > 0 && byDefinition(glob, text.slice(1)));
  }
  return (
    text.length > 0 && (typeof token === "symbol" || token === text[0]) && byDefinition(others, text.slice(1))
  );
}

/** The same numbers in every run: a linear congruential generator. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
