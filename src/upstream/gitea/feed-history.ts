/**
 * PURE. A directory's history by the feeds that Gitea and Forgejo make of a path's commits: that of the directory tells
 * which are new, and those of its entries which of them touched each.
 */
import type { Commit } from "../../listing.ts";
import type { Answer, PageRequest, Refused } from "../contract.ts";
import { readBack } from "./feed-pages.ts";
import { isPattern } from "./place.ts";
import { fromRow, isMergeByTitle, type Found, type Question, type Trail } from "./trails.ts";
import { refused } from "../refusal.ts";

type Asking<Result> = Generator<PageRequest, Result, Answer>;

/** The directory's commits from the head on, newest first. */
type Directory = {
  order: readonly Commit[];
  /** Those that came after the page was made. */
  later: ReadonlySet<string>;
  /**
   * Where the feed's commits ended: at the old head; at another commit that was known, so that the old head is gone; at
   * the end of history; or no further than there were answers.
   */
  end: "old-head" | "known" | "end" | "cut";
  /** Whether `order` is all that is new. A merge brings in commits that are older than the old head by their dates. */
  isAll: boolean;
};

const untold = refused({ reason: "not-supported", status: 200 });

/** Asks the feeds. Refused where that of the directory tells nothing; entries for which requests do not suffice are left. */
export function* readByFeeds(question: Question): Asking<Found | Refused> {
  const { place, changed, budget } = question;
  if (isPattern(place)) return untold;
  const directory = yield* readDirectory(question);
  if ("is" in directory) return directory;
  const { order, end, isAll } = directory;
  const hasMerges = order.some(isMergeByTitle);
  const found = {
    order,
    trails: new Map<string, Trail>(),
    rewritten: end === "end" && !hasMerges,
    left: [],
  };
  if (place.alone !== undefined) {
    found.trails.set(place.alone, { commits: order, complete: isAll });
    return found;
  }
  const toAsk: string[] = [];
  for (const name of changed) {
    const known = toldByDirectory(name, question, directory);
    if (known === "ask") toAsk.push(name);
    else if (known !== undefined) found.trails.set(name, known);
  }
  const turns = inTurn(toAsk, question, order);
  for (const [index, name] of turns.entries()) {
    if (budget.left === 0) return { ...found, left: turns.slice(index) };
    const trail = yield* readEntry(name, question, directory);
    // What fails once is not asked again in the same poll.
    if (trail === "refused") return found;
    if (trail !== undefined) found.trails.set(name, trail);
  }
  return found;
}

function* readDirectory(question: Question): Asking<Directory | Refused> {
  const { place, old, head, known, changed, budget } = question;
  const toKeep = place.alone === undefined ? Math.min(changed.size, budget.left - 1) : 0;
  const list = yield* readBack(question, { isLast: ({ id }) => known.has(id), toKeep });
  if ("is" in list) return list;
  const { commits, last } = list;
  const start = commits.findIndex(({ id }) => id === head.id);
  if (start < 0) return untold;
  const order = commits.slice(start);
  const later = new Set(commits.slice(0, start).map(({ id }) => id));
  const end = list.end !== "enough" ? list.end : last?.id === old.id ? "old-head" : "known";
  return { order, later, end, isAll: end === "old-head" && !order.some(isMergeByTitle) };
}

/** What the directory's commits tell of an entry; undefined where there is nothing to tell. */
function toldByDirectory(
  name: string,
  { rows, place }: Question,
  { order, isAll }: Directory,
): Trail | "ask" | undefined {
  const row = rows.get(name);
  if (isAll) {
    const oldest = order.at(-1);
    const at = order.findIndex(({ id }) => id === row?.commit?.id);
    if (row?.commit !== undefined && at < 0) return undefined;
    // Nothing that is new can hide behind the oldest.
    if (oldest !== undefined && (at === order.length - 1 || (row === undefined && order.length === 1)))
      return { commits: [oldest], complete: true };
  }
  return isPattern(place, name) ? undefined : "ask";
}

/**
 * The entries in the order in which they are asked for, oldest last commit first. Of a commit that more entries show than
 * one poll can ask about none is asked for: their rows tell it at once.
 */
function inTurn(names: readonly string[], { rows, budget }: Question, order: readonly Commit[]): string[] {
  const groups = Map.groupBy(names, (name) => rows.get(name)?.commit?.id);
  const age = (id: string | undefined) => {
    const index = order.findIndex((commit) => commit.id === id);
    return index < 0 ? order.length : index;
  };
  return [...groups]
    .filter(([id, group]) => id === undefined || group.length <= budget.left)
    .toSorted(([a], [b]) => age(b) - age(a))
    .flatMap(([, group]) => group);
}

function* readEntry(
  name: string,
  question: Question,
  { order, later, end, isAll }: Directory,
): Asking<Trail | undefined | "refused"> {
  const { olds, rows, known } = question;
  const stop = olds.get(name)?.commit?.id;
  const fresh = new Set(order.map(({ id }) => id));
  let begun = false;
  const isLast = ({ id }: Commit) => {
    begun ||= fresh.has(id);
    return id === stop || known.has(id) || (isAll && begun && !fresh.has(id));
  };
  const list = yield* readBack(question, { entry: name, isLast, toKeep: 0 });
  if ("is" in list) return "refused";
  const present = list.commits.filter(({ id }) => (isAll ? fresh.has(id) : !later.has(id)));
  const commits = fromRow(present, rows.get(name));
  if (commits === undefined || commits.length === 0) return undefined;
  if (isAll) return { commits, complete: list.end !== "cut" };
  if (list.last !== undefined && list.last.id === stop)
    return { commits, complete: !commits.some(isMergeByTitle) };
  // Without a commit at which to stop, what is behind the newest may have been told already.
  const isNew = list.end === "cut" && end !== "known" && end !== "end" && stop !== undefined;
  return { commits: isNew ? commits : commits.slice(0, 1), complete: false };
}
