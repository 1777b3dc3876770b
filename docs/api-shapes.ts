/**
 * The shapes of the API's answers as JSON Schemas: they come from the schemas that read what is stored, and what a field
 * means from the comment above it, so that neither is said twice.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod/mini";
import { Change } from "../src/diff.ts";
import { Commit, Entry } from "../src/listing.ts";
import { ChannelStatus, Status } from "../src/status.ts";
import { Snapshot } from "../src/store/snapshot.ts";
import { Update } from "../src/updates.ts";

const Updates = z.object({ watch: z.string(), updates: z.array(Update), next: z.int() });
const Snapshots = z.object({
  watch: z.string(),
  snapshots: z.array(z.object({ id: z.string(), takenAt: z.string() })),
  next: z.exactOptional(z.string()),
});
const Diff = z.object({
  watch: z.string(),
  snapshots: z.object({ from: z.string(), to: z.string() }),
  changes: z.array(Change),
});
const Health = z.object({
  state: z.enum(["ok", "late"]),
  message: z.exactOptional(z.string()),
  lastTick: z.exactOptional(z.string()),
  watches: z.int(),
  failing: z.array(
    z.object({
      watch: z.string(),
      reason: z.exactOptional(z.string()),
      lastSuccess: z.exactOptional(z.string()),
    }),
  ),
  problems: z.exactOptional(z.string()),
});
const Preview = z.object({
  messages: z.array(
    z.object({
      method: z.string(),
      headers: z.record(z.string(), z.string()),
      body: z.string(),
      updates: z.array(z.int()),
    }),
  ),
});
const Tested = z.object({ delivered: z.literal(true) });
const Problem = z.object({ type: z.string(), title: z.string(), status: z.int(), detail: z.string() });

/** The shapes by name, each with the file whose comments describe it. */
const shapes: Readonly<Record<string, [schema: z.ZodMiniType, file?: string]>> = {
  Commit: [Commit, "listing.ts"],
  Entry: [Entry, "listing.ts"],
  Change: [Change, "diff.ts"],
  Update: [Update, "updates.ts"],
  Updates: [Updates],
  Snapshot: [Snapshot, "store/snapshot.ts"],
  Snapshots: [Snapshots],
  Diff: [Diff],
  ChannelStatus: [ChannelStatus, "status.ts"],
  Status: [Status, "status.ts"],
  Health: [Health],
  Preview: [Preview],
  Tested: [Tested],
  Problem: [Problem],
};

/** The schemas by name, each with a reference where another one is meant. */
export function schemas(): Record<string, object> {
  const registry = z.registry<{ id: string }>();
  for (const [id, [schema]] of Object.entries(shapes)) registry.add(schema, { id });
  const made = z.toJSONSchema(registry, { uri: (id) => `#/components/schemas/${id}`, io: "input" });
  return Object.fromEntries(
    Object.entries(made.schemas).map(([name, schema]) => {
      const { $schema: _, $id: __, ...shape } = schema;
      const file = shapes[name]?.[1];
      return [name, file === undefined ? shape : described(shape, commentsIn(file, name))];
    }),
  );
}

type Comments = { own: string | undefined; fields: Map<string, string> };

/** The comments in front of a schema and of its fields, where they are one line; without what refers to the source. */
function commentsIn(file: string, name: string): Comments {
  const text = readFileSync(join(import.meta.dirname, "../src", file), "utf8")
    .replaceAll("\r\n", "\n")
    .replaceAll(/; see `\w+`/g, "");
  const pattern = new RegExp(
    String.raw`(?:/\*\* (.*) \*/\n)?export const ${name} = z.object\(\{\n([^]*?)\n\}\);`,
  );
  const [, own, body = ""] = pattern.exec(text) ?? [];
  const fields = [...body.matchAll(/^ {2}\/\*\* (.*) \*\/\n {2}(\w+):/gm)];
  return { own, fields: new Map(fields.map(([, comment = "", field = ""]) => [field, comment])) };
}

function described(schema: z.core.JSONSchema.JSONSchema, { own, fields }: Comments): object {
  const properties = Object.entries(schema.properties ?? {}).map(([name, field]) => {
    const description = fields.get(name);
    return [name, description === undefined ? field : { ...Object(field), description }];
  });
  return {
    ...(own === undefined ? {} : { description: own }),
    ...schema,
    properties: Object.fromEntries(properties),
  };
}
