import { describe, expect, it } from "vitest";
import shipped from "../watches.ts";
import { parseConfig } from "../src/config.ts";
import { namedWatches } from "../src/named-watches.ts";
import { channels } from "../src/notify/index.ts";
import { explainProblems } from "../src/problems.ts";
import { DAY, HOUR, MINUTE } from "../src/time.ts";
import { upstreams } from "../src/upstream/index.ts";
import { WatchSpec } from "../src/watch-list.ts";

const url = "https://git.example/mirror/spdk/src/branch/master/lib";
const kinds = channels.map(({ kind }) => kind).join(", ");
/** What nobody may ever read again. */
const secret = "https://hooks.slack.com/services/T000/B000/canary";

function configOf(...watches: unknown[]) {
  return parseConfig({}, { watches });
}

function problems(...watches: unknown[]): string[] {
  return configOf(...watches).problems.map(({ watch, field, problem }) => `${watch} ${field}: ${problem}`);
}

describe("a valid watch", () => {
  it("needs no more than an id and an address", () => {
    const { watches, problems, idle } = configOf({ id: "spdk-lib", url });
    expect([problems, idle]).toEqual([[], []]);
    expect(watches).toEqual([
      {
        id: "spdk-lib",
        formerly: [],
        key: "spdk-lib",
        title: "spdk/lib",
        source: expect.objectContaining({ upstream: "gitea", url }),
        others: [expect.objectContaining({ upstream: "git", url })],
        every: 15 * MINUTE,
        paused: false,
        robots: "obey",
        private: false,
        keep: { updates: 10_000, snapshotsMs: 90 * DAY },
        channels: [],
      },
    ]);
  });

  it("may say everything", () => {
    const [watch] = configOf({
      id: "spdk-lib",
      url,
      upstream: "gitea",
      title: "SPDK libraries",
      every: "2h",
      paused: true,
      keep: { updates: 100, snapshots: "1d" },
      notify: [
        { slack: "SLACK_A" },
        { slack: "SLACK_B", entries: ["nvmf"], kinds: ["added"], authors: ["ada*"], titles: ["!spelling:*"] },
      ],
    }).watches;
    expect(watch).toMatchObject({
      title: "SPDK libraries",
      every: 2 * HOUR,
      paused: true,
      keep: { updates: 100, snapshotsMs: DAY },
      channels: [
        { name: "SLACK_A", kind: "slack", filter: {} },
        {
          name: "SLACK_B",
          kind: "slack",
          filter: { entries: ["nvmf"], kinds: ["added"], authors: ["ada*"], titles: ["!spelling:*"] },
        },
      ],
    });
  });

  it("has the defaults of the list for what it does not say, field by field", () => {
    const defaults = { every: "1h", keep: { updates: 500 } };
    const watches = [
      { id: "a", url },
      { id: "b", url, every: "1m", keep: { snapshots: "1d" } },
    ];
    const parsed = parseConfig({}, { watches, defaults });
    expect(parsed.problems).toEqual([]);
    expect(parsed.watches.map(({ every, keep }) => [every, keep])).toEqual([
      [HOUR, { updates: 500, snapshotsMs: 90 * DAY }],
      [MINUTE, { updates: 500, snapshotsMs: DAY }],
    ]);
  });
});

describe("a list with problems", () => {
  const faulty = [
    { id: "bad-url", url: "git.example/mirror/spdk" },
    { id: "fine", url },
    { id: "misspelt", url, evry: "5m", channels: [] },
    { id: "twice", url },
    { id: "twice", url: "ftp://git.example/" },
    { id: "never", url, every: "0m" },
    { id: "SPDK lib", url },
    { url },
    "spdk-lib",
    { id: "elsewhere", url: "https://git.example/about" },
    { id: "pasted", url, notify: [{ slack: secret }] },
    { id: "many", url, title: " ", every: 5, paused: "yes", upstream: "svn", keep: { updates: 5, days: 3 } },
    { id: "mute", url, notify: [{ entries: ["nvmf"] }, { slak: "SLACK" }, "SLACK"] },
  ];

  it("is explained in one message: every problem, by watch and field, with what to write instead", () => {
    expect(explainProblems(configOf(...faulty).problems))
      .toBe(`20 problems in the configuration; every other watch goes on.
- watch "bad-url", url: write the directory's whole address, as the browser shows it, beginning with https:// or http://
- watch "misspelt": "evry", "channels" are not fields here: write one of ${Object.keys(WatchSpec.shape).join(", ")}
- watch "twice", id: several watches have this id and none of them runs: give each its own
- watch "twice", url: write the directory's whole address, as the browser shows it, beginning with https:// or http://
- watch "never", every: write a number and m, h or d, from "1m" to "7d", such as "5m"
- watch "SPDK lib", id: write lower-case letters, digits and hyphens, at most 63, such as "spdk-lib"
- watch "number 8", id: write a name for the watch, such as "spdk-lib"
- watch "number 9": write an object such as { id, url }
- watch "elsewhere", url: nothing reads this address: write the address of ${upstreams.map(({ reads, name }) => `${reads} (${name})`).join("; ")}
- watch "pasted", notify.0.slack: write the name of the secret that holds the address, such as "SLACK_STORAGE_TEAM": capital letters, digits and underscores. The address itself belongs into the secret, never into this list
- watch "many", upstream: write one of ${upstreams.map(({ name }) => name).join(", ")}
- watch "many", title: write 1 to 200 characters
- watch "many", every: write a number and m, h or d, from "1m" to "7d", such as "5m"
- watch "many", paused: write true or false
- watch "many", keep.updates: write a whole number from 100 to 100000
- watch "many", keep: "days" is not a field here: write one of updates, snapshots
- watch "mute", notify.0: name one channel, such as { slack: "NAME_OF_ITS_SECRET" }; there are ${kinds}
- watch "mute", notify.1: "slak" is not a field here: write one of ${kinds}, entries, kinds, authors, titles, digest, quiet
- watch "mute", notify.1: name one channel, such as { slack: "NAME_OF_ITS_SECRET" }; there are ${kinds}
- watch "mute", notify.2: name one channel, such as { slack: "NAME_OF_ITS_SECRET" }; there are ${kinds}`);
  });

  it("leaves the other watches running, and those with problems named and idle", () => {
    const config = configOf(...faulty);
    expect(config.watches.map(({ id }) => id)).toEqual(["fine"]);
    const names = ["bad-url", "misspelt", "twice", "never", "elsewhere", "pasted", "many", "mute"];
    expect(config.idle.map(({ id }) => id)).toEqual(names);
    expect(config.idle.find(({ id }) => id === "twice")?.problems.map(({ field }) => field)).toEqual([
      "id",
      "url",
    ]);
    expect(namedWatches(config).map(({ id, title, watch }) => [id, title, watch !== undefined])).toEqual([
      ["fine", "spdk/lib", true],
      ...names.map((id) => [id, id, false]),
    ]);
  });

  it("says it of one problem, too", () => {
    expect(explainProblems(configOf({ id: "a", url, every: "0m" }).problems)).toBe(
      [
        "1 problem in the configuration; every other watch goes on.",
        '- watch "a", every: write a number and m, h or d, from "1m" to "7d", such as "5m"',
      ].join("\n"),
    );
  });

  it("names a secret twice only in different watches", () => {
    const notify = [{ slack: "SLACK" }];
    expect(problems({ id: "a", url, notify }, { id: "b", url, notify })).toEqual([]);
    expect(problems({ id: "a", url, notify: [...notify, { slack: "SLACK", kinds: ["added"] }] })).toEqual([
      "a notify.1: this secret is named twice: name it once, and put all patterns into one filter",
    ]);
  });
});

