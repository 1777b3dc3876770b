/** PURE. Tree objects: the entries of a directory, in git's own order. They are read where they lie; most are alike. */
import type { entryKinds } from "../listing.ts";
import { hex, idBytes, type ObjectFormat } from "./object-id.ts";

/** What an entry is, in the words of listings. */
export type EntryKind = (typeof entryKinds)[number];

/** One entry of a directory. */
export type TreeEntry = {
  /** UTF-8, or with `\xE9` for each byte beyond ASCII where it is none. */
  name: string;
  kind: EntryKind;
  /** As git compares it: of files only whether they can be executed counts. */
  mode: number;
  id: string;
};

/** Where one entry lies in a tree object. */
export type Span = { start: number; nameStart: number; nameEnd: number; end: number };

const SPACE = 0x20;
const SLASH = 0x2f;
const ZERO = 0x30;
/** No file system has longer names. */
const MAX_NAME_BYTES = 4096;
/** Octal digits of the longest mode, leading zeros counted. */
const MAX_MODE_DIGITS = 7;

const TYPE_BITS = 0o170000;
const DIRECTORY = 0o040000;
const FILE = 0o100000;
const SYMLINK = 0o120000;
const SUBMODULE = 0o160000;
const EXECUTABLE = 0o100;

/** The entry that begins at `at`; undefined at the end, and where there is none. */
export function spanAt(tree: Uint8Array, at: number, format: ObjectFormat): Span | undefined {
  if (at >= tree.length) return undefined;
  const space = tree.indexOf(SPACE, at);
  const nameEnd = space < 0 ? -1 : tree.indexOf(0, space);
  const end = nameEnd + 1 + idBytes[format];
  if (space <= at || space - at > MAX_MODE_DIGITS || nameEnd <= space + 1 || end > tree.length)
    return undefined;
  return { start: at, nameStart: space + 1, nameEnd, end };
}

/** Whether bytes are a tree object: entries to the last byte, each with a mode and a name without slashes, not overlong. */
export function isTree(content: Uint8Array, format: ObjectFormat): boolean {
  let at = 0;
  for (let span = spanAt(content, 0, format); span !== undefined; span = spanAt(content, at, format)) {
    for (let digit = span.start; digit < span.nameStart - 1; digit++) {
      if (((content[digit] ?? 0) & ~7) !== ZERO) return false;
    }
    if (span.nameEnd - span.nameStart > MAX_NAME_BYTES) return false;
    for (let byte = span.nameStart; byte < span.nameEnd; byte++) if (content[byte] === SLASH) return false;
    at = span.end;
  }
  return at === content.length;
}

/** The entries of a tree object, in its order. */
export function readTree(tree: Uint8Array, format: ObjectFormat): TreeEntry[] {
  const entries: TreeEntry[] = [];
  for (let span = spanAt(tree, 0, format); span !== undefined; span = spanAt(tree, span.end, format)) {
    entries.push(entryOf(tree, span));
  }
  return entries;
}

/** The entry of a name, which is UTF-8; undefined where there is none. */
export function findEntry(tree: Uint8Array, name: Uint8Array, format: ObjectFormat): TreeEntry | undefined {
  for (let span = spanAt(tree, 0, format); span !== undefined; span = spanAt(tree, span.end, format)) {
    if (span.nameEnd - span.nameStart !== name.length) continue;
    if (name.every((byte, index) => tree[span.nameStart + index] === byte)) return entryOf(tree, span);
  }
  return undefined;
}

/** What lies in a span. */
export function entryOf(tree: Uint8Array, span: Span): TreeEntry {
  const mode = modeOf(tree, span);
  return {
    name: decodeName(tree.subarray(span.nameStart, span.nameEnd)),
    kind: kindOf(mode),
    mode,
    id: hex(tree.subarray(span.nameEnd + 1, span.end)),
  };
}

/** Whether the span is of a directory, which git sorts as if its name ended in a slash. */
export function isDirectory(tree: Uint8Array, span: Span): boolean {
  return (modeOf(tree, span) & TYPE_BITS) === DIRECTORY;
}

function modeOf(tree: Uint8Array, { start, nameStart }: Span): number {
  let mode = 0;
  for (let at = start; at < nameStart - 1; at++) mode = mode * 8 + ((tree[at] ?? ZERO) - ZERO);
  const type = mode & TYPE_BITS;
  // Old trees hold 100664 and the like, which git takes for 100644.
  return type === FILE ? FILE | ((mode & EXECUTABLE) === 0 ? 0o644 : 0o755) : type;
}

function kindOf(mode: number): EntryKind {
  switch (mode & TYPE_BITS) {
    case DIRECTORY:
      return "directory";
    case FILE:
      return "file";
    case SYMLINK:
      return "symlink";
    case SUBMODULE:
      return "submodule";
    default:
      return "unknown";
  }
}

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function decodeName(bytes: Uint8Array): string {
  try {
    return strict.decode(bytes);
  } catch {
    return Array.from(bytes, (byte) =>
      byte < 0x80 ? String.fromCharCode(byte) : `\\x${byte.toString(16).toUpperCase()}`,
    ).join("");
  }
}
