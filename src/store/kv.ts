/** The keys in KV, and texts of any size under them: cut into parts, as every stored value is. */
import * as z from "zod/mini";
import { cut, join } from "./chunks.ts";

export const keys = {
  /** A snapshot; immutable. */
  snapshot: (watch: string, id: string) => `snapshot/${watch}/${id}`,
  /** A hundred updates, from `seq` 100 × page + 1; immutable. */
  updates: (watch: string, page: number) => `updates/${watch}/${page}`,
  /** What readers are served from; replaced at each publication. */
  published: (watch: string) => `published/${watch}`,
};

/** What goes with a text: in how many parts it is stored, and a name for these bytes that names the further parts. */
const Metadata = z.object({ parts: z.number(), version: z.string() });
export type Stored = z.infer<typeof Metadata>;

/** Stores a text. The further parts are written before the key itself, so that a reader never misses one. */
export async function putText(kv: KVNamespace, key: string, text: string, version: string): Promise<Stored> {
  const [first = new Uint8Array(), ...more] = cut(new TextEncoder().encode(text));
  for (const [index, part] of more.entries()) await kv.put(partKey(key, version, index + 1), part);
  const metadata: Stored = { parts: more.length + 1, version };
  await kv.put(key, first, { metadata });
  return metadata;
}

/** The text under a key, or undefined where there is none or where a part of it cannot be seen from here yet. */
export async function getText(
  kv: KVNamespace,
  key: string,
): Promise<{ text: string; version: string } | undefined> {
  const { value, metadata } = await kv.getWithMetadata(key, "arrayBuffer");
  if (value === null) return undefined;
  const { parts, version } = z.parse(Metadata, metadata);
  const more = await Promise.all(
    Array.from({ length: parts - 1 }, (_, index) => kv.get(partKey(key, version, index + 1), "arrayBuffer")),
  );
  const pieces = more.flatMap((piece) => piece ?? []);
  return pieces.length === more.length ? { text: join([value, ...pieces]), version } : undefined;
}

/** Deletes a text whose parts are not known. */
export async function deleteText(kv: KVNamespace, key: string): Promise<void> {
  const { metadata } = await kv.getWithMetadata(key, "stream");
  const stored = z.safeParse(Metadata, metadata);
  await kv.delete(key);
  if (stored.success) await deleteParts(kv, key, stored.data);
}

/** Deletes the further parts of a text that has been replaced. */
export async function deleteParts(kv: KVNamespace, key: string, { parts, version }: Stored): Promise<void> {
  for (let part = 1; part < parts; part++) await kv.delete(partKey(key, version, part));
}

function partKey(key: string, version: string, part: number): string {
  return `${key}/${version}/${part}`;
}
