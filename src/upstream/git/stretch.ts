/** PURE. One stretch of history: which of its commits touched which entry of the directory, and how. */
import { DIRECTORY, type Range, type Step, sources, trace, walk } from "../../git/history.ts";
import type { Stretch } from "../../git/stretches.ts";
import { changesOf, type EntryChange } from "../../git/tree-diff.ts";
import type { Commit } from "../../listing.ts";
import type { FetchedRepository } from "./fetched.ts";
import { type Merge, ownChanges } from "./merges.ts";
import {
  type Compare,
  comparing,
  type Describe,
  type Directories,
  kindsOf,
  namesOf,
  type Place,
  treesOf,
} from "./place.ts";
import { type Asking, isTrouble } from "./trouble.ts";

/** A commit that touched entries, and how. */
export type Told = { id: string; changes: readonly EntryChange[] };

/** Bytes of trees that a stretch may have in memory at once, reckoned by `ENTRY_BYTES` an entry. */
const STRETCH_BYTES = 16 * 1024 * 1024;
const ENTRY_BYTES = 48;
/** Commits in a stretch, but for a merge that brings more. */
const MAX_STRETCH = 512;
const MIN_STRETCH = 32;

/** How many commits are read at a time, where the directory has so many entries. */
export function stretchSize(entries: number): number {
  const fitting = Math.floor(STRETCH_BYTES / (ENTRY_BYTES * Math.max(entries, 1)));
  return Math.max(MIN_STRETCH, Math.min(MAX_STRETCH, fitting));
}

/** `abandoned` are commits that were known and are no longer in the history; undefined where any may be. */
export type Going = Stretch & { abandoned: ReadonlySet<string> | undefined };

/** Goes on from a place by one stretch: where that leads, and what it saw, oldest first. */
export function* goStretch(
  repository: FetchedRepository,
  from: Place,
  going: Going,
  describe: Describe,
): Asking<{ place: Place; told: Told[] }> {
  const range = yield* readRange(repository, from, going);
  if (isTrouble(range)) return range;
  const steps = walk(range, [going.tip]);
  const touching = [...steps].filter(([, step]) => step.touched);
  const directories = new Map([
    ...[...range.commits].map(([id, { directory }]) => [id, directory] as const),
    ...range.edges,
  ]);
  const directory = directories.get(going.tip);
  const compared = touching.flatMap(([id, { follow }]) => [id, ...follow]);
  const shown = directory === from.directory ? compared : [...compared, going.tip];
  const trouble = yield* repository.need(treesOf(shown, directories));
  if (trouble !== undefined) return trouble;
  const compare = comparing(repository, directories);
  const told = yield* tell(repository, touching, compare);
  if (isTrouble(told)) return told;
  const kinds = directory === from.directory ? from.kinds : kindsOf(repository, directory);
  const { last, waiting } = trace(steps, new Map([[going.tip, new Set(namesOf({ kinds }))]]), compare);
  const settled = new Map([...last].map(([name, id]) => [name, describe(id)]));
  const kept = yield* keep(repository, from, { ...going, waiting, directories });
  if (isTrouble(kept)) return kept;
  const place = { commit: going.tip, directory, kinds, frontier: kept.frontier, walked: from.walked };
  return { place: { ...place, last: new Map([...kept.last, ...settled]) }, told };
}

/** The commits of a stretch with their directories, and those of the commits just before it. */
function* readRange(repository: FetchedRepository, from: Place, { tip, ids }: Stretch): Asking<Range> {
  const parents = [...ids].flatMap((id) => repository.commits.get(id)?.parents ?? []);
  const edges = new Set([...parents, tip].filter((id) => !ids.has(id)));
  edges.delete(from.commit);
  const unfetched = [...edges].filter((id) => !repository.commits.has(id));
  const fetched = yield* repository.back(unfetched, 1);
  if (isTrouble(fetched)) return fetched;
  const trouble = yield* repository.locate([...ids, ...edges]);
  if (trouble !== undefined) return trouble;
  const directoryOf = (id: string) => repository.directories.get(id);
  const nodes = [...ids].map((id) => {
    const node = { parents: repository.commits.get(id)?.parents ?? [], directory: directoryOf(id) };
    return [id, node] as const;
  });
  return {
    commits: new Map(nodes),
    edges: new Map([
      ...[...edges].map((id) => [id, directoryOf(id)] as const),
      [from.commit, from.directory],
    ]),
    since: from.commit,
  };
}

/** What the commits that touched the directory did to its entries, oldest first. */
function* tell(
  repository: FetchedRepository,
  touching: readonly [string, Step][],
  compare: Compare,
): Asking<Told[]> {
  const merges = touching.flatMap(([id, { follow }]): Merge[] =>
    follow.length > 1 ? [{ id, parents: follow, names: ownNames(id, follow, compare) }] : [],
  );
  const own = yield* ownChanges(repository, merges, compare);
  if (isTrouble(own)) return own;
  const all = touching.map(([id, { follow }]): Told => {
    const changes = follow.length > 1 ? own.get(id) : changesOf([...compare(id, follow[0]).values()]);
    return { id, changes: changes ?? [] };
  });
  return all.filter(({ changes }) => changes.length > 0).toReversed();
}

function ownNames(id: string, parents: readonly string[], compare: Compare): string[] {
  return sources(id, parents, compare).own.filter((name) => name !== DIRECTORY);
}

type Waiting = Going & { waiting: ReadonlyMap<string, ReadonlySet<string>>; directories: Directories };

/**
 * The last commits of entries that nothing touched on the way: those known before, unless that commit was abandoned or the
 * entry is traced to a state that it had before that. With the frontier for those that are then unknown.
 */
function* keep(
  repository: FetchedRepository,
  from: Place,
  { abandoned, waiting, directories }: Waiting,
): Asking<Pick<Place, "last" | "frontier">> {
  const last = new Map<string, Commit>();
  const frontier = new Set(from.frontier.filter((id) => abandoned?.has(id) === false));
  const compare = comparing(repository, directories);
  for (const [id, names] of waiting) {
    const isSame = directories.get(id) === from.directory;
    const trouble = yield* repository.need(isSame ? new Map() : treesOf([id, from.commit], directories));
    if (trouble !== undefined) return trouble;
    const differing = compare(id, from.commit);
    for (const name of names) {
      const known = from.last.get(name);
      const isAsKnown = name === DIRECTORY ? isSame : !differing.has(name);
      if (known !== undefined && isAsKnown && abandoned?.has(known.id) === false) last.set(name, known);
      else if (id !== from.commit) frontier.add(id);
    }
  }
  return { last, frontier: [...frontier] };
}
