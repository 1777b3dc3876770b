/** The configuration of the Worker under test inside workerd: a watch for each test that needs one of its own. */
const ids = [
  "basic",
  "twice",
  "hung",
  "kv",
  "large",
  "slow",
  "quiet",
  "kept",
  "refused",
  "bare",
  "http",
  "hush",
  "lib",
  "outage",
  "halted",
  "plain",
  "aside",
  "shown",
  "carried",
  "moving",
];

/** Watches whose host says something in its robots.txt: the host's name is theirs. */
const guarded = ["forbidden", "ignoring", "mute"];

const forgeUrl = (id: string): string =>
  `http://${guarded.includes(id) ? id : "forge"}.test/own/repo/src/branch/main/${id}`;

export const worldBindings = {
  WATCHES: JSON.stringify({
    ops: [{ slack: "SLACK_OPS_A" }],
    watches: [...ids, ...guarded].map((id) => ({
      id,
      url: forgeUrl(id),
      every: "1m",
      ...(id === "ignoring" ? { robots: "ignore" } : {}),
      ...(id === "hush" ? { private: true, title: "Hushed up" } : {}),
      ...(id === "kept" ? { keep: { updates: 100, snapshots: "1d" } } : {}),
      notify:
        id === "bare"
          ? [{ slack: "SLACK_MISSING" }]
          : [{ slack: `SLACK_${id.toUpperCase()}_A` }, { slack: `SLACK_${id.toUpperCase()}_B` }],
    })),
  }),
  ADMIN_TOKEN: "canary-admin-token",
  READ_TOKEN: "canary-read-token",
  ...Object.fromEntries(
    [...ids, "ops"].flatMap((id) =>
      ["A", "B"].map((which) => [
        `SLACK_${id.toUpperCase()}_${which}`,
        `http://slack.test/${id}/${which}/canary-secret`,
      ]),
    ),
  ),
};
