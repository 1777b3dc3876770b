/** PURE. Object ids: the hash of an object, written as lower-case hexadecimal digits. */
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";

/** The hash that a repository names its objects by. */
export type ObjectFormat = "sha1" | "sha256";

/** Bytes of an object id; it has twice as many digits. */
export const idBytes: Readonly<Record<ObjectFormat, number>> = { sha1: 20, sha256: 32 };

/** Whether a text is an object id of either format. */
export function isObjectId(text: string): boolean {
  return /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/.test(text);
}

/** The format of the repository that an object id comes from, told by its length. */
export function formatOf(id: string): ObjectFormat {
  return id.length === 2 * idBytes.sha256 ? "sha256" : "sha1";
}

/** Bytes as lower-case hexadecimal digits. */
export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex");
}

/** The hash of bytes in the format, as digits. */
export function digest(format: ObjectFormat, bytes: Uint8Array): string {
  return createHash(format).update(bytes).digest("hex");
}

/** The id of an object: the hash of its type, its length and what it holds (gitformat-pack, gitdatamodel). */
export function objectId(format: ObjectFormat, type: string, content: Uint8Array): string {
  return createHash(format).update(`${type} ${content.length}\0`).update(content).digest("hex");
}
