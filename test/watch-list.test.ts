import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import * as z from "zod/mini";
import { describe, expect, it } from "vitest";
import shipped from "../watches.ts";
import { parseConfig } from "../src/config.ts";
import { defineWatches, type WatchList, WatchSpec } from "../src/watch-list.ts";
import { DAY, HOUR, MINUTE } from "../src/time.ts";

const url = "https://git.example/mirror/spdk/src/branch/master/lib";

function messages(spec: object): string[] {
  return z.safeParse(WatchSpec, { id: "a", url, ...spec }).error?.issues.map(({ message }) => message) ?? [];
}

describe("an id", () => {
  it.each(["a", "0", "spdk-lib", "a-", "x".repeat(63), "feed", "updates"])("may be %j", (id) => {
    expect(messages({ id })).toEqual([]);
  });

  it.each([
    "",
    "-a",
    "A",
    "spdk_lib",
    "spdk/lib",
    "a b",
    "é",
    "feed.rss",
    "x".repeat(64),
    "a\n",
    5,
    null,
    undefined,
  ])("may not be %j", (id) => {
    expect(messages({ id })).toHaveLength(1);
  });

  it.each(["healthz", "cdn-cgi"])("may not be %j, which is the name of a route", (id) => {
    expect(messages({ id })).toEqual(["write another name: healthz and cdn-cgi are taken"]);
  });
});

describe("an interval", () => {
  it.each([
    ["1m", MINUTE],
    ["90m", 90 * MINUTE],
    ["2h", 2 * HOUR],
    ["7d", 7 * DAY],
    ["168h", 7 * DAY],
    ["05m", 5 * MINUTE],
  ])("of %j is %i ms", (every, ms) => {
    expect(z.parse(WatchSpec, { id: "a", url, every }).every).toBe(ms);
  });

  it.each([
    "0m",
    "8d",
    "169h",
    "60s",
    "5",
    "m",
    "",
    " 5m",
    "5 m",
    "5M",
    "-5m",
    "1.5h",
    "1h30m",
    "9999999m",
    "5m\n",
    5,
  ])("may not be %j", (every) => {
    expect(messages({ every })).toEqual(['write a number and m, h or d, from "1m" to "7d", such as "5m"']);
  });
});

describe("an address", () => {
  it.each(["http://git.example/", "HTTPS://git.example/a b", " https://git.example "])(
    "may be %j",
    (address) => {
      expect(messages({ url: address })).toEqual([]);
    },
  );

  it.each([
    "",
    "git.example/own/repo",
    "git@git.example:own/repo",
    "ssh://git.example/",
    "javascript:1",
    "https://",
    5,
  ])("may not be %j", (address) => {
    expect(messages({ url: address })).toHaveLength(1);
  });
});

describe("a channel", () => {
  it.each(["A", "SLACK_STORAGE_TEAM", "S3", "X".repeat(64)])("may be called %j", (slack) => {
    expect(messages({ notify: [{ slack }] })).toEqual([]);
  });

  it.each([
    "",
    "slack",
    "Slack",
    "1A",
    "_A",
    "A-B",
    "A B",
    "https://hooks.slack.com/x",
    "X".repeat(65),
    5,
    null,
  ])("may not be called %j", (slack) => {
    expect(messages({ notify: [{ slack }] })).toEqual([
      expect.stringContaining("write the name of the secret"),
    ]);
  });

  it.each([{}, { slack: undefined }, { entries: ["nvmf"] }])(
    "is named by its kind, which %j does not say",
    (one) => {
      expect(messages({ notify: [one] })).toEqual([
        expect.stringMatching(/^name one channel, such as \{ slack: "NAME_OF_ITS_SECRET" \}/),
      ]);
    },
  );

  it.each<[object, string]>([
    [{ entries: "nvmf" }, "list of patterns"],
    [{ entries: [5] }, "a pattern is text"],
    [{ kinds: ["moved"] }, "no kind of change"],
    [{ titles: [""] }, "says nothing"],
  ])("may not have the filter %j", (filter, words) => {
    expect(messages({ notify: [{ slack: "SLACK", ...filter }] })).toEqual([expect.stringContaining(words)]);
  });
});

describe("what is kept", () => {
  it.each([{}, { updates: 100 }, { updates: 100_000, snapshots: "3650d" }, { snapshots: "24h" }])(
    "may be %j",
    (keep) => {
      expect(messages({ keep })).toEqual([]);
    },
  );

  it.each([
    { updates: 99 },
    { updates: 100_001 },
    { updates: 100.5 },
    { updates: "100" },
    { snapshots: "23h" },
    5,
    [],
  ])("may not be %j", (keep) => {
    expect(messages({ keep })).toHaveLength(1);
  });
});

describe("defineWatches", () => {
  it("makes the object that WATCHES may hold", () => {
    const watches = [{ id: "a", url }];
    expect(defineWatches(watches)).toEqual({ watches });
    expect(defineWatches(watches, { defaults: { every: "1h" } })).toEqual({
      watches,
      defaults: { every: "1h" },
    });
  });
});

describe("watches.ts as it is shipped", () => {
  it("watches SPDK's lib/ by git, which works everywhere, and tells no channel", () => {
    expect(parseConfig({}, shipped)).toMatchObject({
      watches: [
        {
          id: "spdk-lib",
          channels: [],
          source: { upstream: "git", url: "https://github.com/spdk/spdk/tree/master/lib" },
        },
      ],
      idle: [],
      problems: [],
    });
  });

  it("is valid when the lines in it are no comment any more", () => {
    const text = readFileSync(join(import.meta.dirname, "../watches.ts"), "utf8");
    const script = text
      .replaceAll(/^( *)\/\/ ?/gm, "$1")
      .replace(/^import .*$/m, "")
      .replace("export default ", "");
    const list = runInNewContext(script, { defineWatches }) as WatchList;
    const { watches, problems } = parseConfig({}, list);
    expect(problems).toEqual([]);
    expect(watches.map(({ id, channels }) => [id, channels.length])).toEqual([
      ["spdk-lib", 0],
      ["mirror-lib", 1],
    ]);
  });
});
