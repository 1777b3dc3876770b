/**
 * PURE. Any repository that is served over git's smart HTTP protocol, version 2. A quiet poll asks where the ref is; when it
 * has moved, the commits since then are fetched, and of each the trees down to the directory: they tell everything.
 */
import { describeCommit } from "../git/commit.ts";
import type { FieldWords, Known, Read, Unchanged, Upstream } from "./contract.ts";
import {
  GitTarget,
  gitTitle,
  isGitHost,
  parseGitUrl,
  repositoryOrigin,
  repositoryUrl,
} from "./git/address.ts";
import { advance, type Advanced } from "./git/advance.ts";
import { FetchedRepository } from "./git/fetched.ts";
import { commitUrl, directoryUrl } from "./git/links.ts";
import { lookBack } from "./git/look-back.ts";
import { acquaintedBy, readMark } from "./git/mark.ts";
import type { Describe, Place } from "./git/place.ts";
import { historyOf, notesOf, readOf } from "./git/read.ts";
import { findRef } from "./git/refs.ts";
import { GitRemote } from "./git/remote.ts";
import { placeBefore, startAnew } from "./git/start.ts";
import { type Asking, isSpent, isTooLarge, isTrouble, refusedBy } from "./git/trouble.ts";

/** Requests of one poll, which may make 45 in all: some are left for redirects. */
const MAX_REQUESTS = 40;
/** Of those, how many are kept for the listing alone, beside those for its path, where its history is too much to read. */
const LISTING_REQUESTS = 4;

/** @public What the docs say of its fields. */
export const words: Readonly<Record<string, FieldWords>> = {
  git: {
    type: "address",
    meaning: "In place of `url`: the address of a git repository, as `git clone` takes it.",
    example: "https://git.example/mirror/spdk.git",
  },
  ref: {
    meaning:
      "Beside `git`, or the address of a whole repository: a branch, a tag, a full ref (`refs/…`) or a whole commit id; else the default branch.",
    example: "master",
  },
  path: {
    meaning: "Beside `git`, or the address of a whole repository: the directory; else the repository's root.",
    example: "lib",
  },
  links: {
    meaning:
      "Beside `git`: the forge that has pages at the same address, without `.git`; links lead to them. Needed only where the host's name does not tell.",
    example: "gitlab",
  },
};

/** The adapter. It reads the directory and its history in one go: `list` hands over both. */
export const git: Upstream<GitTarget, typeof GitTarget.shape> = {
  name: "git",
  reads: "a directory of any repository that git can clone over HTTP",
  target: GitTarget,
  fields: GitTarget.shape,
  match: parseGitUrl,
  prefers: isGitHost,
  title: gitTitle,
  url: directoryUrl,
  repository: repositoryUrl,
  tokenOrigin: repositoryOrigin,
  *list(target, known) {
    const read = yield* readDirectory(target, known);
    return isTrouble(read) ? refusedBy(read) : read;
  },
};

function* readDirectory(target: GitTarget, known: Known | undefined): Asking<Read | Unchanged> {
  const mark = readMark(known?.at, target);
  const remote = new GitRemote(acquaintedBy(mark, target), MAX_REQUESTS);
  const strange = mark === undefined ? yield* remote.discover() : undefined;
  if (strange !== undefined) return strange;
  const found = yield* findRef(remote, target, mark);
  if (isTrouble(found)) return found;
  if (mark?.commit === found.commit && known?.open === false) {
    return { is: "unchanged", ...notesOf(target, remote) };
  }
  const repository = new FetchedRepository(remote, found.on.path);
  const urlOf = (id: string) => commitUrl(target, id);
  const describe: Describe = (id) => describeCommit(id, repository.contentOf(id), urlOf(id));
  const before = yield* placeBefore(repository, { known, mark, urlOf });
  if (isTrouble(before)) return before;
  const reached = yield* reach(repository, { from: before, to: found.commit }, describe);
  if (isTrouble(reached)) return reached;
  const place = yield* lookBack(repository, reached.place, describe);
  if (isTrouble(place)) return place;
  const read = readOf({ target, found, remote, place });
  const { told } = reached;
  return told === undefined
    ? read
    : { ...read, history: historyOf({ target, found }, { ...reached, told }, describe) };
}

/** Where a poll has got to. Without `told`, nothing is known of the way there. */
type Reached = { place: Place; told?: Advanced["told"]; rewritten: boolean };

/** Goes on to a commit, or begins anew there: before the first snapshot, and where the history since then cannot be had. */
function* reach(
  repository: FetchedRepository,
  { from, to }: { from: Place | undefined; to: string },
  describe: Describe,
): Asking<Reached> {
  if (from?.commit === to) return { place: from, told: [], rewritten: false };
  if (from !== undefined) {
    repository.remote.reserved = repository.levels + LISTING_REQUESTS;
    const advanced = yield* advance(repository, from, to, describe);
    repository.remote.reserved = 0;
    if (advanced !== undefined && !(isTrouble(advanced) && (isTooLarge(advanced) || isSpent(advanced)))) {
      return advanced;
    }
    const place = yield* startAnew(repository, to, { mayBeGone: true });
    if (isTrouble(place)) return place;
    return advanced === undefined ? { place, told: [], rewritten: true } : { place, rewritten: false };
  }
  const place = yield* startAnew(repository, to, { mayBeGone: false });
  return isTrouble(place) ? place : { place, rewritten: false };
}
