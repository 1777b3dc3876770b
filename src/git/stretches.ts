/** PURE. A long range of commits cut into stretches that can be read one after the other. */

/** Commits by id, each with those it follows. */
export type Parents = ReadonlyMap<string, { parents: readonly string[] }>;

/** A piece of a range: what `tip` has and the stretch before it has not. */
export type Stretch = { tip: string; ids: ReadonlySet<string> };

/**
 * Cuts the range of `ids`, which `tip` has and `base` has not, into stretches of about `size` commits or fewer, oldest
 * first. Each ends at a commit that comes from `base`, so that one who stops there can go on from there. A merge comes
 * with all that it brings, however much. Undefined where `tip` does not come from `base`.
 */
export function cutIntoStretches(
  commits: Parents,
  ids: ReadonlySet<string>,
  { base, tip, size }: { base: string; tip: string; size: number },
): Stretch[] | undefined {
  const trunk = trunkOf(commits, ids, base, tip);
  if (trunk === undefined) return undefined;
  const stretches: Stretch[] = [];
  const taken = new Set<string>();
  let current: { tip: string; ids: Set<string> } | undefined;
  for (const id of trunk) {
    const brought = newWith(commits, ids, id, taken);
    if (current === undefined || current.ids.size + brought.length > size) {
      current = { tip: id, ids: new Set() };
      stretches.push(current);
    }
    current.tip = id;
    for (const one of brought) current.ids.add(one);
  }
  return stretches;
}

/** The line from `base` to `tip`, oldest first, without `base`: of several parents the first that comes from it. */
function trunkOf(
  commits: Parents,
  ids: ReadonlySet<string>,
  base: string,
  tip: string,
): string[] | undefined {
  const descends = descendants(commits, ids, base);
  const trunk: string[] = [];
  for (let id: string | undefined = tip; id !== base;) {
    if (id === undefined || !descends.has(id)) return undefined;
    trunk.push(id);
    id = commits.get(id)?.parents.find((parent) => parent === base || descends.has(parent));
  }
  return trunk.toReversed();
}

function descendants(commits: Parents, ids: ReadonlySet<string>, base: string): ReadonlySet<string> {
  const children = new Map<string, string[]>();
  for (const id of ids) {
    for (const parent of commits.get(id)?.parents ?? []) {
      const siblings = children.get(parent);
      if (siblings === undefined) children.set(parent, [id]);
      else siblings.push(id);
    }
  }
  const found = new Set<string>();
  const toVisit = [base];
  for (let id = toVisit.pop(); id !== undefined; id = toVisit.pop()) {
    for (const child of children.get(id) ?? []) {
      if (found.has(child)) continue;
      found.add(child);
      toVisit.push(child);
    }
  }
  return found;
}

/** The commit and what comes with it that has not been `taken`, which it then is. */
function newWith(commits: Parents, ids: ReadonlySet<string>, tip: string, taken: Set<string>): string[] {
  const found: string[] = [];
  const toVisit = [tip];
  for (let id = toVisit.pop(); id !== undefined; id = toVisit.pop()) {
    if (!ids.has(id) || taken.has(id)) continue;
    taken.add(id);
    found.push(id);
    for (const parent of commits.get(id)?.parents ?? []) toVisit.push(parent);
  }
  return found;
}
