/** What an operator writes of a watch's channels: the field `notify`. The kinds of channel come from their registry. */
import * as z from "zod/mini";
import { secretName, wrongFields } from "./fields.ts";
import { FilterSchema } from "./filter.ts";
import { channels } from "./notify/index.ts";
import { type Digest, DigestSchema, type QuietHours, QuietHoursSchema } from "./notify/when.ts";

const secretNames = Object.fromEntries(
  channels.map(({ kind }) => [kind, z.optional(secretName("address", `${kind.toUpperCase()}_STORAGE_TEAM`))]),
);

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

const toldOfUpdates = { ...secretNames, ...FilterSchema.shape, ...whenOptions };
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
function namedOnce({ value, issues }: z.core.ParsePayload<readonly { name: string }[]>): void {
  for (const [index, { name }] of value.entries()) {
    if (value.findIndex((other) => other.name === name) === index) continue;
    const message = "this secret is named twice: name it once, and put all patterns into one filter";
    issues.push({ code: "custom", message, path: [index], input: name });
  }
}

/** The channels of a watch. */
export const NotifyList = z.array(Notify, aList).check(namedOnce);

/** The operator's channels: told of trouble with any watch, and at once. */
export const OpsList = z.array(Alerted, aList).check(namedOnce);
