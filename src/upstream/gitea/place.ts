/** PURE. Where a forge of Gitea's family tells what happened to a directory or an entry of it, by its addresses. */
import type { Commit } from "../../listing.ts";
import type { PageRequest, Read } from "../contract.ts";
import { decodePath, kindOfRef, parseTreeUrl, type TreeAddress } from "../tree-address.ts";

/** A directory that was read. Addresses are spelt as they are in links; what is meant by them is not encoded. */
export type Place = {
  /** The repository's address, also where it has moved to. */
  repository: string;
  /** The ref as addresses spell it; absent where it is no branch, or the target does not say so. */
  branch?: string;
  /** Path of the directory as addresses spell it; empty for the root. */
  path: string;
  /** The only entry that the watch is about; the path is then its own. */
  alone?: string;
  /** What the address of a commit begins with. */
  commits: string;
};

/** The place of a directory that was read at `target`. */
export function placeOf(target: TreeAddress, { listing: { ref = "", head }, notes = [] }: Read): Place {
  const moved = notes.find((note) => note.note === "moved");
  const repository = (moved && parseTreeUrl(new URL(moved.to))?.repository) ?? target.repository;
  const commits = head?.url?.slice(0, -head.id.length) ?? `${repository}/commit/`;
  const only = notes.find((note) => note.note === "one-entry");
  const alone = only === undefined ? {} : { alone: only.entry };
  const { tree } = target;
  if (tree === undefined) {
    const branch = ref === "" ? {} : { branch: ref.split("/").map(encodeURIComponent).join("/") };
    return { repository, ...branch, path: "", ...alone, commits };
  }
  const kind = kindOfRef(tree);
  const parts = tree.split("/").slice(kind === undefined ? 0 : 1);
  const end = ref === "" ? 1 : ref.split("/").length;
  const branch = kind === "branch" ? { branch: parts.slice(0, end).join("/") } : {};
  return { repository, ...branch, path: parts.slice(end).join("/"), ...alone, commits };
}

const rss = { accept: "application/rss+xml" };

/**
 * The request for the newest commits of the directory, or of an entry of it: its feed (Gitea 1.20 on). Where the ref is no
 * branch, which alone has a feed of its own address, the one from the commit `head` back.
 */
export function feedRequest(place: Place, head: string, entry?: string): PageRequest {
  const { repository, branch } = place;
  if (branch === undefined) return feedBackFrom(place, head, entry);
  return { url: joined(`${repository}/rss/branch/${branch}`, below(place, entry)), headers: rss };
}

/**
 * The request for the commits from a commit back, itself included. Feeds have no pages, but a listing's address answers
 * with a feed to whoever asks for one, and there the ref may be any commit.
 */
export function feedBackFrom(place: Place, commit: string, entry?: string): PageRequest {
  return { url: joined(`${place.repository}/src/commit/${commit}`, below(place, entry)), headers: rss };
}

/** Which commits the API is asked for. */
export type CommitsWanted = {
  /** Newest first from this one back, itself included. */
  from: string;
  /** Those that came before this one are left out (from Gitea 1.20 on). */
  not: string;
  /** From 1, but see `readPages`. */
  page: number;
  /** Only those of this entry, and without the files that they touched. */
  entry?: string;
};

/** The request for commits of the directory or of an entry of it, by the REST API. */
export function commitsRequest(place: Place, { from, not, page, entry }: CommitsWanted): PageRequest {
  const [forge, owner, name] = /^(.*)\/([^/]+)\/([^/]+)$/.exec(place.repository)?.slice(1) ?? [];
  const path = decodePath(below(place, entry));
  const query = new URLSearchParams({
    sha: from,
    ...(path === "" ? {} : { path: literally(path) }),
    not,
    stat: "false",
    verification: "false",
    files: String(entry === undefined),
    // Obeyed only where there is no path.
    limit: "50",
    page: String(page),
  });
  return {
    url: `${forge}/api/v1/repos/${owner}/${name}/commits?${query.toString()}`,
    headers: { accept: "application/json" },
  };
}

/** Whether git takes a path for a pattern, so that a feed of it may be of others too. */
export function isPattern(place: Place, entry?: string): boolean {
  return pattern.test(decodePath(below(place, entry)));
}

/** Forges hand paths on to git as pathspecs (gitglossary, "pathspec"). */
const pattern = /^:|[*?[\\]/;

function literally(path: string): string {
  return pattern.test(path) ? `:(literal)${path}` : path;
}

/** The path of an entry, or of the directory where none is given, as addresses spell it. */
function below({ path }: Place, entry?: string): string {
  return entry === undefined ? path : joined(path, encodeURIComponent(entry));
}

function joined(above: string, path: string): string {
  return [above, path].filter((part) => part !== "").join("/");
}

/** The path of the directory, decoded, `/` at the end: what the paths of its files begin with. Empty for the root. */
export function prefixOf({ path }: Place): string {
  return path === "" ? "" : `${decodePath(path)}/`;
}

/** A commit's address. */
export function commitAt({ commits }: Place, id: Commit["id"]): string {
  return commits + id;
}
