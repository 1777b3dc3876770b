/**
 * What the tables say of fields, variables and secrets, beside what the schemas say themselves: kept here, as the Worker
 * has no use for it. `generate.ts` throws where one of them is missing or is left over.
 */

/** One row's words. `type` and `default` only where the schema does not tell them; `example` as it is written. */
export type FieldWords = { meaning: string; example?: unknown; type?: string; default?: string };

/** What a channel sends to, and what its secrets hold; `further` by suffix, the same as in its adapter. */
export type ChannelWords = { sends: string; holds: string; further?: Readonly<Record<string, string>> };

/** The channels by kind. */
export const channelWords: Readonly<Record<string, ChannelWords>> = {
  slack: {
    sends: "A Slack channel, by an incoming webhook or a workflow",
    holds:
      "the webhook's address (https://hooks.slack.com/services/…), from the Slack app's page «Incoming Webhooks»; or the address that starts a workflow (https://hooks.slack.com/triggers/…), which needs a variable of the type Text, named `text`",
  },
  discord: {
    sends: "A Discord channel, by an incoming webhook",
    holds:
      "the webhook's address (https://discord.com/api/webhooks/…), from the channel's settings, «Integrations»; `?thread_id=…` after it posts into a thread",
  },
  teams: {
    sends: "A Microsoft Teams channel or chat, by a workflow",
    holds:
      "the address of a workflow made of the template «Send webhook alerts to a channel» or «… to a chat», from the Workflows app",
  },
  webhook: {
    sends: "Any HTTP server, by a signed webhook (Standard Webhooks)",
    holds: "the address that the updates are posted to, as JSON",
    further: {
      SECRET:
        "the key of the signature, `whsec_` and 24 to 64 bytes in Base64; two, separated by a space, while it is changed",
    },
  },
  ntfy: {
    sends: "Phones and desktops, by a topic of ntfy",
    holds: "the topic's address (https://ntfy.sh/…, or on a server of your own)",
    further: { TOKEN: "an access token (`tk_…`), where the topic asks for one" },
  },
  matrix: {
    sends: "A Matrix room",
    holds:
      "the homeserver's address and behind it the room's internal id (https://matrix.example/!room:example), from the room's settings, «Advanced»",
    further: { TOKEN: "the access token of an account that is in the room" },
  },
  telegram: {
    sends: "A Telegram chat, by a bot",
    holds:
      "the address by which the bot writes to the chat: https://api.telegram.org/bot, its token from @BotFather, /sendMessage?chat_id= and the chat's id (&message_thread_id= for a topic)",
  },
};

const notifyKinds = Object.entries(channelWords).map(([kind, { sends }]): [string, FieldWords] => [
  `notify[].${kind}`,
  {
    type: "name of a secret",
    meaning: `${sends}: the name of the secret that holds its address.`,
    example: `${kind.toUpperCase()}_STORAGE_TEAM`,
  },
]);

