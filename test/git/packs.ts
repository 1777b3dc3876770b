/** Packs written by hand, entry by entry, whole or broken as the test wants them. */
import { createHash } from "node:crypto";
import { deflateSync } from "node:zlib";

export const types = { commit: 1, tree: 2, blob: 3, tag: 4, ofsDelta: 6, refDelta: 7 } as const;

/** A pack of these entries, with a count and a checksum that fit unless said otherwise. */
export function packOf(
  entries: readonly Uint8Array[],
  { count = entries.length, format = "sha1" } = {},
): Buffer {
  const header = Buffer.alloc(12);
  header.write("PACK");
  header.writeUInt32BE(2, 4);
  header.writeUInt32BE(count, 8);
  return sealed(Buffer.concat([header, ...entries]), format);
}

/** The bytes with their checksum after them. */
export function sealed(bytes: Uint8Array, format = "sha1"): Buffer {
  return Buffer.concat([bytes, createHash(format).update(bytes).digest()]);
}

/** An object told whole; `size` is what it says of itself. */
export function whole(type: keyof typeof types, content: string | Uint8Array, size?: number): Buffer {
  const bytes = Buffer.from(content);
  return Buffer.concat([head(types[type], size ?? bytes.length), deflateSync(bytes)]);
}

/** A delta of the entry that begins `distance` bytes before it. */
export function ofsDelta(distance: number, delta: Uint8Array): Buffer {
  return Buffer.concat([head(types.ofsDelta, delta.length), offset(distance), deflateSync(delta)]);
}

/** A delta of the object of an id. */
export function refDelta(id: string, delta: Uint8Array): Buffer {
  return Buffer.concat([head(types.refDelta, delta.length), Buffer.from(id, "hex"), deflateSync(delta)]);
}

/** A delta: the sizes of base and result, then copies (from, size) and insertions. */
export function deltaOf(
  base: number,
  result: number,
  ...parts: (string | readonly [from: number, size: number])[]
): Buffer {
  const instructions = parts.map((part) => {
    if (typeof part === "string")
      return Buffer.concat([Buffer.from([Buffer.byteLength(part)]), Buffer.from(part)]);
    const [from, size] = part;
    const bytes = Buffer.alloc(8);
    bytes.writeUInt8(0xff, 0);
    bytes.writeUInt32LE(from, 1);
    bytes.writeUIntLE(size, 5, 3);
    return bytes;
  });
  return Buffer.concat([varint(base), varint(result), ...instructions]);
}

export function idOf(type: string, content: string | Uint8Array, format = "sha1"): string {
  const bytes = Buffer.from(content);
  return createHash(format).update(`${type} ${bytes.length}\0`).update(bytes).digest("hex");
}

function head(type: number, size: number): Buffer {
  const rest = Math.floor(size / 16);
  const first = (type << 4) | (size % 16);
  return rest === 0 ? Buffer.from([first]) : Buffer.concat([Buffer.from([first | 0x80]), varint(rest)]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  do {
    const low = rest % 128;
    rest = Math.floor(rest / 128);
    bytes.push(rest > 0 ? low | 0x80 : low);
  } while (rest > 0);
  return Buffer.from(bytes);
}

function offset(distance: number): Buffer {
  const bytes = [distance % 128];
  for (let rest = Math.floor(distance / 128); rest > 0; rest = Math.floor(rest / 128)) {
    rest -= 1;
    bytes.unshift((rest % 128) | 0x80);
  }
  return Buffer.from(bytes);
}
