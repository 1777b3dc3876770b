/** PURE. Names for what is too long to be one. */
import { createHash } from "node:crypto";

/** The SHA-256 of the parts, one after the other, as 64 hexadecimal digits. Texts count as UTF-8. */
export function sha256(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest("hex");
}
