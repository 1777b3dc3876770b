/**
 * What an operator writes: the shape of `watches.ts` and of the variable `WATCHES`. The checks and their words come from
 * it, and, with `docs/fields.ts`, the table in `docs/configure.md`.
 */
import * as z from "zod/mini";
import { interval, secretName, wrongFields } from "./fields.ts";
import { NotifyList, type OpsList } from "./notify-list.ts";
import { targetFields, upstreams } from "./upstream/index.ts";

/** First components of addresses that Treewatch answers itself or the local platform does. */
const reserved = ["healthz", "cdn-cgi"];

const Id = z.string('write a name for the watch, such as "spdk-lib"').check(
  z.refine(
    (id) => /^[a-z0-9][a-z0-9-]{0,62}$/.test(id),
    'write lower-case letters, digits and hyphens, at most 63, such as "spdk-lib"',
  ),
  z.refine((id) => !reserved.includes(id), `write another name: ${reserved.join(" and ")} are taken`),
);

const Formerly = z.array(Id, 'write a list of ids, oldest first, such as ["spdk"]');

const Address = z
  .string("write the directory's address, as the browser shows it")
  .check(
    z.refine(
      (text) => /^https?:$/.test(URL.parse(text)?.protocol ?? ""),
      "write the directory's whole address, as the browser shows it, beginning with https:// or http://",
    ),
  );

const upstreamNames = upstreams.map((upstream) => upstream.name);
const UpstreamName = z.enum(upstreamNames, `write one of ${upstreamNames.join(", ")}`);

const Title = z
  .string("write text")
  .check(z.refine((text) => text.trim() !== "" && text.length <= 200, "write 1 to 200 characters"));

const Every = interval("1m", "7d", "5m");

const KeptUpdates = z
  .number("write a number of updates")
  .check(
    z.refine(
      (n) => Number.isInteger(n) && n >= 100 && n <= 100_000,
      "write a whole number from 100 to 100000",
    ),
  );

const KeptSnapshots = interval("1d", "3650d", "30d");

const wrongKeep = wrongFields(
  ["updates", "snapshots"],
  'write an object such as { updates: 2000, snapshots: "30d" }',
);
const Keep = z.strictObject(
  { updates: z.optional(KeptUpdates), snapshots: z.optional(KeptSnapshots) },
  wrongKeep,
);

const watchedFields = {
  url: z.optional(Address),
  ...targetFields,
  upstream: z.optional(UpstreamName),
  token: z.optional(secretName("token", "FORGE_TOKEN")),
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
  paused: z.prefault(z.boolean("write true or false"), false),
  robots: z.optional(z.literal("ignore", 'write "ignore", or leave it out to obey the host\'s robots.txt')),
  private: z.prefault(z.boolean("write true or false"), false),
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
