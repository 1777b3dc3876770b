/** A poll that went well, kept so that it can be polled again with answers that something happened to. */
import { expect } from "vitest";
import { drive } from "../../../src/upstream/ask.ts";
import type { Known, Page, Read } from "../../../src/upstream/contract.ts";
import type { Perform } from "../../../src/upstream/fetch.ts";
import type { GitTarget } from "../../../src/upstream/git/address.ts";
import { git } from "../../../src/upstream/git.ts";
import { mutated } from "../../git/mutations.ts";
import { type GitWatch, perform } from "./watch.ts";

export type Recorded = {
  target: GitTarget;
  known: Known | undefined;
  read: Read;
  pages: ReadonlyMap<string, Page>;
};

/** Polls once, and keeps what was asked and answered. */
export async function record(watch: GitWatch): Promise<Recorded> {
  const pages = new Map<string, Page>();
  const { target, known } = watch;
  watch.perform = async (request) => {
    const answer = await perform(request);
    if (answer.is === "page") pages.set(keyOf(request), answer);
    return answer;
  };
  const read = await watch.read();
  watch.perform = perform;
  return { target, known, read, pages };
}

/**
 * Polls again and again, each time with one other answer changed. Whatever comes of it is a refusal, or the same listing.
 */
export async function replayMutations(
  { target, known, read, pages }: Recorded,
  seeds: Iterable<number>,
): Promise<{ read: number; refused: number }> {
  const counts = { read: 0, refused: 0 };
  const keys = [...pages.keys()];
  for (const seed of seeds) {
    const changed = keys[seed % keys.length];
    const replay: Perform = async (request) => {
      const key = keyOf(request);
      const page = pages.get(key);
      if (page === undefined) return { is: "refused", refusal: { reason: "network" } };
      return key === changed ? { ...page, body: mutated(page.body, seed) } : page;
    };
    const result = await drive(git.list(target, known), replay);
    if (result.is === "refused") {
      counts.refused += 1;
      continue;
    }
    counts.read += 1;
    expect(result, `seed ${seed}`).toMatchObject({ listing: read.listing });
  }
  return counts;
}

function keyOf({ url, body = "" }: { url: string; body?: string }): string {
  return `${url} ${body}`;
}
