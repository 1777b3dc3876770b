/**
 * The shapes of the API's answers as JSON Schemas, and what their fields mean: the former come from the schemas that read
 * what is stored, the latter from the comments in those, so that neither is said twice.
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

/** The shapes by name. */
const shapes: Readonly<Record<string, z.ZodMiniType>> = {
  Commit,
  Entry,
  Change,
  Update,
  Updates,
  Snapshot,
  Snapshots,
  Diff,
  ChannelStatus,
  Status,
  Health,
  Preview,
  Tested,
  Problem,
};

/** The schemas by name, each with a reference where another one is meant. What a field means is in docs/api.md. */
export function schemas(): Record<string, object> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(shapes)) registry.add(schema, { id });
  const made = z.toJSONSchema(registry, {
    uri: (id) => `#/components/schemas/${id}`,
    io: "input",
    override({ jsonSchema }) {
      // How far JavaScript counts is no rule of the API.
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
    },
  });
  return Object.fromEntries(
    Object.entries(made.schemas).map(([name, schema]) => {
      const { $schema: _, $id: __, ...shape } = schema;
      return [name, shape];
    }),
  );
}

/** Where the comments stand that say what a shape's fields mean: the file, and what the schema is called there. */
const sources: Readonly<Record<string, [file: string, schema: string]>> = {
  Update: ["updates.ts", "Update"],
  Change: ["diff.ts", "Change"],
  Entry: ["listing.ts", "Entry"],
  Commit: ["listing.ts", "Commit"],
  Snapshot: ["listing.ts", "Listing"],
  Status: ["status.ts", "Status"],
  ChannelStatus: ["status.ts", "ChannelStatus"],
};

/** What is said of a shape, or of one of its fields. */
export type Meaning = { shape: string; field?: string; meaning: string };

/**
 * The comments in front of the schemas and of their fields, where they are one line; without what refers to the source.
 * Throws where a shape has none.
 */
export function meanings(): Meaning[] {
  return Object.entries(sources).flatMap(([shape, [file, schema]]) => {
    const text = readFileSync(join(import.meta.dirname, "../src", file), "utf8")
      .replaceAll("\r\n", "\n")
      .replaceAll(/; see `\w+`/g, "");
    const pattern = new RegExp(
      String.raw`(?:/\*\* (.*) \*/\n)?export const ${schema} = z.object\(\{\n([^]*?)\n\}\);`,
    );
    const [, own, body = ""] = pattern.exec(text) ?? [];
    const fields = [...body.matchAll(/^ {2}\/\*\* (.*) \*\/\n {2}(\w+):/gm)];
    if (fields.length === 0) throw new Error(`${file} has no comments on the fields of ${schema}`);
    return [
      ...(own === undefined ? [] : [{ shape, meaning: own }]),
      ...fields.map(([, meaning = "", field = ""]) => ({ shape, field, meaning })),
    ];
  });
}