/** The fields of a watch, by path. */
export const watchFields: Readonly<Record<string, FieldWords>> = {
  id: {
    meaning:
      "Its name in addresses. Where it changes, name the one before in `formerly`: what is known of the watch is kept under its first.",
    example: "spdk-lib",
  },
  formerly: {
    type: "list of ids",
    meaning:
      "All ids that it has had before, oldest first. It stays the same watch, and its earlier addresses lead to it.",
    example: ["spdk"],
  },
  url: {
    type: "address",
    meaning:
      "What is watched: the directory's address, as the browser shows it. Needed, unless a target such as `git` takes its place.",
    example: "https://git.example/mirror/spdk/src/branch/master/lib",
  },
  git: {
    type: "address",
    meaning: "In place of `url`: the address of a git repository, as `git clone` takes it.",
    example: "https://git.example/mirror/spdk.git",
  },
  ref: {
    meaning:
      "Beside `git`: a branch, a tag, a full ref (`refs/…`) or a whole commit id; else the default branch.",
    example: "master",
  },
  path: { meaning: "Beside `git`: the directory; else the repository's root.", example: "lib" },
  links: {
    meaning:
      "Beside `git`: the forge that has pages at the same address, without `.git`; links lead to them. Needed only where the host's name does not tell.",
    example: "gitlab",
  },
  upstream: {
    meaning: "The kind of source, where an address fits several or another than the usual is wanted.",
    example: "gitea",
  },
  token: {
    type: "name of a secret",
    meaning:
      "The name of the secret that holds a token with read access to the repository. It is sent to the repository's own host alone. The watch is then read by git, and private.",
    example: "FORGE_TOKEN",
  },
  title: {
    meaning: "Its name for people; else it is made of the address, such as `spdk/lib`.",
    example: "SPDK libraries",
  },
  every: {
    type: "interval",
    meaning: "How often the directory is looked at, from `1m` to `7d`.",
    example: "5m",
  },
  paused: { meaning: "Not looked at until this is taken away." },
  robots: {
    meaning: "Asks for the page whatever the host's robots.txt says. Only where you may.",
    example: "ignore",
  },
  private: { meaning: "Shown only to readers who bring `READ_TOKEN`; to others it does not exist." },
  keep: { meaning: "How much is kept; each of its fields may be left out." },
  "keep.updates": { meaning: "How many updates are kept, from 100 to 100000.", example: 2000 },
  "keep.snapshots": {
    type: "interval",
    meaning: "How long a snapshot is kept after the next one took its place. The latest is always kept.",
    example: "30d",
  },
  notify: {
    meaning: "The channels that are told of updates: each names one secret, and may have a filter and times.",
  },
  ...Object.fromEntries(notifyKinds),
  "notify[].entries": {
    meaning: "Only updates that touch entries of these names.",
    example: ["nvmf", "bdev*"],
  },
  "notify[].kinds": {
    meaning: "Only updates with such a change: `added`, `removed`, `updated`, `renamed`.",
    example: ["added", "removed"],
  },
  "notify[].authors": { meaning: "Only commits of these authors.", example: ["!*[bot]"] },
  "notify[].titles": { meaning: "Only commits with such a subject line.", example: ["!spelling:*"] },
  "notify[].digest": {
    type: "interval or clock time",
    meaning:
      "Told together and at these times only: at an interval such as `1h`, at a clock time each day, or on one day of the week (`mon 09:00 Europe/Berlin`).",
    example: "09:00 Europe/Berlin",
  },
  "notify[].quiet": {
    type: "clock times",
    meaning: "Told nothing between these clock times; what waits is told at their end.",
    example: "22:00-07:00 Europe/Berlin",
  },
};

/** The variables, by name. */
export const variableFields: Readonly<Record<string, FieldWords>> = {
  WATCHES: {
    type: "JSON",
    meaning: "The list of watches, as JSON: it takes the place of `watches.ts`.",
    example: [{ id: "spdk-lib", url: "https://git.example/mirror/spdk/src/branch/master/lib" }],
  },
  PUBLIC_URL: {
    type: "address",
    meaning:
      "The address at which readers reach Treewatch. Links in feeds and messages begin with it; without it, messages link to the forge only, and no shared cache keeps anything.",
    example: "https://treewatch.example",
  },
  CONTACT: {
    meaning: "Who runs this Treewatch: upstreams see it in the `User-Agent` of every request.",
    example: "mailto:you@example.org",
  },
  ADMIN_TOKEN: {
    type: "secret",
    meaning:
      "A secret of your own making. Sent as `Authorization: Bearer …` it allows to poll now and to resume a channel; while it is not set, that is not possible.",
  },
  READ_TOKEN: {
    type: "secret",
    meaning:
      "A secret of your own making, which readers of private watches bring: as `Authorization: Bearer …`, as the password of HTTP Basic, or as `?key=…`.",
  },
  WEBSUB_HUB: {
    type: "address",
    meaning:
      "A WebSub hub: it is named in each watch's feeds and told when they have changed, but for private watches. Needs `PUBLIC_URL`.",
    example: "https://hub.example/",
  },
  HEARTBEAT_URL: {
    type: "secret",
    meaning:
      "An address that is asked for (GET) after each tick in which no watch was overdue: a dead man's switch that is not asked any more tells you that Treewatch has stopped.",
  },
  ALLOW_PRIVATE_HOSTS: {
    type: "`true` or `false`",
    meaning: "`true` lets upstreams and channels be on this machine and in private networks.",
    example: "true",
    default: "false",
  },
};
