/** What an operator writes of a watch's channels: the field `notify`. The kinds of channel come from their registry. */
import * as z from "zod/mini";
import { secretName, wrongFields } from "./fields.ts";
import { FilterSchema } from "./filter.ts";
import { channels } from "./notify/index.ts";
import { type Digest, DigestSchema, type QuietHours, QuietHoursSchema } from "./notify/when.ts";

const secretNames = Object.fromEntries(
  channels.map(({ kind, sends }) => {
    const description = `${sends}: the name of the secret that holds its address.`;
    const examples = [`${kind.toUpperCase()}_STORAGE_TEAM`];
    return [kind, z.optional(secretName("address", { description, examples }))];
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

const whenOptions = { digest: z.exactOptional(DigestSchema), quiet: z.exactOptional(QuietHoursSchema) };

const kindNames = Object.keys(secretNames);
const form = `{ ${kindNames[0]}: "NAME_OF_ITS_SECRET" }`;
const oneKind = `name one channel, such as ${form}; there are ${kindNames.join(", ")}`;
const aList = `write a list of channels, such as [${form}]`;

/** The kind and the name of the secret of a channel as it is written; undefined where it names none or several. */
function readKind(written: Readonly<Record<string, unknown>>): { kind: string; name: string } | undefined {
  const [named, another] = Object.keys(secretNames).flatMap((kind) => {
    const name = written[kind];
    return typeof name === "string" ? { kind, name } : [];
  });
  return another === undefined ? named : undefined;
}

const toldOfUpdates = { ...secretNames, ...filterLists, ...whenOptions };
/** A channel of a watch, read as its kind, the name of its secret, which is its own name, the filter, and its times. */
const Notify = z.pipe(
  z.strictObject(toldOfUpdates, wrongFields(Object.keys(toldOfUpdates), oneKind)),
  z.transform((written: { digest?: Digest; quiet?: QuietHours }, context) => {
    const { digest, quiet } = written;
    const named = readKind({ ...written });
    if (named !== undefined) {
      return { ...named, filter: z.parse(FilterSchema, written), when: { digest, quiet } };
    }
    context.issues.push({ code: "custom", message: oneKind, input: written });
    return z.NEVER;
  }),
);

/** A channel of the operator's, which is told everything, and at once. */
const Alerted = z.pipe(
  z.strictObject(secretNames, wrongFields(Object.keys(secretNames), oneKind)),
  z.transform((written: { [kind: string]: string | undefined }, context) => {
    const named = readKind(written);
    if (named !== undefined) return { ...named, filter: {}, when: {} };
    context.issues.push({ code: "custom", message: oneKind, input: written });
    return z.NEVER;
  }),
);

/** Each secret is named once. */
const namedOnce = z.superRefine((list: readonly { name: string }[], context) => {
  for (const [index, { name }] of list.entries()) {
    if (list.findIndex((other) => other.name === name) === index) continue;
    const message = "this secret is named twice: name it once, and put all patterns into one filter";
    context.addIssue({ code: "custom", message, path: [index] });
  }
});

/** The channels of a watch. */
export const NotifyList = z.array(Notify, aList).check(
  namedOnce,
  z.meta({
    description:
      "The channels that are told of updates: each names one secret, and may have a filter and times.",
  }),
);

/** The operator's channels: told of trouble with any watch, and at once. */
export const OpsList = z.array(Alerted, aList).check(
  namedOnce,
  z.meta({
    description: "The channels that hear once when a watch is in trouble, and once when that is over.",
  }),
);
