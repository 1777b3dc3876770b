/** PURE. One entry of a pack as it stands there: what it is, what it holds, and where the next one begins. */
import { failure, type GitFailure } from "./failure.ts";
import { inflateAt } from "./inflate.ts";
import { hex, idBytes, type ObjectFormat } from "./object-id.ts";

/** The types of objects that there are. */
export type ObjectType = "commit" | "tree" | "blob" | "tag";

/** An object told whole. */
export type WholeEntry = { at: number; content: Uint8Array; type: ObjectType };
/** An object told as a delta of its base, which is named by its offset in the pack or by its id. */
export type DeltaEntry = { at: number; content: Uint8Array; base: number | string };
/** An entry of either form. */
export type PackEntry = WholeEntry | DeltaEntry;

const OFS_DELTA = 6;
const REF_DELTA = 7;
const types: Readonly<Record<number, ObjectType>> = { 1: "commit", 2: "tree", 3: "blob", 4: "tag" };

/**
 * The entry that begins at `at`, and its end. `too-large` where it says that it holds more than `maxBytes`, before any of
 * it is inflated; `damaged` where it is malformed or cut.
 */
export function readEntry(
  pack: Uint8Array,
  at: number,
  format: ObjectFormat,
  maxBytes: number,
): { entry: PackEntry; end: number } | GitFailure {
  const head = readHead(pack, at);
  if (head === undefined) return failure("damaged");
  if (head.size > maxBytes) return failure("too-large");
  const type = types[head.type];
  if (type !== undefined) {
    const inflated = inflateAt(pack, head.end, head.size);
    if (inflated === undefined) return failure("damaged");
    return { entry: { at, type, content: inflated.content }, end: head.end + inflated.taken };
  }
  const base = readBase(pack, at, head, format);
  const inflated = base === undefined ? undefined : inflateAt(pack, base.end, head.size);
  if (base === undefined || inflated === undefined) return failure("damaged");
  return { entry: { at, base: base.name, content: inflated.content }, end: base.end + inflated.taken };
}

/** Type and size: three bits and four in the first byte, then seven a byte, lowest first. */
function readHead(pack: Uint8Array, start: number): { type: number; size: number; end: number } | undefined {
  const first = pack[start];
  if (first === undefined) return undefined;
  let size = first & 0x0f;
  let more = first >= 0x80;
  let end = start + 1;
  for (let scale = 16; more; scale *= 128) {
    const byte = pack[end++];
    // Beyond this a number would no longer hold the size exactly.
    if (byte === undefined || scale > 2 ** 44) return undefined;
    size += (byte & 0x7f) * scale;
    more = byte >= 0x80;
  }
  return { type: (first >> 4) & 7, size, end };
}

type Base = { name: number | string; end: number };

/** Undefined where the entry's type is none, or its base would not be in the pack before it. */
function readBase(
  pack: Uint8Array,
  at: number,
  { type, end }: { type: number; end: number },
  format: ObjectFormat,
): Base | undefined {
  if (type === OFS_DELTA) return readOffset(pack, at, end);
  const after = end + idBytes[format];
  if (type !== REF_DELTA || after > pack.length) return undefined;
  return { name: hex(pack.subarray(end, after)), end: after };
}

/** How far before the entry its base is: seven bits a byte, highest first. */
function readOffset(pack: Uint8Array, at: number, start: number): Base | undefined {
  let distance = -1;
  for (let position = start; distance < at; position++) {
    const byte = pack[position];
    if (byte === undefined) return undefined;
    // Each byte but the last stands for one more than it says, so that no distance has two spellings.
    distance = (distance + 1) * 128 + (byte & 0x7f);
    if (byte >= 0x80) continue;
    return distance < 1 || distance > at ? undefined : { name: at - distance, end: position + 1 };
  }
  return undefined;
}
