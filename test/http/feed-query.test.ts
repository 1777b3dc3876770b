import { describe, expect, it } from "vitest";
import { feedQuery, parseFeedQuery, type FeedQuery } from "../../src/http/feed-query.ts";

const parse = (query: string) => parseFeedQuery(new URLSearchParams(query));

describe("a feed's query", () => {
  it.each<[string, FeedQuery]>([
    ["", { filter: {} }],
    ["per=week", { filter: {}, per: "week" }],
    ["archive=200&entry=a", { filter: { entries: ["a"] }, archive: 200 }],
  ])("%j is read and written alike", (query, expected) => {
    expect(parse(query)).toEqual(expected);
    expect(feedQuery(expected)).toBe(query);
  });

  it("is written in one way, in whatever order and how often it is asked", () => {
    const asked = parse("title=b&entry=z&per=day&entry=a*&entry=z&author=%41");
    expect(asked).not.toHaveProperty("problem");
    expect(feedQuery(asked as FeedQuery)).toBe("per=day&author=A&entry=a*&entry=z&title=b");
  });

  it.each([
    ["archive=", "whole number"],
    ["archive=01", "whole number"],
    ["archive=1e3", "whole number"],
    ["archive=1234567890123456", "whole number"],
    ["archive=1&archive=1", "one archive"],
    ["archive=1&per=day", "one archive"],
    ["per=", "day or week"],
    ["per=year", "day or week"],
    ["colour=red", "there are author, entry, kind, title, archive, per"],
  ])("%j is refused", (query, words) => {
    expect(parse(query)).toEqual({ problem: expect.stringContaining(words) });
  });
});
