/** A backup: the state of watches, read from a deployment into one file. */
import { createWriteStream, renameSync, rmSync } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { Hindrance, type Deployment } from "./deployment.ts";
import { exportedLines, proveFile, sealed, type Lines } from "./state-stream.ts";

/** One watch in a backup. */
export type BackedUp = { watch: string; updates: number; snapshots: number };

/**
 * Writes the state of these watches, or of all, into a file, which appears under its name once it is whole and proven.
 * Of all watches, those that have not been read yet have no state and are passed over. `tell` hears what is being read.
 */
export async function backUp(
  from: Deployment,
  options: { watches: readonly string[]; out: string; tell: (text: string) => void },
): Promise<{ backedUp: BackedUp[]; withoutState: string[] }> {
  const { out, tell } = options;
  const part = `${out}.part`;
  const withoutState: string[] = [];
  const watches = [...options.watches];
  if (watches.length === 0) {
    for (const watch of await from.watches()) {
      ((await from.standing(watch)).occupied ? watches : withoutState).push(watch);
    }
  }
  if (watches.length === 0)
    throw new Hindrance(`${from.url} has no watch that has been read: there is nothing to back up.`);
  async function* all(): Lines {
    for (const watch of watches) {
      let read = 0;
      for await (const line of sealed(exportedLines(from, watch))) {
        read += 1;
        tell(`Reading ${watch}: ${read} lines`);
        yield `${line}\n`;
      }
    }
  }
  try {
    await pipeline(Readable.from(all()), createGzip(), createWriteStream(part));
  } catch (error) {
    rmSync(part, { force: true });
    if (error instanceof Hindrance) throw error;
    throw new Hindrance(`The file ${part} cannot be written: is there a folder of that name, and room?`, {
      cause: error,
    });
  }
  tell(`Proving ${out}`);
  const streams = await proveFile(part);
  renameSync(part, out);
  const backedUp = streams.map(({ header, counts }) => ({
    watch: header.watch.id,
    updates: counts["update"] ?? 0,
    snapshots: counts["snapshot"] ?? 0,
  }));
  return { backedUp, withoutState };
}
