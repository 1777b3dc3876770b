/**
 * PURE. The last commit of entries that nothing touched lately: looked for further and further back, so much at each poll,
 * from the commits at which the last one stopped.
 */
import { DIRECTORY, type Range, trace, type Traced, walk } from "../../git/history.ts";
import type { FetchedRepository } from "./fetched.ts";
import { comparing, type Describe, isUnsettled, namesOf, pairsOf, type Place, treesOf } from "./place.ts";
import { stretchSize } from "./stretch.ts";
import { type Asking, isTooLarge, isTrouble } from "./trouble.ts";

/** How far back the first request goes; how many commits it brings tells how far the next may. */
export const FIRST_DEPTH = 16;
/** A request of depth 1 would bring nothing but the commits at which the search stopped. */
const MIN_DEPTH = 2;
/** How much further than the one before a request may go. */
const MAX_GROWTH = 8;
/** Commits that a request is to bring where all trees of each come with it. */
const WHOLE_TARGET = 32;
/** Commits that one poll looks through. */
const MAX_COMMITS = 2048;
/** Commits that are looked through for one baseline; what has not been touched since stays unknown. */
const MAX_WALKED = 25_000;
/** Requests that one round takes beside those for the trees on the way to the directory. */
const ROUND_REQUESTS = 4;

/** Which names wait at which commits. */
type Waiting = ReadonlyMap<string, ReadonlySet<string>>;

/** A search on its way. `waiting` is not known where a poll begins. */
type Search = { place: Place; waiting?: Waiting; depth: number };

/**
 * Looks for the last commits that are not known. What goes wrong on the way only ends the search for now; where it would
 * go wrong again each time, for good.
 */
export function* lookBack(repository: FetchedRepository, from: Place, describe: Describe): Asking<Place> {
  let search: Search = { place: from, depth: FIRST_DEPTH };
  while (isUnsettled(search.place) && mayGoOn(repository, search.place.walked - from.walked)) {
    const further = yield* goFurther(repository, search, describe);
    if (isTrouble(further)) return isTooLarge(further) ? { ...search.place, frontier: [] } : search.place;
    search = further;
    repository.forgetTreesBut(from.directory);
  }
  return search.place;
}

/** Goes one round further back. */
function* goFurther(
  repository: FetchedRepository,
  { place, waiting, depth }: Search,
  describe: Describe,
): Asking<Search> {
  const brought = yield* reach(repository, place.frontier, depth);
  if (isTrouble(brought)) return brought;
  const round = yield* traceBack(repository, place, waiting);
  if (isTrouble(round)) return round;
  const frontier = [...round.waiting].flatMap(([id, names]) => (names.size > 0 ? id : []));
  const walked = place.walked + brought;
  // Of a repository that is shallow itself, no more than this can be had.
  const isStuck = frontier.every((id) => place.frontier.includes(id));
  const found = [...round.last].map(([name, id]) => [name, describe(id)] as const);
  return {
    place: {
      ...place,
      last: new Map([...place.last, ...found]),
      frontier: isStuck || walked >= MAX_WALKED ? [] : frontier,
      walked,
    },
    waiting: round.waiting,
    depth: nextDepth(repository, depth, { brought, entries: place.kinds.size }),
  };
}

function mayGoOn({ remote, levels }: FetchedRepository, seen: number): boolean {
  return seen < MAX_COMMITS && remote.requestsLeft >= levels + ROUND_REQUESTS;
}

/** Fetches what comes before the frontier, unless it is there, and returns how many commits that brought. */
function* reach(repository: FetchedRepository, frontier: readonly string[], depth: number): Asking<number> {
  const isThere = (id: string) =>
    repository.commits.get(id)?.parents.every((parent) => repository.commits.has(parent)) ?? false;
  return frontier.every(isThere) ? 0 : yield* repository.back(frontier, depth);
}

function nextDepth(
  { remote }: FetchedRepository,
  depth: number,
  { brought, entries }: { brought: number; entries: number },
): number {
  const target = remote.manner === "trees" ? stretchSize(entries) : WHOLE_TARGET;
  const scaled = Math.round((depth * target) / Math.max(brought, 1));
  return Math.max(MIN_DEPTH, Math.min(scaled, depth * MAX_GROWTH, target));
}

/** Traces what is sought from the frontier through all that has been fetched before it. */
function* traceBack(
  repository: FetchedRepository,
  place: Place,
  waiting: Waiting | undefined,
): Asking<Traced> {
  const ids = behind(repository, place.frontier);
  const trouble = yield* repository.locate(ids);
  if (trouble !== undefined) return trouble;
  const commits = new Map(
    [...ids].flatMap((id) => {
      const commit = repository.commits.get(id);
      return commit
        ? [[id, { parents: commit.parents, directory: repository.directories.get(id) }] as const]
        : [];
    }),
  );
  const range: Range = { commits, edges: new Map() };
  const steps = walk(range, place.frontier);
  const directories = new Map([...repository.directories, [place.commit, place.directory]]);
  const compared = [...steps].flatMap(([id, { touched, follow }]) => (touched ? [id, ...follow] : []));
  const shared = waiting === undefined ? [place.commit, ...place.frontier] : [];
  const missing = yield* repository.need(treesOf([...compared, ...shared], directories));
  if (missing !== undefined) return missing;
  const start = waiting ?? sharedOut(repository, place);
  return trace(steps, start, comparing(repository, repository.directories));
}

/** The commits that have been fetched and that the frontier comes from, itself included. */
function behind(repository: FetchedRepository, frontier: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>();
  const toVisit = [...frontier];
  for (let id = toVisit.pop(); id !== undefined; id = toVisit.pop()) {
    const commit = repository.commits.get(id);
    if (commit === undefined || found.has(id)) continue;
    found.add(id);
    for (const parent of commit.parents) toVisit.push(parent);
  }
  return found;
}

/** At which commit of the frontier each name that is sought waits: the first where it is what it is now. */
function sharedOut(repository: FetchedRepository, place: Place): Waiting {
  const shares = new Map(place.frontier.map((id) => [id, new Set<string>()]));
  const differing = new Map(
    place.frontier.map((id) => {
      const tree = repository.directories.get(id);
      const names = pairsOf(repository, tree, place.directory).map(({ name }) => name);
      return [id, new Set(tree === place.directory ? names : [DIRECTORY, ...names])] as const;
    }),
  );
  for (const name of namesOf(place)) {
    if (place.last.has(name)) continue;
    const at = place.frontier.find((id) => !(differing.get(id)?.has(name) ?? true));
    if (at !== undefined) shares.get(at)?.add(name);
  }
  return shares;
}
