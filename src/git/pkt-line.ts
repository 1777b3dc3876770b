/**
 * PURE. The packets that git's protocol is made of (gitprotocol-common): four hexadecimal digits of length, themselves
 * counted, and then the payload; lengths 0 to 2 are marks.
 */

/** The end of a message. */
export const FLUSH = "0000";
/** What separates the sections of a message. */
export const DELIMITER = "0001";

/** One packet; `end` after the last whole one, `cut` where the bytes end inside one, `damaged` where a length is none. */
export type Packet =
  | { is: "payload"; bytes: Uint8Array }
  | { is: "flush" | "delimiter" | "response-end" | "end" | "cut" | "damaged" };

/** How many digits a length has, which stand before the payload and are counted in it. */
export const LENGTH_DIGITS = 4;
/** What the lengths mean that are shorter than their own digits. */
const marks = ["flush", "delimiter", "response-end"] as const;
/** The longest packet, its length counted (gitprotocol-common). */
const MAX_LENGTH = 65_520;

/** The packet of a text, which is at most 65,516 bytes of UTF-8. */
export function packet(text: string): string {
  const length = new TextEncoder().encode(text).length + LENGTH_DIGITS;
  return length.toString(16).padStart(LENGTH_DIGITS, "0") + text;
}

/**
 * Returns a function that hands out the packets one after the other, as views of `bytes`. Once it has returned `end`,
 * `cut` or `damaged`, it returns the same again.
 */
export function packetsOf(bytes: Uint8Array): () => Packet {
  let at = 0;
  return () => {
    if (at === bytes.length) return { is: "end" };
    if (at + LENGTH_DIGITS > bytes.length) return { is: "cut" };
    const length = lengthAt(bytes, at);
    const mark = length === undefined ? undefined : marks[length];
    if (mark !== undefined) {
      at += LENGTH_DIGITS;
      return { is: mark };
    }
    if (length === undefined || length < LENGTH_DIGITS || length > MAX_LENGTH) return { is: "damaged" };
    if (at + length > bytes.length) return { is: "cut" };
    const payload = bytes.subarray(at + LENGTH_DIGITS, at + length);
    at += length;
    return { is: "payload", bytes: payload };
  };
}

const decoder = new TextDecoder();

/** The payload as a line: UTF-8, without the line feed that it may end in. */
export function lineOf(payload: Uint8Array): string {
  return withoutFeed(decoder.decode(payload));
}

/** A line without the line feed that it may end in. */
export function withoutFeed(text: string): string {
  return text.endsWith("\n") ? text.slice(0, -1) : text;
}

function lengthAt(bytes: Uint8Array, at: number): number | undefined {
  let length = 0;
  for (let place = at; place < at + LENGTH_DIGITS; place++) {
    const digit = digitOf(bytes[place] ?? 0);
    if (digit === undefined) return undefined;
    length = length * 16 + digit;
  }
  return length;
}

function digitOf(byte: number): number | undefined {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x61 + 10 : undefined;
}
