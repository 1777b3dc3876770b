/** PURE. Deltas: an object told as copies from another one and insertions (gitformat-pack, "Deltified representation"). */

/**
 * The object that a delta makes of its base. Undefined where it is malformed, is of another base, copies from outside
 * it, makes more or less than it says, or more than `maxBytes`, of which nothing is made then.
 */
export function applyDelta(base: Uint8Array, delta: Uint8Array, maxBytes: number): Uint8Array | undefined {
  const sizes = readSizes(delta);
  if (sizes === undefined || sizes.base !== base.length || sizes.result > maxBytes) return undefined;
  const result = new Uint8Array(sizes.result);
  let to = 0;
  let at = sizes.end;
  while (at < delta.length) {
    const code = delta[at++] ?? 0;
    let piece: Uint8Array;
    if ((code & 0x80) === 0) {
      // Code 0 is reserved.
      if (code === 0 || at + code > delta.length) return undefined;
      piece = delta.subarray(at, at + code);
      at += code;
    } else {
      const copy = readCopy(delta, at, code);
      if (copy.end > delta.length || copy.from + copy.size > base.length) return undefined;
      piece = base.subarray(copy.from, copy.from + copy.size);
      at = copy.end;
    }
    if (to + piece.length > result.length) return undefined;
    result.set(piece, to);
    to += piece.length;
  }
  return to === result.length ? result : undefined;
}

/** The sizes of base and result that a delta begins with; undefined where it ends in them. */
export function readSizes(delta: Uint8Array): { base: number; result: number; end: number } | undefined {
  const base = readSize(delta, 0);
  const result = base === undefined ? undefined : readSize(delta, base.end);
  if (base === undefined || result === undefined) return undefined;
  return { base: base.value, result: result.value, end: result.end };
}

/** Seven bits a byte, lowest first; undefined where it does not end, or is beyond what a number holds exactly. */
function readSize(delta: Uint8Array, start: number): { value: number; end: number } | undefined {
  let value = 0;
  for (let at = start, scale = 1; scale <= 2 ** 42; at++, scale *= 128) {
    const byte = delta[at];
    if (byte === undefined) return undefined;
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) return { value, end: at + 1 };
  }
  return undefined;
}

/** The lower four bits of the code say which bytes of the offset follow, the next three which of the size. */
function readCopy(
  delta: Uint8Array,
  start: number,
  code: number,
): { from: number; size: number; end: number } {
  let at = start;
  let from = 0;
  let size = 0;
  for (let bit = 0; bit < 4; bit++) if ((code >> bit) & 1) from += (delta[at++] ?? 0) * 256 ** bit;
  for (let bit = 0; bit < 3; bit++) if ((code >> (4 + bit)) & 1) size += (delta[at++] ?? 0) * 256 ** bit;
  return { from, size: size === 0 ? 0x10000 : size, end: at };
}
