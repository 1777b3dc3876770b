/** `wrangler.toml` as far as one machine needs it, so that a binding is named there and nowhere else. */
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { MiniflareOptions } from "miniflare";
import { parse } from "smol-toml";
import * as z from "zod/mini";

/** What the runtime is to give the Worker, in Miniflare's own words. */
export type WorkerConfig = MiniflareOptions["workers"][number]["config"];

/** The entry, relative to the project's folder, what is bundled in place of other modules, and everything else that `wrangler.toml` says of the Worker. */
export type Wrangler = { main: string; alias: Readonly<Record<string, string>>; config: WorkerConfig };

const Toml = z.object({
  name: z.string(),
  main: z.string(),
  alias: z.optional(z.record(z.string(), z.string())),
  compatibility_date: z.string(),
  compatibility_flags: z.optional(z.array(z.string())),
  vars: z.optional(z.record(z.string(), z.json())),
  assets: z.optional(z.object({ directory: z.string(), binding: z.string() })),
  kv_namespaces: z.optional(z.array(z.object({ binding: z.string() }))),
  durable_objects: z.optional(
    z.object({ bindings: z.array(z.object({ name: z.string(), class_name: z.string() })) }),
  ),
});

/**
 * Reads `wrangler.toml` in the project's folder. Throws where it cannot be read or lacks what every Worker has.
 * `variables` come on top of its own; none of them can take the place of a binding.
 */
export function readWrangler(root: string, variables: Readonly<Record<string, string>> = {}): Wrangler {
  const toml = z.parse(Toml, parse(readFileSync(join(root, "wrangler.toml"), "utf8")));
  const objects = toml.durable_objects?.bindings ?? [];
  const env: NonNullable<WorkerConfig["env"]> = {};
  for (const [name, value] of Object.entries(toml.vars ?? {})) {
    env[name] = typeof value === "string" ? { type: "text", value } : { type: "json", value };
  }
  for (const [name, value] of Object.entries(variables)) env[name] = { type: "text", value };
  // By workerd's own file service: the four Workers that Miniflare has for it hold 6 MiB.
  if (toml.assets) env[toml.assets.binding] = { type: "disk", path: resolve(root, toml.assets.directory) };
  // By the binding's name: an id that a deploy writes into the file must not lead to another, empty store here.
  for (const { binding } of toml.kv_namespaces ?? []) env[binding] = { type: "kv", id: binding };
  for (const { name, class_name } of objects) {
    env[name] = { type: "durable-object", worker: toml.name, exportName: class_name };
  }
  const classes = objects.map(({ class_name }) => [
    class_name,
    { type: "durable-object", storage: "sqlite" },
  ]);
  return {
    main: toml.main,
    alias: toml.alias ?? {},
    config: {
      name: toml.name,
      compatibilityDate: toml.compatibility_date,
      ...(toml.compatibility_flags === undefined ? {} : { compatibilityFlags: toml.compatibility_flags }),
      env,
      exports: Object.fromEntries(classes),
    },
  };
}
