/** PURE. One zlib stream among others: what it holds, and where it ends. */
import { inflateSync } from "node:zlib";

/** What a stream holds and how many bytes it took. */
export type Inflated = { content: Uint8Array; taken: number };

/** How much longer than its content a stream may be: deflate's stored blocks, with room for odd encoders. */
const OVERHEAD_BYTES = 1024;

/** The smallest piece that zlib takes for its output. */
const MIN_CHUNK_BYTES = 64;

/**
 * Inflates the stream that begins at `at`, which has to hold exactly `size` bytes. Undefined where it is none, is cut,
 * fails its checksum, or holds more or less; never more than `size` bytes are made of it.
 */
export function inflateAt(bytes: Uint8Array, at: number, size: number): Inflated | undefined {
  const room = bytes.subarray(at, at + size + Math.ceil(size / 8) + OVERHEAD_BYTES);
  try {
    // With `info`, Node and workerd tell how much of the input they took, which the declared type does not say.
    const result: unknown = inflateSync(room, {
      info: true,
      maxOutputLength: Math.max(size, 1),
      // One piece that fits; the usual 16 KiB would stay in memory behind each small object.
      chunkSize: Math.max(size + 1, MIN_CHUNK_BYTES),
    });
    return isInfo(result) && result.buffer.length === size
      ? { content: result.buffer, taken: result.engine.bytesWritten }
      : undefined;
  } catch {
    return undefined;
  }
}

function isInfo(result: unknown): result is { buffer: Uint8Array; engine: { bytesWritten: number } } {
  return (
    typeof result === "object" &&
    result !== null &&
    "buffer" in result &&
    result.buffer instanceof Uint8Array &&
    "engine" in result &&
    typeof result.engine === "object" &&
    result.engine !== null &&
    "bytesWritten" in result.engine &&
    typeof result.engine.bytesWritten === "number"
  );
}
