/**
 * PURE. A directory's history by git itself, which every forge of Gitea's family serves over HTTP unless told not to: exact
 * to the entry, renames included, in a few small requests.
 */
import { describeCommit } from "../../git/commit.ts";
import { DIRECTORY } from "../../git/history.ts";
import { compareCodePoints, type Entry, type Listing } from "../../listing.ts";
import type { Answer, History, HistoryCommit, PageRequest, Refused, Touched } from "../contract.ts";
import type { GitTarget } from "../git/address.ts";
import { advance, type Advanced } from "../git/advance.ts";
import { FetchedRepository } from "../git/fetched.ts";
import { acquaintedBy } from "../git/mark.ts";
import type { Describe, Place as GitPlace } from "../git/place.ts";
import { historyOf } from "../git/read.ts";
import { GitRemote } from "../git/remote.ts";
import { placeBefore } from "../git/start.ts";
import { type Asking, isTrouble, refusedBy } from "../git/trouble.ts";
import { lastTold, withShownMerges } from "./git-merges.ts";
import type { Served } from "./mark.ts";
import { commitAt } from "./place.ts";
import { byName, changedBetween, type Question } from "./trails.ts";
import { decodePath } from "../tree-address.ts";
import { refused } from "../refusal.ts";

/** Requests that are left to the other sources where git uses up the rest and comes to nothing. */
const KEPT_REQUESTS = 4;

const untold = refused({ reason: "git-protocol", because: "no-object" });

/**
 * Asks the repository. Refused where it is not served, does not know the old head, or holds there another directory than
 * the listing before; and of a watch about one entry alone, which is no directory. `served` is what asking for the ref has
 * shown of the server.
 */
export function* readByGit(
  question: Question,
  served?: Served,
): Generator<PageRequest, History | Refused, Answer> {
  const { place, before, after, old, head, rows, budget } = question;
  if (place.alone !== undefined) return untold;
  const path = decodePath(place.path);
  const target: GitTarget = {
    git: `${place.repository}.git`,
    links: "gitea",
    ...(path === "" ? {} : { path }),
  };
  const remote = new GitRemote(acquaintedBy(served, target), budget.left - KEPT_REQUESTS);
  const repository = new FetchedRepository(remote, path);
  const describe: Describe = (id) => describeCommit(id, repository.contentOf(id), commitAt(place, id));
  const trouble = served === undefined ? yield* remote.discover() : undefined;
  const reached = trouble ?? (yield* reach(repository, { before, to: head.id }, describe));
  budget.left = remote.requestsLeft + KEPT_REQUESTS;
  if (isTrouble(reached)) return refusedBy(reached);
  if (reached === undefined) return untold;
  const found = { on: { ref: after.ref ?? "HEAD", path }, commit: head.id };
  const { commits, rewritten } = historyOf({ target, found }, reached, describe);
  if (reached.place.commit === head.id) {
    const told = withShownMerges(commits, question, { repository, describe });
    return { commits: inOrder(agreeing(told, question)), rewritten };
  }
  const seen = listingAt(reached.place);
  const left = [...changedBetween(byName(seen), rows)];
  return { commits: inOrder(commits), rewritten, unfinished: { left, head: seen.head ?? old } };
}

/** Goes from the listing before to the new head, or as far towards it as the requests suffice. */
function* reach(
  repository: FetchedRepository,
  { before, to }: { before: Listing; to: string },
  describe: Describe,
): Asking<Advanced | undefined> {
  const known = { entries: before.entries.length, open: true, listing: () => before };
  const from = yield* placeBefore(repository, { known, mark: undefined, urlOf: () => undefined });
  if (from === undefined || isTrouble(from)) return from;
  // The rows tell what is not known; nothing is looked for here.
  return yield* advance(repository, { ...from, frontier: [] }, to, describe);
}

/** The directory where a poll has got to. */
function listingAt({ kinds, last }: GitPlace): Listing {
  const entries = [...kinds].map(([name, kind]): Entry => {
    const commit = last.get(name);
    return { name, kind, ...(commit === undefined ? {} : { commit }) };
  });
  const head = last.get(DIRECTORY);
  return { ...(head === undefined ? {} : { head }), entries };
}

/** The commits without the entries whose rows show another last commit: those are for the rows to explain. */
function agreeing(commits: readonly HistoryCommit[], { rows }: Question): HistoryCommit[] {
  const last = lastTold(commits);
  const agrees = ({ entry }: Touched) => {
    const id = rows.get(entry)?.commit?.id;
    return id === undefined || id === last.get(entry);
  };
  return commits.flatMap((one) => {
    const changes = one.changes.filter(agrees);
    return changes.length === 0 ? [] : { ...one, changes };
  });
}

/** The same with each commit's changes by entry. Their links are left to the rows. */
function inOrder(commits: readonly HistoryCommit[]): HistoryCommit[] {
  return commits.map((one) => ({
    ...one,
    changes: one.changes
      .map(({ url: _url, ...touched }) => touched)
      .toSorted((a, b) => compareCodePoints(a.entry, b.entry)),
  }));
}
