import { describe, expect, it } from "vitest";
import { parseRange } from "../../src/http/json.ts";

async function refusal(query: string): Promise<unknown> {
  const range = parseRange(new URLSearchParams(query));
  return range instanceof Response ? range.json() : range;
}

describe("the range of updates.json", () => {
  it.each([
    ["", undefined, 100],
    ["after=0", 0, 100],
    ["after=17", 17, 100],
    ["after=999999999999999", 999_999_999_999_999, 100],
    ["limit=1", undefined, 1],
    ["after=3&limit=100", 3, 100],
    ["limit=050&after=007", 7, 50],
  ])("%j begins after %s and has at most %i", (query, after, limit) => {
    expect(parseRange(new URLSearchParams(query))).toEqual({ after, limit });
  });

  it.each([
    ["after=", '"after"'],
    ["after=-1", '"after"'],
    ["after=1.5", '"after"'],
    ["after=1e3", '"after"'],
    ["after=%201", '"after"'],
    ["after=9999999999999999", '"after"'],
    ["after=x", '"after"'],
    ["after=1&after=2", '"after" may be given once'],
    ["limit=0", "from 1 to 100"],
    ["limit=1000", "from 1 to 100"],
    ["limit=101", "from 1 to 100"],
    ["limit=", "from 1 to 100"],
    ["limit=-5", "from 1 to 100"],
    ["limit=ten", "from 1 to 100"],
    ["before=3", '"after" and "limit", nothing else'],
    ["entry=nvmf", '"after" and "limit", nothing else'],
    ["AFTER=1", '"after" and "limit", nothing else'],
  ])("%j is refused in words: %s", async (query, words) => {
    expect(await refusal(query)).toMatchObject({ status: 400, detail: expect.stringContaining(words) });
  });
});
