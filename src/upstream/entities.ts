/**
 * PURE. What htmlparser2 decodes character references with, in place of `entities/decode` (see `[alias]` in
 * wrangler.toml): numbers, by the rules of HTML (13.2.5.75 and on), and six names instead of 2,231, with their semicolon.
 * Servers escape text with these. A text has to be written to the parser in one go: no reference is put together from
 * the ends of two.
 */

/** What is read: text or an attribute of HTML, or XML, where no reference may do without its semicolon. */
export const DecodingMode = { Legacy: 0, Strict: 1, Attribute: 2 } as const;

/** The names with their code points. */
const names: Readonly<Record<string, number>> = { amp: 38, apos: 39, gt: 62, lt: 60, nbsp: 160, quot: 34 };

export { names as htmlDecodeTree, names as xmlDecodeTree };

/** A reference, from behind its `&`. */
const reference = /(?:#(?:[xX]([\dA-Fa-f]+)|(\d+))|(amp|apos|gt|lt|nbsp|quot)(?=;))(;?)/y;

/** What the numbers 128 to 159 mean: the bytes of windows-1252. */
const windows1252 = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008DŽ\u008F\u0090‘’“”•–—˜™š›œ\u009DžŸ";

/** Decodes references, one after another. */
export class EntityDecoder {
  readonly #emit: (codePoint: number, consumed: number) => void;
  #needsEnd = false;

  constructor(_: typeof names, emit: (codePoint: number, consumed: number) => void) {
    this.#emit = emit;
  }

  startEntity(mode: number): void {
    this.#needsEnd = mode === DecodingMode.Strict;
  }

  /** Emits the character of the reference behind the `&` before `offset`; returns the length of both, or 0 where there is none. */
  write(input: string, offset: number): number {
    reference.lastIndex = offset;
    const [whole, hexadecimal, decimal = "", name = "", end] = reference.exec(input) ?? [];
    if (whole === undefined || (end === "" && this.#needsEnd)) return 0;
    const number = hexadecimal === undefined ? Number(decimal) : Number.parseInt(hexadecimal, 16);
    this.#emit(names[name] ?? codePointOf(number), whole.length + 1);
    return whole.length + 1;
  }

  /** What htmlparser2 calls where a text ends inside of a reference, which none does here. */
  end(): void {}
}

/** A text, or an attribute's value, with the characters that its references mean: what the parser makes of it. */
export function decodeText(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(/&[^&]*/g, (piece) => {
    let decoded = "";
    const decoder = new EntityDecoder(names, (point) => {
      decoded = String.fromCodePoint(point);
    });
    const rest = piece.slice(decoder.write(piece, 1));
    return decoded + rest;
  });
}

function codePointOf(number: number): number {
  if (number === 0 || number > 0x10_ff_ff || (number >= 0xd8_00 && number <= 0xdf_ff)) return 0xff_fd;
  return windows1252.codePointAt(number - 128) ?? number;
}
