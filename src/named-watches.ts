/** PURE. The watches that a configuration names, and how one is found among them: worked out once, asked at every request. */
import { createHash } from "node:crypto";
import type { Config, Watch } from "./config.ts";
import { memo } from "./memo.ts";
import type { Problem } from "./problems.ts";
import type { Names } from "./watch-names.ts";

export type { Watch };

/** A watch that is named in the configuration; `watch` is absent where it is not valid, and `problems` say why. */
export type NamedWatch = Names & { title: string; watch?: Watch; problems: readonly Problem[] };

type Index = {
  all: readonly NamedWatch[];
  byKey: ReadonlyMap<string, NamedWatch>;
  byName: ReadonlyMap<string, NamedWatch>;
  /** Made when it is first asked for. */
  version?: string;
};

/** Every watch that is named, valid or not, in the configuration's order: what is published of it is served either way. */
export function namedWatches(config: Config): readonly NamedWatch[] {
  return indexOf(config).all;
}

/** The watch that has or had this id; its `id` is another where it only had it. An id comes before a former one. */
export function watchByName(config: Config, name: string): NamedWatch | undefined {
  return indexOf(config).byName.get(name);
}

/** The watch whose state is kept under this key, valid or not. */
export function namedByKey(config: Config, key: string): NamedWatch | undefined {
  return indexOf(config).byKey.get(key);
}

/** The watch whose state is kept under this key; undefined where it is not configured, or not valid. */
export function watchByKey(config: Config, key: string): Watch | undefined {
  return namedByKey(config, key)?.watch;
}

/** Changes with all that a document over many watches shows of the configuration, so that an ETag can be made of it. */
export function versionOf(config: Config): string {
  const index = indexOf(config);
  index.version ??= createHash("sha1")
    .update(
      JSON.stringify([
        index.all.map(({ id, title, watch }) => [id, title, watch?.every, watch?.paused]),
        config.problems,
      ]),
    )
    .digest("base64url");
  return index.version;
}

const indexOf = memo((config: Config): Index => {
  const all = [
    ...config.watches.map((watch): NamedWatch => {
      const { id, formerly, key, title } = watch;
      return { id, formerly, key, title, watch, problems: [] };
    }),
    ...config.idle.map(({ id, formerly, key, problems }) => ({ id, formerly, key, title: id, problems })),
  ];
  const byName = new Map<string, NamedWatch>();
  for (const one of all) byName.set(one.id, one);
  for (const one of all) for (const name of one.formerly) if (!byName.has(name)) byName.set(name, one);
  return { all, byName, byKey: new Map(all.map((one) => [one.key, one])) };
});
