/**
 * PURE. A directory's history by the commits API of Gitea and Forgejo: one list, which names the files of each commit, and
 * leaves out what was known before (from 1.20 on), so that it is no longer than what is new.
 */
import type { Answer, PageRequest, Refused } from "../contract.ts";
import { type ListedCommit, readCommits } from "./commits.ts";
import { commitsRequest, prefixOf, type Place } from "./place.ts";
import { fromRow, type Found, type Question, type Trail } from "./trails.ts";

/**
 * How far a list went: to its end, to the old head, to another commit that was known (which comes before the old head
 * only where that is no longer part of the history), or no further than there were answers.
 */
type Listed = { commits: ListedCommit[]; end: "end" | "old-head" | "known" | "cut" };

/** Asks the API. Refused where it tells nothing; a list that breaks off is taken as far as it goes. */
export function* readByCommits(question: Question): Generator<PageRequest, Found | Refused, Answer> {
  const listed = yield* readPages(question);
  if ("is" in listed) return listed;
  const { commits, end } = listed;
  const rows = Map.groupBy(question.after.entries, ({ commit }) => commit?.id);
  const own = commits.map((one) => {
    // A merge that did nothing of its own to any file may be an entry's last commit all the same.
    const shownBy = rows.get(one.commit.id)?.map(({ name }) => name) ?? [];
    return { ...one, entries: new Set([...entriesOf(one.files, question.place), ...shownBy]) };
  });
  const order = own.filter(({ entries }) => entries.size > 0);
  // Until 1.19 the list stops at the old head by date, so that what was merged beside it may come after.
  const isExact = end === "end" || (end === "old-head" && !commits.some(({ isMerge }) => isMerge));
  const trails = new Map<string, Trail>();
  for (const name of new Set(order.flatMap(({ entries }) => [...entries]))) {
    const touching = order.filter(({ entries }) => entries.has(name));
    const trail = yield* trailOf(question, name, { touching, isExact, end });
    if (trail !== undefined) trails.set(name, trail);
  }
  return { order: order.map(({ commit }) => commit), trails, rewritten: false, left: [] };
}

/** The list, page by page: of the directory, or of one entry of it without files. */
function* readPages(
  { place, old, head, known, budget }: Question,
  entry?: string,
): Generator<PageRequest, Listed | Refused, Answer> {
  const commits: ListedCommit[] = [];
  const seen = new Set<string>();
  let size = 0;
  for (let page = 1; budget.left > 0; page = Math.floor(commits.length / size) + 1) {
    budget.left -= 1;
    const wanted = { from: head.id, not: old.id, page, ...(entry === undefined ? {} : { entry }) };
    const answer = readCommits(yield commitsRequest(place, wanted));
    if ("is" in answer) return page === 1 ? answer : { commits, end: "cut" };
    // Until 1.26 a page but the first holds more than one page's commits.
    const fresh = answer.commits.filter(({ commit }) => !seen.has(commit.id));
    for (const one of fresh) {
      const { id } = one.commit;
      if (known.has(id)) return { commits, end: id === old.id ? "old-head" : "known" };
      seen.add(id);
      commits.push(one);
    }
    if (commits.length >= answer.total || answer.commits.length === 0) return { commits, end: "end" };
    if (fresh.length === 0) return { commits, end: "cut" };
    if (page === 1) size = commits.length;
  }
  return { commits, end: "cut" };
}

/** The entries of the directory that files are in. Where the watch is about one entry alone, the path is its own. */
function entriesOf(files: readonly string[], place: Place): string[] {
  const prefix = prefixOf(place);
  const below = place.alone === undefined ? prefix : prefix.slice(0, -1);
  return files.flatMap((file) => {
    if (place.alone !== undefined) return file === below || file.startsWith(prefix) ? place.alone : [];
    return file.startsWith(prefix) ? (file.slice(prefix.length).split("/", 1)[0] ?? []) : [];
  });
}

/** What the list says of one entry. */
type Touching = { touching: readonly ListedCommit[]; isExact: boolean; end: Listed["end"] };

/** The commits that touched an entry; undefined where its row shows nothing of them. */
function* trailOf(
  question: Question,
  name: string,
  { touching, isExact, end }: Touching,
): Generator<PageRequest, Trail | undefined, Answer> {
  const row = question.rows.get(name);
  if (row !== undefined && !question.changed.has(name)) return undefined;
  const commits = fromRow(
    touching.map(({ commit }) => commit),
    row,
  );
  if (commits === undefined || commits.length === 0) return undefined;
  // Where the old head is gone, what is behind the newest commit may have been told already.
  if (end === "known") return { commits: commits.slice(0, 1), complete: false };
  // A merge names what it brought in, which is the doing of the commits merged; whether it did something too, git knows.
  const merges = touching.filter(({ commit, isMerge }) => isMerge && commit.id !== row?.commit?.id);
  const doubtful = new Set(merges.map(({ commit }) => commit.id));
  const own = commits.filter(({ id }) => !doubtful.has(id));
  if (own.length === commits.length) return { commits, complete: isExact };
  const asked = end === "end" ? yield* readPages(question, name) : undefined;
  if (asked === undefined || "is" in asked || asked.end !== "end")
    return own.length === 0 ? undefined : { commits: own, complete: false };
  const told = new Set(asked.commits.map(({ commit }) => commit.id));
  const sure = commits.filter(({ id }) => told.has(id));
  return sure.length === 0 ? undefined : { commits: sure, complete: true };
}
