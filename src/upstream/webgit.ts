/**
 * PURE. The tree pages of cgit, gitweb and klaus. They show no commits: those come from the log of the directory, and what
 * each touched from its own page. A poll reads the directory as it was at the newest commit that it tells, so that what is
 * pushed meanwhile is the next one's.
 */
import * as z from "zod/mini";
import { matching } from "../matching.ts";
import type { Known, Read, Unchanged, Upstream } from "./contract.ts";
import { notAListing } from "./refusal.ts";
import { historyByPaths, type PathsCommit } from "./touched-paths.ts";
import { decodePath } from "./tree-address.ts";
import { type Asking, commitsOn, entriesOn, open, readCommit } from "./webgit/pages.ts";
import { parseAddress, programs, type Site } from "./webgit/programs.ts";

/** Pages of a log, and commits told at once. With all else that is 40 requests at most. */
const [MAX_LOG_PAGES, MAX_COMMITS] = [6, 16];

/** A directory's page, at whichever program is there. */
const WebgitTarget = z.object({ page: matching(/^https?:\/\/[^\s#]+$/) });
type WebgitTarget = z.infer<typeof WebgitTarget>;

export const webgit: Upstream<WebgitTarget> = {
  name: "webgit",
  reads: "a directory's page at cgit, gitweb or klaus",
  target: WebgitTarget,
  fields: {},
  match({ origin, pathname, search }) {
    const page = origin + pathname + search;
    return /^http.*(?:\/tree(?![^/?])|[?;&]a=tree(?![^;&]))/.test(page) ? { page } : undefined;
  },
  prefers: ({ pathname, search }) =>
    /[?;&]a=tree(?![^;&])|[?&]h=|\.git\/tree(?:[/?]|$)|\/tree\/[^:]+:\//.test(pathname + search),
  title,
  url: ({ page }) => page,
  list,
};

/** `spdk/lib`; `spdk` for a root. At klaus the ref counts as path. */
function title({ page }: WebgitTarget): string {
  const { base, below, query } = parseAddress(page);
  const name = decodePath(query.get("p") ?? base).replace(/^.*\/(?=.)|\.git$/g, "");
  const path = query.get("f") ?? decodePath(below.replace(/^.*:\//, ""));
  return path === "" ? name : `${name}/${path}`;
}

/** At a quiet poll one page of the log is all: its newest commit is the head. */
function* list({ page }: WebgitTarget, known?: Known): Asking<Read | Unchanged> {
  const first = known?.at ?? page;
  const opened = yield* open(first, programs);
  if ("is" in opened) return opened;
  const { program } = opened;
  const site: Site = { ...program, ...program.place(parseAddress(page), opened.text) };
  const log = site.log === first ? opened : yield* open(site.log, [site]);
  if ("is" in log) return log;
  const newest = commitsOn(log.text, site);
  const [head] = newest.keys();
  if (head === undefined) return notAListing("no-rows");
  if (known?.open === false && head === known.head) return { is: "unchanged" };

  const since = yield* readSince(site, head, known);
  if ("is" in since) return since;
  const commits: PathsCommit[] = [];
  for (const [id, shown] of [...since.titles].toReversed()) {
    const read = yield* readCommit(site, id, shown);
    if ("is" in read) return read;
    commits.push({ ...read, complete: read.complete && (since.isWhole || commits.length > 0) });
  }
  const at = commits.at(-1) ?? (yield* readCommit(site, head, newest.get(head)));
  if ("is" in at) return at;
  const { directory, ref } = site;
  const tree = site.tree(at.commit.id);
  // Where the log is on the page, too, it is of its head.
  const isAtHand = site.log === page && at.commit.id === head;
  const shown = isAtHand ? log : yield* open(tree, [site]);
  if ("is" in shown) return shown;
  const entries = entriesOn(shown.text, site, tree);
  if ("is" in entries) return entries;
  const before = known?.listing?.().entries;
  const { rewritten } = since;
  return {
    is: "listing",
    listing: { ...(ref ? { ref } : {}), head: at.commit, entries },
    notReady: [],
    notes: /^[0-9a-f]{40,64}$/.test(ref ?? "") ? [{ note: "fixed-commit" }] : [],
    at: site.log,
    ...(before === undefined || rewritten === undefined
      ? {}
      : { history: { commits: historyByPaths(commits, { directory, before, after: entries }), rewritten } }),
  };
}

/**
 * Commits, newest first, with what is shown of their titles: all that came after the old head or, where they are many, the
 * oldest of them; the next poll goes on there. `isWhole`: none is missing. `rewritten`: whether the old head is no longer
 * part of the history; undefined where that is not known.
 */
type Since = { titles: Map<string, string>; isWhole: boolean; rewritten?: boolean | undefined };

function* readSince(site: Site, head: string, known?: Known): Asking<Since> {
  const none = { titles: new Map<string, string>(), isWhole: true };
  const old = known?.head ?? head;
  if (old === head) return none;
  let log = yield* readLog(site, head, old);
  if ("is" in log) return log;
  let rewritten = false;
  if (site.ranges) {
    const lost = log.titles.size > 0 ? yield* readLog(site, old, head) : log;
    if ("is" in lost) return lost;
    rewritten = lost === log || lost.titles.size > 0;
  } else if (!log.isWhole) return none;
  // An address that is new has a history only where it knows the old head.
  if (rewritten && known?.at === undefined) return none;
  const at = [...log.titles.keys()].at(-MAX_COMMITS) ?? head;
  // What is beside that commit, and not before it, comes later.
  if (site.ranges && log.titles.size > MAX_COMMITS) log = yield* readLog(site, at, old);
  if ("is" in log) return log;
  return { titles: new Map([...log.titles].slice(-MAX_COMMITS)), isWhole: log.isWhole, rewritten };
}

/** The commits of the directory at `at`, newest first, but for those at `from`, and whether none is missing. */
function* readLog(site: Site, at: string, from: string): Asking<Omit<Since, "rewritten">> {
  const titles = new Map<string, string>();
  for (let page = 0; page < MAX_LOG_PAGES; page++) {
    const opened = yield* open(site.since(at, from, page), [site]);
    if ("is" in opened) return opened;
    for (const [id, shown] of commitsOn(opened.text, site)) {
      if (id === from) return { titles, isWhole: true };
      titles.set(id, shown);
    }
    if (!/(?:next\]?|»»)<\/a>/.test(opened.text)) return { titles, isWhole: site.ranges === true };
  }
  return { titles, isWhole: false };
}
