/** Histories that nobody planned: lines that part and meet again, files that come, go, move and are merged somehow. */
import { random } from "../random.ts";
import type { FileState, TestRepository } from "./repository.ts";

type Files = Readonly<Record<string, string>>;
type Made = { id: string; files: Files };

const paths = ["lib/a/x", "lib/a/y", "lib/b/x", "lib/b/sub/z", "lib/c", "lib/d", "lib/e/q", "top", "other/f"];

/** Builds one from a seed and returns its last commit, from which all others that matter are reached. */
export function buildRandomHistory(repository: TestRepository, seed: number): string {
  const next = random(seed);
  const pick = (count: number) => Math.floor(next() * count);
  const any = <T>(list: readonly T[]): T | undefined => list[pick(list.length)];
  let made = 0;
  const add = (parents: readonly Made[], files: Files): Made => {
    made += 1;
    const id = repository.commit({
      branch: `line${made}`,
      parents: parents.map((parent) => parent.id),
      files: changesBetween(parents[0]?.files ?? {}, files),
    });
    return { id, files };
  };
  let last = add([], { "lib/a/x": "1", "lib/b/x": "1", "lib/c": "c", top: "t" });
  const heads = [last];
  for (let step = 0; step < 16; step++) {
    const at = pick(heads.length);
    const [one, other] = [heads[at], any(heads)];
    if (one === undefined || other === undefined) continue;
    const isMerge = one !== other && pick(5) < 2;
    const files = isMerge
      ? mergedSomehow(one.files, other.files, pick)
      : changedSomehow(one.files, step, pick);
    last = add(isMerge ? [one, other] : [one], files);
    if (!isMerge && pick(4) === 0) heads.push(one);
    heads[at] = last;
  }
  return last.id;
}

function changedSomehow(before: Files, step: number, pick: (count: number) => number): Files {
  const files: Record<string, string> = { ...before };
  const path = paths[pick(paths.length)] ?? "top";
  const [moved] = Object.keys(files).slice(pick(4));
  switch (pick(8)) {
    case 0:
      delete files[path];
      return files;
    case 1:
      if (moved !== undefined) {
        files[`lib/moved${pick(3)}`] = files[moved] ?? "";
        delete files[moved];
      }
      return files;
    default:
      files[path] = `${step} ${pick(6)}`;
      return files;
  }
}

/** As one side has it, as the other, file by file as either, or with something of the merge's own. */
function mergedSomehow(one: Files, other: Files, pick: (count: number) => number): Files {
  const how = pick(6);
  if (how === 0) return one;
  if (how === 1) return other;
  const files: Record<string, string> = {};
  for (const path of new Set([...Object.keys(one), ...Object.keys(other)])) {
    const text = [one, other][pick(2)]?.[path];
    if (text !== undefined) files[path] = text;
  }
  if (how === 2) files["lib/a/x"] = "the merge's own";
  return files;
}

function changesBetween(before: Files, after: Files): Record<string, FileState> {
  const gone = Object.keys(before).filter((path) => after[path] === undefined);
  const changed = Object.entries(after).filter(([path, text]) => before[path] !== text);
  return { ...Object.fromEntries(gone.map((path) => [path, null])), ...Object.fromEntries(changed) };
}
