import { join } from "node:path";
import { expect, it } from "vitest";
import * as z from "zod/mini";
import { unstable_readConfig as readConfig } from "wrangler";
import { readWrangler } from "../../local/wrangler-toml.ts";

const root = join(import.meta.dirname, "../..");

/** As far as it is looked at here: wrangler's own types need packages that are not installed. */
const Known = z.object({
  name: z.string(),
  main: z.string(),
  compatibility_date: z.string(),
  assets: z.object({ directory: z.string(), binding: z.string(), run_worker_first: z.literal(true) }),
  kv_namespaces: z.array(z.object({ binding: z.string() })),
  durable_objects: z.object({ bindings: z.array(z.object({ name: z.string(), class_name: z.string() })) }),
  migrations: z.array(z.object({ new_sqlite_classes: z.optional(z.array(z.string())) })),
  r2_buckets: z.array(z.unknown()),
  d1_databases: z.array(z.unknown()),
  services: z.optional(z.array(z.unknown())),
  queues: z.object({ producers: z.optional(z.array(z.unknown())) }),
});

const known = z.parse(Known, readConfig({ config: join(root, "wrangler.toml") }, { hideWarnings: true }));

it("binds what wrangler itself finds in wrangler.toml, under the same names", () => {
  const { main, config } = readWrangler(root);
  expect(join(root, main)).toBe(known.main);
  expect(config.name).toBe(known.name);
  expect(config.compatibilityDate).toBe(known.compatibility_date);
  const objects = known.durable_objects.bindings.map(({ name, class_name }) => [
    name,
    { type: "durable-object", worker: known.name, exportName: class_name },
  ]);
  const namespaces = known.kv_namespaces.map(({ binding }) => [binding, { type: "kv", id: binding }]);
  expect(namespaces.length).toBeGreaterThan(0);
  const { binding, directory } = known.assets;
  const files = [binding, { type: "disk", path: join(root, directory) }];
  expect(config.env).toEqual(Object.fromEntries([files, ...namespaces, ...objects]));
  const classes = known.migrations.flatMap(({ new_sqlite_classes: names = [] }) => names);
  expect(Object.keys(config.exports ?? {}).toSorted()).toEqual(classes.toSorted());
});

it("knows of every kind of binding that wrangler.toml uses", () => {
  const others = [known.r2_buckets, known.d1_databases, known.services ?? [], known.queues.producers ?? []];
  expect(others.flat()).toEqual([]);
});

it("lets variables take the place of variables, never of bindings", () => {
  const { config } = readWrangler(root, { KV: "x", CONTACT: "me" });
  expect(config.env).toMatchObject({ KV: { type: "kv" }, CONTACT: { type: "text", value: "me" } });
});
