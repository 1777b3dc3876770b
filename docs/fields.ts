/**
 * What the tables say of fields, variables and secrets, beside what the schemas say themselves: kept here, as the Worker
 * has no use for it, and by upstreams and channels in their own modules. `generate.ts` throws where one of them is missing
 * or is left over.
 */
import * as z from "zod/mini";
import type { ChannelWords } from "../src/notify/contract.ts";
import { channels } from "../src/notify/index.ts";
import type { FieldWords } from "../src/upstream/contract.ts";
import { upstreams } from "../src/upstream/index.ts";

/** What the modules of one folder that have these names say of themselves to the docs. */
async function wordsOf<Words>(folder: string, names: readonly string[]): Promise<Record<string, Words>> {
  const modules = names.map(async (name): Promise<[string, Words | undefined]> => {
    const module: unknown = await import(`../src/${folder}/${name}.ts`);
    return [name, z.parse(z.object({ words: z.optional(z.custom<Words>()) }), module).words];
  });
  const all = await Promise.all(modules);
  return Object.fromEntries(all.filter((one): one is [string, Words] => one[1] !== undefined));
}

/** The channels by kind. */
export const channelWords = await wordsOf<ChannelWords>(
  "notify",
  channels.map(({ kind }) => kind),
);

const notifyKinds = Object.entries(channelWords).map(([kind, { sends }]): [string, FieldWords] => [
  `notify[].${kind}`,
  {
    type: "name of a secret",
    meaning: `${sends}: the name of the secret that holds its address.`,
    example: `${kind.toUpperCase()}_STORAGE_TEAM`,
  },
]);

/** The fields of targets, by kind of upstream. */
const targetWords = await wordsOf<Record<string, FieldWords>>(
  "upstream",
  upstreams.map(({ name }) => name),
);

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
  ...Object.assign({}, ...Object.values(targetWords)),
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
  PLAN: {
    meaning:
      "Cloudflare's plan, `free` or `paid`: it says how much one invocation may do. See [Scale](scale.md).",
    example: "paid",
    default: "free",
  },
  ALLOW_PRIVATE_HOSTS: {
    type: "`true` or `false`",
    meaning: "`true` lets upstreams and channels be on this machine and in private networks.",
    example: "true",
    default: "false",
  },
};
