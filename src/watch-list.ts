/**
 * What an operator writes: the shape of `watches.ts` and of the variable `WATCHES`. Each field is described here
 * once; the checks, their words and the table in `docs/configure.md` come from it.
 */
import * as z from "zod/mini";
import { FilterSchema } from "./filter.ts";
import { channels } from "./notify/index.ts";
import { DAY, HOUR, MINUTE } from "./time.ts";
import { upstreams } from "./upstream/index.ts";

/** First components of addresses that Treewatch answers itself or the local platform does. */
const reserved = ["healthz", "cdn-cgi"];

const units: Readonly<Record<string, number>> = { m: MINUTE, h: HOUR, d: DAY };

/** Milliseconds of an interval such as `5m`, `2h` or `7d`; NaN where it is none. */
function parseInterval(text: string): number {
  const [, digits = "", unit = ""] = /^(\d{1,6})([mhd])$/.exec(text) ?? [];
  return digits === "" ? Number.NaN : Number(digits) * (units[unit] ?? Number.NaN);
}

/** An interval, read as milliseconds. */
function interval(min: string, max: string, meta: { description: string; examples: string[] }) {
  const error = `write a number and m, h or d, from "${min}" to "${max}", such as "${meta.examples[0]}"`;
  return z.pipe(
    z.string(error).check(z.meta({ format: "interval", ...meta })),
    z.transform((text, context) => {
      const ms = parseInterval(text);
      if (ms >= parseInterval(min) && ms <= parseInterval(max)) return ms;
      context.issues.push({ code: "custom", message: error, input: text });
      return z.NEVER;
    }),
  );
}

const Id = z.string('write a name for the watch, such as "spdk-lib"').check(
  z.regex(
    /^[a-z0-9][a-z0-9-]{0,62}$/,
    'write lower-case letters, digits and hyphens, at most 63, such as "spdk-lib"',
  ),
  z.refine((id) => !reserved.includes(id), `write another name: ${reserved.join(" and ")} are taken`),
  z.meta({
    description: "Its name in addresses. Never change it: what is known of the watch is kept under it.",
    examples: ["spdk-lib"],
  }),
);

const Address = z.string("write the directory's address, as the browser shows it").check(
  z.refine(
    (text) => /^https?:$/.test(URL.parse(text)?.protocol ?? ""),
    "write the directory's whole address, as the browser shows it, beginning with https:// or http://",
  ),
  z.meta({
    format: "address",
    description: "The directory's address, as the browser shows it.",
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

const secretName =
  'write the name of the secret that holds the address, such as "SLACK_STORAGE_TEAM": capital letters, digits and underscores. The address itself belongs into the secret, never into this list';

const secretNames = Object.fromEntries(
  channels.map(({ kind, sends }) => {
    const description = `${sends}: the name of the secret that holds its address.`;
    const examples = [`${kind.toUpperCase()}_STORAGE_TEAM`];
    const meta = z.meta({ format: "name of a secret", description, examples });
    const name = z.string(secretName).check(z.regex(/^[A-Z][A-Z0-9_]{0,63}$/, secretName), meta);
    return [kind, z.optional(name)];
  }),
);

const { entries, kinds, authors, titles } = FilterSchema.shape;
const filterLists = {
  entries: entries.check(
    z.meta({ description: "Only updates that touch entries of these names.", examples: [["nvmf", "bdev*"]] }),
  ),
  kinds: kinds.check(
    z.meta({
      description: "Only updates with such a change: `added`, `removed`, `updated`, `renamed`.",
      examples: [["added", "removed"]],
    }),
  ),
  authors: authors.check(z.meta({ description: "Only commits of these authors.", examples: [["!*[bot]"]] })),
  titles: titles.check(
    z.meta({ description: "Only commits with such a subject line.", examples: [["!spelling:*"]] }),
  ),
};

const channelFields = [...Object.keys(secretNames), ...Object.keys(filterLists)];
const channelForms = channels.map(({ kind }) => `{ ${kind}: "NAME_OF_ITS_SECRET" }`);
const oneKind = `name one channel: ${channelForms.join(" or ")}`;

/** One channel of a watch, read as the kind, the name of its secret, which is its own name, and the filter. */
const Notify = z.pipe(
  z.strictObject({ ...secretNames, ...filterLists }, wrongFields(channelFields, oneKind)),
  z.transform((options: Readonly<Record<string, unknown>>, context) => {
    const filter = z.parse(FilterSchema, options);
    const [channel, another] = Object.keys(secretNames).flatMap((kind) => {
      const name = options[kind];
      return typeof name === "string" ? { kind, name, filter } : [];
    });
    if (channel !== undefined && another === undefined) return channel;
    context.issues.push({ code: "custom", message: oneKind, input: options });
    return z.NEVER;
  }),
);

const Notified = z.array(Notify, `write a list of channels, such as [${channelForms[0]}]`).check(
  z.superRefine((list, context) => {
    for (const [index, { name }] of list.entries()) {
      if (list.findIndex((other) => other.name === name) === index) continue;
      const message = "this secret is named twice: name it once, and put all patterns into one filter";
      context.addIssue({ code: "custom", message, path: [index] });
    }
  }),
  z.meta({
    description: "The channels that are told of updates: each names one secret and may have a filter.",
  }),
);

const fields = {
  id: Id,
  url: Address,
  upstream: z.optional(UpstreamName),
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
  notify: z.prefault(Notified, []),
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
export type WatchList = { watches: readonly unknown[]; defaults?: unknown };

/** The list of watches, for `watches.ts`: checked by the editor as it is typed, and once more, whole, by the Worker. */
export function defineWatches(
  watches: readonly z.input<typeof WatchSpec>[],
  options: { defaults?: z.input<typeof Defaults> } = {},
): WatchList {
  return { watches, ...options };
}

/** The words for fields that are not known, or for something that is no object at all. */
function wrongFields(known: readonly string[], otherwise: string) {
  return {
    error: (issue: z.core.$ZodRawIssue) => {
      if (issue.code !== "unrecognized_keys") return otherwise;
      const keys = issue.keys.map(sayKey).join(", ");
      const are = issue.keys.length === 1 ? "is not a field" : "are not fields";
      return `${keys} ${are} here: write one of ${known.join(", ")}`;
    },
  };
}

/** A key that cannot be a misspelt field may be a secret at the wrong place, and is not repeated. */
function sayKey(key: string): string {
  return /^[\w-]{1,30}$/.test(key) ? JSON.stringify(key) : "something long or strange";
}
