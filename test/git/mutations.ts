/** Bytes that something happened to on their way. */
import { random } from "../random.ts";
import { sealed } from "./packs.ts";

/** The bytes with something done to them: changed, taken out, doubled, cut or put in; the same for the same seed. */
export function mutated(bytes: Uint8Array, seed: number): Uint8Array {
  const next = random(seed);
  const pick = (count: number) => Math.floor(next() * count);
  const at = pick(bytes.length);
  const size = 1 + pick(next() < 0.5 ? 4 : 64);
  const [before, piece, after] = [
    bytes.subarray(0, at),
    bytes.subarray(at, at + size),
    bytes.subarray(at + size),
  ];
  switch (pick(5)) {
    case 0:
      return Buffer.concat([before, piece.map((byte) => byte ^ (1 << pick(8))), after]);
    case 1:
      return Buffer.concat([before, after]);
    case 2:
      return Buffer.concat([before, piece, piece, after]);
    case 3:
      return before;
    default:
      return Buffer.concat([before, Uint8Array.from({ length: size }, () => pick(256)), piece, after]);
  }
}

/** A pack that something happened to, and that was given a checksum that fits afterwards. */
export function mutatedPack(pack: Uint8Array, seed: number): Uint8Array {
  return sealed(mutated(pack.subarray(0, -20), seed));
}
