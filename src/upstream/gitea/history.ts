/**
 * PURE. What happened to a directory at a forge of Gitea's family between two of its listings, from the first source that
 * tells all of it. A listing shows each entry's last commit only; the sources know those behind it.
 */
import type { Listing } from "../../listing.ts";
import { MAX_REQUESTS } from "../ask.ts";
import type { Answer, History, PageRequest, Read, Refused } from "../contract.ts";
import { readByCommits } from "./commits-history.ts";
import { readByFeeds } from "./feed-history.ts";
import { readByGit } from "./git-history.ts";
import { readMark } from "./mark.ts";
import { placeOf } from "./place.ts";
import { isWhole, questionOf, toHistory, type Found, type HistorySource, type Question } from "./trails.ts";
import type { TreeAddress } from "../tree-address.ts";
import { refused } from "../refusal.ts";

/**
 * Requests that reading may have taken of a poll's: for the ref, a file's page, that of its directory, the loader. Where
 * the repository has just moved, three more find it; as redirects, they are in what a poll's requests leave free.
 */
const READING_REQUESTS = 4;

/**
 * Asks for the history. What one source tells in part the next may tell whole; a source that fails is not asked again.
 * Refused where none tells anything, or the listings have no heads. Never more than 41 requests.
 */
export function* giteaHistory(
  target: TreeAddress,
  before: Listing,
  read: Read,
): Generator<PageRequest, History | Refused, Answer> {
  const place = placeOf(target, read);
  const question = questionOf(place, before, read.listing, MAX_REQUESTS - READING_REQUESTS);
  if (question === undefined) return untold;
  const mark = readMark(read.at, target);
  if (mark === undefined || "commit" in mark) {
    const byGit = yield* readByGit(question, mark);
    if (!("is" in byGit)) return byGit;
  }
  const found = yield* readFromSources(question);
  return found === undefined ? untold : toHistory(found, question);
}

const untold = refused({ reason: "not-supported", status: 0 });

function* readFromSources(question: Question): Generator<PageRequest, Found | undefined, Answer> {
  const { changed, budget } = question;
  const sources: HistorySource[] = [readByFeeds, readByCommits];
  // The feeds are asked entry by entry; the API tells any number at once.
  if (changed.size === 0 || changed.size >= budget.left) sources.reverse();
  let best: Found | undefined;
  for (const source of sources) {
    if (budget.left === 0) break;
    const found = yield* source(question);
    if ("is" in found) continue;
    best = betterOf(best, found);
    if (isWhole(best, changed)) break;
  }
  return best;
}

/** The one that tells more entries whole. */
function betterOf(one: Found | undefined, other: Found): Found {
  return one === undefined || countWhole(other) >= countWhole(one) ? other : one;
}

function countWhole({ trails }: Found): number {
  return [...trails.values()].filter(({ complete }) => complete).length;
}
