/**
 * What an upstream directory contained at one moment. The model that everything else is written in: upstreams
 * produce listings, the store keeps them, `diff` compares them, feeds and messages print parts of them.
 */
import * as z from "zod/mini";

/** What an entry is; `unknown` where the upstream does not tell. */
export const entryKinds = ["directory", "file", "symlink", "submodule", "unknown", "tag"] as const;

/** A commit as an upstream shows it. Times are RFC 3339 UTC with `Z`, whole seconds. */
export const Commit = z.object({
  /** Object id: 40 (SHA-1) or 64 (SHA-256) lower-case hexadecimal digits. */
  id: z.string(),
  /** Subject line, white space collapsed; may be empty. */
  title: z.string(),
  author: z.exactOptional(z.string()),
  /** The committer date. */
  committedAt: z.exactOptional(z.string()),
  url: z.exactOptional(z.string()),
  /** The message below the subject, without trailing white space. */
  body: z.exactOptional(z.string()),
});
export type Commit = z.infer<typeof Commit>;

/** One row of a listing. `commit` is absent while the last commit that touched the entry is unknown; a tag's is the one that it points to. */
export const Entry = z.object({
  /** Unique in its listing; the first component where the forge joins directories into one row. */
  name: z.string(),
  kind: z.enum(entryKinds),
  url: z.exactOptional(z.string()),
  commit: z.exactOptional(Commit),
  /** Where an upstream has no commits, or shows only a date. */
  modifiedAt: z.exactOptional(z.string()),
  /** Bytes. */
  size: z.exactOptional(z.number()),
});
export type Entry = z.infer<typeof Entry>;

/** The directory at one moment. Entries are sorted by name (code points) and unique. */
export const Listing = z.object({
  /** The branch or tag that was read, without `refs/heads/`. */
  ref: z.exactOptional(z.string()),
  /** The last commit that touched the directory; absent where unknown or where the upstream has no commits. */
  head: z.exactOptional(Commit),
  entries: z.array(Entry),
});
export type Listing = z.infer<typeof Listing>;

/** The commit that made an entry what it is; undefined where none is known, and of a tag, which only points to one. */
export function makerOf(entry: Entry | undefined): Commit | undefined {
  return entry?.kind === "tag" ? undefined : entry?.commit;
}

/** Whether there are entries, and they are tags, which no listing mixes with others. */
export function areTags([first]: readonly Entry[]): boolean {
  return first?.kind === "tag";
}

/** `1 entry`, `38 entries`, `3 tags`. */
export function countEntries(entries: readonly Entry[]): string {
  const [one, many] = areTags(entries) ? ["tag", "tags"] : ["entry", "entries"];
  return `${entries.length} ${entries.length === 1 ? one : many}`;
}

/** Sorts by name in code point order, which is not JavaScript's UTF-16 order. */
export function sortEntries(entries: Entry[]): Entry[] {
  return entries.toSorted((a, b) => compareCodePoints(a.name, b.name));
}

/** Negative, zero or positive, as `Array.sort` wants it; compares by code point. */
export function compareCodePoints(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    // Surrogates sort above the rest of the BMP: lift them over it, as their code points are.
    if (x !== y) return lift(x) - lift(y);
  }
  return a.length - b.length;
}

function lift(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