describe("the value of a secret in place of its name", () => {
  it.each<[string, unknown]>([
    ["a channel's secret", { id: "a", url, notify: [{ slack: secret }] }],
    ["a channel", { id: "a", url, notify: [secret] }],
    ["the channels", { id: "a", url, notify: secret }],
    ["a channel's kind", { id: "a", url, notify: [{ [secret]: true }] }],
    ["a field", { id: "a", url, [secret]: true }],
    ["an id", { id: secret, url }],
    ["the watch", secret],
    ["an upstream", { id: "a", url, upstream: secret }],
    ["an address", { id: "a", url: secret }],
    ["an interval", { id: "a", url, every: secret }],
  ])("is not repeated where it stands for %s", (_, watch) => {
    const { problems } = configOf(watch);
    expect(problems.length).toBeGreaterThan(0);
    expect(explainProblems(problems)).not.toMatch(/canary|hooks\.slack/);
  });

  it.each(["PUBLIC_URL", "ADMIN_TOKEN", "WATCHES", "ALLOW_PRIVATE_HOSTS"])(
    "is not repeated where it stands in %s",
    (name) => {
      const { problems } = parseConfig({ [name]: "no\u0000 canary" }, shipped);
      expect(problems.map(({ field }) => field)).toEqual([name]);
      expect(explainProblems(problems)).not.toContain("canary");
    },
  );
});

describe("WATCHES", () => {
  const list = [{ id: "a", url }];
  it.each<[string, unknown, string[]]>([
    ["the list as JSON", JSON.stringify(list), ["a"]],
    ["the whole object as JSON", JSON.stringify({ watches: list, defaults: { every: "1h" } }), ["a"]],
    ["the list itself", list, ["a"]],
    ["the whole object itself", { watches: list }, ["a"]],
    ["an empty list", "[]", []],
    ["nothing", "", ["built-in"]],
  ])("as %s takes the place of watches.ts", (_, value, ids) => {
    const config = parseConfig({ WATCHES: value }, { watches: [{ id: "built-in", url }] });
    expect(config.problems).toEqual([]);
    expect(config.watches.map(({ id }) => id)).toEqual(ids);
  });

  it("brings its own defaults, and none of those in watches.ts", () => {
    const builtIn = { watches: [], defaults: { every: "1d" } };
    const everies = [list, { watches: list, defaults: { every: "1h" } }].map(
      (value) => parseConfig({ WATCHES: JSON.stringify(value) }, builtIn).watches[0]?.every,
    );
    expect(everies).toEqual([15 * MINUTE, HOUR]);
  });

  it.each<[string, unknown]>([
    ["no JSON", "spdk-lib"],
    ["JSON that is cut", '[{"id":"a"'],
    ["one watch", JSON.stringify(list[0])],
    ["a number", 5],
    ["null", null],
    ["a list within a text", JSON.stringify(JSON.stringify(list))],
    ["watches that are no list", { watches: {} }],
  ])("that holds %s is one problem, and no watch", (_, value) => {
    const config = parseConfig({ WATCHES: value }, { watches: [{ id: "built-in", url }] });
    expect(config.watches).toEqual([]);
    expect(explainProblems(config.problems)).toBe(
      [
        "1 problem in the configuration; every other watch goes on.",
        '- WATCHES: write JSON: a list of watches, or an object such as { "watches": [ … ], "defaults": { … } }',
      ].join("\n"),
    );
  });

  it("with a field that is none of its own keeps its watches all the same", () => {
    const config = parseConfig({ WATCHES: { watches: list, channels: [] } }, shipped);
    expect(config.watches.map(({ id }) => id)).toEqual(["a"]);
    expect(explainProblems(config.problems)).toContain("WATCHES: an object here has no fields but watches, ");
  });
});
