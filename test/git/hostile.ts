/** Packs that something happened to, read one after the other. */
import { expect } from "vitest";
import { packBounds, readPack } from "../../src/git/pack.ts";
import { idOf } from "./packs.ts";
import { mutatedPack } from "./mutations.ts";

/** Milliseconds that reading one small pack may take, whatever is in it. */
const MOST_MS = 2000;

/** Reads so many mutations of a pack. Each is refused, or holds only objects under their own ids, within the bounds. */
export function readMutations(pack: Uint8Array, seeds: Iterable<number>): { read: number; refused: number } {
  const counts = { read: 0, refused: 0 };
  for (const seed of seeds) {
    const started = performance.now();
    const objects = readPack(mutatedPack(pack, seed), "sha1");
    expect(performance.now() - started, `seed ${seed}`).toBeLessThan(MOST_MS);
    if ("failed" in objects) {
      counts.refused += 1;
      continue;
    }
    counts.read += 1;
    const all = [...objects];
    expect(
      all.every(([id, { type, content }]) => id === idOf(type, content)),
      `seed ${seed}`,
    ).toBe(true);
    const bytes = all.reduce((sum, [, { content }]) => sum + content.length, 0);
    expect(bytes).toBeLessThanOrEqual(packBounds.totalBytes);
  }
  return counts;
}
