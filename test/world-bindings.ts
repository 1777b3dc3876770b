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
];

export const forgeUrl = (id: string): string => `http://forge.test/own/repo/src/branch/main/${id}`;

export const worldBindings = {
  WATCHES: JSON.stringify(
    ids.map((id) => ({
      id,
      url: forgeUrl(id),
      every: "1m",
      ...(id === "kept" ? { keep: { updates: 100, snapshots: "1d" } } : {}),
      notify:
        id === "bare"
          ? [{ slack: "SLACK_MISSING" }]
          : [{ slack: `SLACK_${id.toUpperCase()}_A` }, { slack: `SLACK_${id.toUpperCase()}_B` }],
    })),
  ),
  ADMIN_TOKEN: "canary-admin-token",
  ...Object.fromEntries(
    ids.flatMap((id) =>
      ["A", "B"].map((which) => [
        `SLACK_${id.toUpperCase()}_${which}`,
        `http://slack.test/${id}/${which}/canary-secret`,
      ]),
    ),
  ),
};
