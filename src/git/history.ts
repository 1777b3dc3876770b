/**
 * PURE. The history of one directory: which of a range of commits touched it, in what order, and which of them was the
 * last to touch an entry. The rules are those of `git log -- <directory>` (git-log, "History Simplification", default mode).
 */

/** One commit, and the tree that the directory had in it; none where it was not there. */
export type Node = { parents: readonly string[]; directory: string | undefined };

/** Commits, and what is known of those just outside. */
export type Range = {
  commits: ReadonlyMap<string, Node>;
  /** The directory's tree in the commits that the range follows on. */
  edges: ReadonlyMap<string, string | undefined>;
  /** The one of them that the range was asked for since; a merge may have taken everything from it. */
  since?: string;
};

/** What the walk makes of a commit. */
export type Step = {
  /** The parents to go on to. Where one of them had the very same directory, it is the only one. */
  follow: readonly string[];
  /** Whether it touched the directory: it differs from all of them. */
  touched: boolean;
  /** Whether it cannot be told yet, because a parent is not known. */
  open: boolean;
};

/** Walks back from the tips. The steps come in the order of `git log --topo-order`: no commit before one that follows it. */
export function walk(range: Range, tips: readonly string[]): ReadonlyMap<string, Step> {
  const steps = new Map<string, Step>();
  const children = new Map<string, number>();
  const toVisit = [...tips];
  for (let id = toVisit.pop(); id !== undefined; id = toVisit.pop()) {
    const node = range.commits.get(id);
    if (node === undefined || steps.has(id)) continue;
    const step = stepAt(range, node);
    steps.set(id, step);
    for (const parent of step.follow) {
      children.set(parent, (children.get(parent) ?? 0) + 1);
      toVisit.push(parent);
    }
  }
  return inOrder(steps, children, tips);
}

function stepAt({ commits, edges, since }: Range, { parents, directory }: Node): Step {
  const isKnown = (id: string) => commits.has(id) || edges.has(id);
  if (!parents.every(isKnown)) return { follow: [], touched: false, open: true };
  const isSame = (id: string) => (commits.get(id) ?? { directory: edges.get(id) }).directory === directory;
  const counts = (id: string) => commits.has(id) || id === since;
  const source = parents.find((id) => counts(id) && isSame(id));
  if (source !== undefined) return { follow: [source], touched: false, open: false };
  // What it took from a line that the range leaves out alone, it did not bring; but others may have.
  const isOutsideOnly = !parents.some(counts);
  const touched = parents.length === 0 ? directory !== undefined : !(isOutsideOnly && parents.every(isSame));
  return { follow: parents, touched, open: false };
}

/** As git sorts: a commit comes once all that follow it have; of several that may, the one that became free last. */
function inOrder(
  steps: ReadonlyMap<string, Step>,
  children: Map<string, number>,
  tips: readonly string[],
): ReadonlyMap<string, Step> {
  const ordered = new Map<string, Step>();
  const free = tips.filter((id) => !children.has(id)).toReversed();
  for (let id = free.pop(); id !== undefined; id = free.pop()) {
    const step = steps.get(id);
    if (step === undefined) continue;
    ordered.set(id, step);
    for (const parent of step.follow) {
      const left = (children.get(parent) ?? 0) - 1;
      children.set(parent, left);
      if (left === 0) free.push(parent);
    }
  }
  return ordered;
}

/** Stands for the directory itself among the names of its entries. */
export const DIRECTORY = "";

/** Where names have got to: which commit was the last to touch each, and at which commits the others wait. */
export type Traced = { last: Map<string, string>; waiting: Map<string, Set<string>> };

/** The entries, by name, in which a commit differs from one of its parents; without a parent, all that it has. */
export type Differing = (id: string, parent: string | undefined) => ReadonlyMap<string, unknown>;

/**
 * Traces names back through the steps, from the commits at which they `start`. A name waits where a step is
 * open, and where the steps end.
 */
export function trace(
  steps: ReadonlyMap<string, Step>,
  start: ReadonlyMap<string, ReadonlySet<string>>,
  differing: Differing,
): Traced {
  const last = new Map<string, string>();
  const waiting = new Map([...start].map(([id, names]) => [id, new Set(names)]));
  const send = (id: string, names: Iterable<string>) => {
    const there = waiting.get(id) ?? new Set();
    for (const name of names) there.add(name);
    waiting.set(id, there);
  };
  for (const [id, step] of steps) {
    const names = waiting.get(id);
    if (names === undefined || step.open) continue;
    waiting.delete(id);
    if (step.touched) {
      const { own, taken } = sources(id, step.follow, differing);
      for (const name of own) if (names.delete(name)) last.set(name, id);
      for (const [name, parent] of taken) if (names.delete(name)) send(parent, [name]);
    }
    const [first] = step.follow;
    if (first !== undefined && names.size > 0) send(first, names);
  }
  return { last, waiting };
}

/** What a commit did to the directory and its entries itself, and what it took from another parent than the first. */
export function sources(
  id: string,
  parents: readonly string[],
  differing: Differing,
): { own: string[]; taken: [name: string, parent: string][] } {
  const [first, ...others] = parents;
  const differ = others.map((parent) => [parent, differing(id, parent)] as const);
  const same = parents.find((parent) => differing(id, parent).size === 0);
  const own: string[] = same === undefined ? [DIRECTORY] : [];
  const taken: [string, string][] = same === undefined ? [] : [[DIRECTORY, same]];
  for (const name of differing(id, first).keys()) {
    // The first parent in which an entry is the same is where its history goes on.
    const source = differ.find(([, names]) => !names.has(name));
    if (source === undefined) own.push(name);
    else taken.push([name, source[0]]);
  }
  return { own, taken };
}
