/** PURE. What differs between two states of a directory, entry by entry. */
import type { ChangeKind } from "../diff.ts";
import { compareCodePoints } from "../listing.ts";
import type { ObjectFormat } from "./object-id.ts";
import { entryOf, isDirectory, type Span, spanAt, type TreeEntry } from "./tree.ts";

/** One entry on both sides; it is absent where it was not there. */
export type EntryPair = { name: string; before?: TreeEntry; after?: TreeEntry };

/** One entry's change, of what kind it is. */
export type EntryChange = EntryPair & { kind: ChangeKind };

const nothing = new Uint8Array();

/**
 * The entries that differ in kind, mode or object, each once, in no order that matters. Either side may be no directory at
 * all. Linear in the length of both.
 */
export function diffTrees(
  before: Uint8Array | undefined,
  after: Uint8Array | undefined,
  format: ObjectFormat,
): EntryPair[] {
  const pairs = new Map<string, EntryPair>();
  const [old = nothing, now = nothing] = [before, after];
  let b = spanAt(old, 0, format);
  let a = spanAt(now, 0, format);
  while (b !== undefined || a !== undefined) {
    const order = b === undefined ? 1 : a === undefined ? -1 : compareSpans(old, b, now, a);
    if (b !== undefined && a !== undefined && order === 0) {
      if (!isSame(old, b, now, a)) note(pairs, { before: entryOf(old, b), after: entryOf(now, a) });
    } else if (b !== undefined && order < 0) {
      note(pairs, { before: entryOf(old, b) });
    } else if (a !== undefined) {
      note(pairs, { after: entryOf(now, a) });
    }
    if (b !== undefined && order <= 0) b = spanAt(old, b.end, format);
    if (a !== undefined && order >= 0) a = spanAt(now, a.end, format);
  }
  return [...pairs.values()].filter(
    ({ before: was, after: is }) => was?.id !== is?.id || was?.mode !== is?.mode,
  );
}

/**
 * The changes that the pairs amount to, by name: an entry that is gone and one that has come under the same object and
 * kind are one that was renamed. Where several could be, they are paired by the order of their names.
 */
export function changesOf(pairs: readonly EntryPair[]): EntryChange[] {
  const sorted = pairs.toSorted((x, y) => compareCodePoints(x.name, y.name));
  const gone = new Map<string, TreeEntry[]>();
  for (const { before, after } of sorted) {
    if (before === undefined || after !== undefined) continue;
    const alike = gone.get(contentOf(before));
    if (alike === undefined) gone.set(contentOf(before), [before]);
    else alike.push(before);
  }
  const renamed = new Set<TreeEntry>();
  const changes = sorted.map((pair): EntryChange => {
    if (pair.after === undefined) return { kind: "removed", ...pair };
    if (pair.before !== undefined) return { kind: "updated", ...pair };
    const before = gone.get(contentOf(pair.after))?.shift();
    if (before === undefined) return { kind: "added", ...pair };
    renamed.add(before);
    return { kind: "renamed", ...pair, before };
  });
  return changes.filter(
    ({ kind, before }) => kind !== "removed" || before === undefined || !renamed.has(before),
  );
}

function contentOf({ kind, id }: TreeEntry): string {
  return `${kind} ${id}`;
}

/** An entry replaced by one of another kind stands at two places, because git sorts directories by another rule. */
function note(pairs: Map<string, EntryPair>, half: Omit<EntryPair, "name">): void {
  const name = half.before?.name ?? half.after?.name ?? "";
  pairs.set(name, { ...pairs.get(name), ...half, name });
}

/** Git's order: by byte, a directory's name ending in a slash. */
function compareSpans(x: Uint8Array, a: Span, y: Uint8Array, b: Span): number {
  const endA = a.nameEnd - a.nameStart;
  const endB = b.nameEnd - b.nameStart;
  const shared = Math.min(endA, endB);
  for (let index = 0; index < shared; index++) {
    const difference = (x[a.nameStart + index] ?? 0) - (y[b.nameStart + index] ?? 0);
    if (difference !== 0) return difference;
  }
  return byteAfter(x, a, shared) - byteAfter(y, b, shared);
}

/** What follows in the name after so many bytes. */
function byteAfter(tree: Uint8Array, span: Span, length: number): number {
  if (span.nameStart + length < span.nameEnd) return tree[span.nameStart + length] ?? 0;
  return isDirectory(tree, span) ? 0x2f : 0;
}

function isSame(x: Uint8Array, a: Span, y: Uint8Array, b: Span): boolean {
  if (a.end - a.start !== b.end - b.start) return false;
  for (let index = 0; index < a.end - a.start; index++) {
    if (x[a.start + index] !== y[b.start + index]) return false;
  }
  return true;
}
