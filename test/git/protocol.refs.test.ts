/** Questions for refs that are joined, and the parts of their answers. */
import { describe, expect, it } from "vitest";
import { FLUSH, packet } from "../../src/git/pkt-line.ts";
import { exchangePrefixes, lsRefsRequest, narrowRefs } from "../../src/git/protocol.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const lines = (...all: string[]) =>
  bytes(all.map((line) => (line.startsWith("000") ? line : packet(line))).join(""));
const [a, b] = ["a".repeat(40), "b".repeat(40)] as const;

describe("a question for refs", () => {
  it.each([
    [["HEAD"], ["refs/heads/main", "refs/tags/é"]],
    [[], ["HEAD"]],
    [["HEAD", "refs/heads/main"], []],
  ])("that begin with %j becomes one for %j", (before, after) => {
    for (const format of ["sha1", "sha256"] as const)
      expect(exchangePrefixes(lsRefsRequest(before, format), before, after)).toBe(
        lsRefsRequest(after, format),
      );
  });
});

describe("an answer with refs, narrowed", () => {
  const [main, tag] = [`${a} refs/heads/main\n`, `${b} refs/tags/v1 peeled:${a}\n`];

  it.each<[what: string, prefixes: string[], body: Uint8Array, narrowed: Uint8Array]>([
    ["holds those that begin so", ["refs/tags/"], lines(main, tag, FLUSH), lines(tag, FLUSH)],
    [
      "is in the order of the answer",
      ["refs/tags/", "refs/"],
      lines(main, tag, FLUSH),
      lines(main, tag, FLUSH),
    ],
    ["may hold none", ["HEAD"], lines(main, FLUSH), lines(FLUSH)],
    [
      "holds a HEAD that points nowhere yet",
      ["HEAD"],
      lines("unborn HEAD symref-target:refs/heads/main\n", main, FLUSH),
      lines("unborn HEAD symref-target:refs/heads/main\n", FLUSH),
    ],
    ["keeps what comes after its end", ["HEAD"], lines(main, FLUSH, tag), lines(FLUSH, tag)],
    ["has no end where there was none", ["HEAD"], lines(main), bytes("")],
  ])("%s", (_, prefixes, body, narrowed) => {
    expect(narrowRefs(body, prefixes)).toEqual(narrowed);
  });

  it.each([
    ["a page", bytes("<!doctype html>")],
    ["cut", lines(main, tag).subarray(0, -3)],
    ["in sections", lines(main, "0001", tag, FLUSH)],
  ])("is all of it where it is %s", (_, body) => {
    expect(narrowRefs(body, ["HEAD"])).toBe(body);
  });
});
