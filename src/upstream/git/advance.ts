/**
 * PURE. From one commit to a later one: which of those between touched which entry of the directory, and what is then its
 * last commit. A long way is gone in stretches, so that memory does not grow with it and one poll need not go it all.
 */
import { cutIntoStretches } from "../../git/stretches.ts";
import type { FetchedRepository } from "./fetched.ts";
import type { Describe, Place } from "./place.ts";
import { goStretch, stretchSize, type Told } from "./stretch.ts";
import { type Asking, isSpent, isTrouble } from "./trouble.ts";

/** Where a poll has got to, and what it has seen on its way, oldest first. */
export type Advanced = { place: Place; told: readonly Told[]; rewritten: boolean };

/** Requests that a stretch may take beside those for the trees on the way to the directory. */
const STRETCH_REQUESTS = 5;

/**
 * Goes on from a place to the commit `to`, or as far towards it as the requests suffice. Undefined where the server no
 * longer has the place's commit.
 */
export function* advance(
  repository: FetchedRepository,
  from: Place,
  to: string,
  describe: Describe,
): Asking<Advanced | undefined> {
  const ids = yield* repository.since(from.commit, to);
  if (ids === undefined || isTrouble(ids)) return ids;
  const size = stretchSize(from.kinds.size);
  const cut = cutIntoStretches(repository.commits, ids, { base: from.commit, tip: to, size });
  const stretches = cut ?? [{ tip: to, ids }];
  const abandoned =
    cut === undefined ? yield* abandonedSince(repository, from.commit, to) : new Set<string>();
  if (isTrouble(abandoned)) return abandoned;
  let place = from;
  const told: Told[] = [];
  for (const stretch of stretches) {
    if (place !== from && repository.remote.requestsLeft < repository.levels + STRETCH_REQUESTS) break;
    const gone = yield* goStretch(repository, place, { ...stretch, abandoned }, describe);
    if (isTrouble(gone)) {
      if (place !== from && isSpent(gone)) break;
      return gone;
    }
    place = gone.place;
    for (const one of gone.told) told.push(one);
    repository.forgetTreesBut(place.directory);
  }
  return { place, told, rewritten: cut === undefined };
}

/** What `to` has left out of the history that was known before; all of it (undefined) where the server cannot tell. */
function* abandonedSince(
  repository: FetchedRepository,
  old: string,
  to: string,
): Asking<ReadonlySet<string> | undefined> {
  const ids = yield* repository.since(to, old);
  return isTrouble(ids) && "failed" in ids && ids.failed === "no-object" ? undefined : ids;
}
