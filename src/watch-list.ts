/**
 * What an operator writes: the shape of `watches.ts` and of the variable `WATCHES`. Each field is described here
 * once; the checks, their words and the table in `docs/configure.md` come from it.
 */
import * as z from "zod/mini";
import { interval, secretName, wrongFields } from "./fields.ts";
import { NotifyList, type OpsList } from "./notify-list.ts";
import { targetFields, upstreams } from "./upstream/index.ts";

/** First components of addresses that Treewatch answers itself or the local platform does. */
const reserved = ["healthz", "cdn-cgi"];

const AnId = z.string('write a name for the watch, such as "spdk-lib"').check(
  z.regex(
    /^[a-z0-9][a-z0-9-]{0,62}$/,
    'write lower-case letters, digits and hyphens, at most 63, such as "spdk-lib"',
  ),
  z.refine((id) => !reserved.includes(id), `write another name: ${reserved.join(" and ")} are taken`),
);

const Id = AnId.check(
  z.meta({
    description:
      "Its name in addresses. Where it changes, name the one before in `formerly`: what is known of the watch is kept under its first.",
    examples: ["spdk-lib"],
  }),
);

const Formerly = z.array(AnId, 'write a list of ids, oldest first, such as ["spdk"]').check(
  z.meta({
    format: "list of ids",
    description:
      "All ids that it has had before, oldest first. It stays the same watch, and its earlier addresses lead to it.",
    examples: [["spdk"]],
  }),
);

const Address = z.string("write the directory's address, as the browser shows it").check(
  z.refine(
    (text) => /^https?:$/.test(URL.parse(text)?.protocol ?? ""),
    "write the directory's whole address, as the browser shows it, beginning with https:// or http://",
  ),
  z.meta({
    format: "address",
    description:
      "What is watched: the directory's address, as the browser shows it. Needed, unless a target such as `git` takes its place.",
    examples: ["https://git.example/mirror/spdk/src/branch/master/lib"],
  }),
);

const upstreamNames = upstreams.map((upstream) => upstream.name);
const UpstreamName = z.enum(upstreamNames, `write one of ${upstreamNames.join(", ")}`).check(
  z.meta({
    description: "The kind of source, where an address fits several or another than the usual is wanted.",
    examples: upstreamNames.slice(0, 1),
  }),
);

const Title = z.string("write text").check(
  z.refine((text) => text.trim() !== "" && text.length <= 200, "write 1 to 200 characters"),
  z.meta({
    description: "Its name for people; else it is made of the address, such as `spdk/lib`.",
    examples: ["SPDK libraries"],
  }),
);

const Every = interval("1m", "7d", {
  description: "How often the directory is looked at, from `1m` to `7d`.",
  examples: ["5m"],
});

const KeptUpdates = z.number("write a number of updates").check(
  z.refine((n) => Number.isInteger(n) && n >= 100 && n <= 100_000, "write a whole number from 100 to 100000"),
  z.meta({ description: "How many updates are kept, from 100 to 100000.", examples: [2000] }),
);

const KeptSnapshots = interval("1d", "3650d", {
  description: "How long a snapshot is kept after the next one took its place. The latest is always kept.",
  examples: ["30d"],
});

const wrongKeep = wrongFields(
  ["updates", "snapshots"],
  'write an object such as { updates: 2000, snapshots: "30d" }',
);
const Keep = z
  .strictObject({ updates: z.optional(KeptUpdates), snapshots: z.optional(KeptSnapshots) }, wrongKeep)
  .check(z.meta({ description: "How much is kept; each of its fields may be left out." }));

const watchedFields = {
  url: z.optional(Address),
  ...targetFields,
  upstream: z.optional(UpstreamName),
  token: z.optional(
    secretName("token", {
      description:
        "The name of the secret that holds a token with read access to the repository. It is sent to the repository's own host alone. The watch is then read by git, and private.",
      examples: ["FORGE_TOKEN"],
    }),
  ),
};

/** What is watched and how it is read: these fields have to agree, see `watch-source.ts`. */
export const Watched = z.object(watchedFields);
export type Watched = z.infer<typeof Watched>;

const fields = {
  id: Id,
  formerly: z.prefault(Formerly, []),
  ...watchedFields,
  title: z.optional(Title),
  every: z.optional(Every),
  paused: z.prefault(
    z
      .boolean("write true or false")
      .check(z.meta({ description: "Not looked at until this is taken away." })),
    false,
  ),
  robots: z.optional(
    z.literal("ignore", 'write "ignore", or leave it out to obey the host\'s robots.txt').check(
      z.meta({
        description: "Asks for the page whatever the host's robots.txt says. Only where you may.",
        examples: ["ignore"],
      }),
    ),
  ),
  private: z.prefault(
    z
      .boolean("write true or false")
      .check(
        z.meta({ description: "Shown only to readers who bring `READ_TOKEN`; to others it does not exist." }),
      ),
    false,
  ),
  keep: z.optional(Keep),
  notify: z.prefault(NotifyList, []),
};

/** One watch, as written; parsed, its intervals are milliseconds and its channels have names. */
export const WatchSpec = z.strictObject(
  fields,
  wrongFields(Object.keys(fields), "write an object such as { id, url }"),
);

const defaultFields = {
  every: z.prefault(Every, "15m"),
  keep: z.prefault(
    z.strictObject(
      { updates: z.prefault(KeptUpdates, 10_000), snapshots: z.prefault(KeptSnapshots, "90d") },
      wrongKeep,
    ),
    {},
  ),
};

/** What holds for every watch that does not say otherwise. */
export const Defaults = z.strictObject(
  defaultFields,
  wrongFields(Object.keys(defaultFields), 'write an object such as { every: "15m" }'),
);

/** The whole list: what `defineWatches` makes and `WATCHES` holds. Watches are checked one by one, see `config.ts`. */
export type WatchList = { watches: readonly unknown[]; ops?: unknown; defaults?: unknown };

/** The list of watches, for `watches.ts`: checked by the editor as it is typed, and once more, whole, by the Worker. */
export function defineWatches(
  watches: readonly z.input<typeof WatchSpec>[],
  options: { ops?: z.input<typeof OpsList>; defaults?: z.input<typeof Defaults> } = {},
): WatchList {
  return { watches, ...options };
}
