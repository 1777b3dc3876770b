/**
 * A forge's past written by hand, for tests: the commits of a directory and of its entries by short names, newest first,
 * told by feeds and by the commits API; and what `giteaHistory` makes of it.
 */
import type { Entry, Listing } from "../../../src/listing.ts";
import type { Answer, History, Note, PageRequest, Refused } from "../../../src/upstream/contract.ts";
import { giteaHistory } from "../../../src/upstream/gitea/history.ts";
import type { TreeAddress } from "../../../src/upstream/tree-address.ts";
import { pageAt } from "./page.ts";

export type Past = {
  /** Commits by entry, newest first; under `""` the directory's own. Names of one or two letters or digits. */
  lists: Readonly<Record<string, string>>;
  /** Which of them are merges, and the entries of what each brings in, as the API tells them from 1.21 on. */
  merges?: Readonly<Record<string, string>>;
  /** Which ways there are; both by default. */
  ways?: readonly ("feed" | "api")[];
  /** Commits that came before the old head, itself included: the API leaves them out. Absent: it does not know how. */
  before?: string;
  /** Commits in a feed and on a page; 50 by default. */
  pageSize?: number;
  /** Answers in place of the forge, where it does. */
  instead?: (url: URL) => Answer | undefined;
};

export const target: TreeAddress = {
  repository: "https://forge.example/own/repo",
  tree: "branch/main/lib",
};

/** The whole id of a short name, and back. */
export const idOf = (name: string) => Buffer.from(name).toString("hex").padEnd(40, "0");
const nameOf = (id: string) => Buffer.from(id.replace(/(?:00)+$/, ""), "hex").toString();
const words = (text = "") => text.split(" ").filter((word) => word !== "");

/** Seconds from 32 to 57: the later in the alphabet, the later. */
const dateOf = (name: string) => `2026-01-01T00:00:${name.charCodeAt(0) - "A".charCodeAt(0)}Z`;

/** The directory under a head: each entry with the commit that its row shows, `?` where it is not ready. */
export function rows(head: string, entries: Readonly<Record<string, string>>): Listing {
  const commit = (name: string) => ({ id: idOf(name), title: `row of ${name}`, committedAt: dateOf(name) });
  return {
    ref: "main",
    head: commit(head),
    entries: Object.entries(entries).map(([name, last]): Entry => ({
      name,
      kind: "directory",
      ...(last === "?" ? {} : { commit: commit(last) }),
    })),
  };
}

type Asked = { history: History | Refused; told: string[]; requests: string[] };

/**
 * Asks for what led from one listing to another. `told` says each commit as `c2: updated a, removed b`, with `…` at the end
 * where commits before it are hidden.
 */
export function ask(
  past: Past,
  before: Listing,
  after: Listing,
  { at = target, notes = [] }: { at?: TreeAddress; notes?: Note[] } = {},
): Asked {
  const requests: string[] = [];
  const steps = giteaHistory(at, before, { is: "listing", listing: after, notReady: [], notes });
  let step = steps.next();
  while (step.done !== true) {
    const url = new URL(step.value.url);
    if (!url.pathname.endsWith("/info/refs")) requests.push(step.value.url.replace(/^https:\/\/[^/]+/, ""));
    step = steps.next(past.instead?.(url) ?? answer(past, step.value, url));
  }
  const history = step.value;
  const told = "is" in history ? [] : history.commits.map(say);
  return { history, told, requests };
}

function say({ commit, changes, complete }: History["commits"][number]): string {
  const words = changes.map(({ kind, entry }) => `${kind} ${entry}`).join(", ");
  return `${nameOf(commit.id)}: ${words}${complete ? "" : " …"}`;
}

export const notFound = (url: string): Answer => pageAt(url, "404 page not found", { status: 404 });

function answer({ ways = ["feed", "api"], ...past }: Past, request: PageRequest, url: URL): Answer {
  const [, feed, from, entry = ""] =
    /^\/own\/repo\/(rss\/branch\/main|src\/commit\/(\w{40}))\/lib(?:\/(.+))?$/.exec(url.pathname) ?? [];
  if (feed !== undefined && ways.includes("feed") && request.headers?.["accept"] === "application/rss+xml")
    return pageAt(url.href, feedOf(past, decodeURIComponent(entry), from));
  if (url.pathname === "/api/v1/repos/own/repo/commits" && ways.includes("api")) return listOf(past, url);
  return notFound(url.href);
}

function feedOf({ lists, pageSize = 50 }: Past, entry: string, from?: string): string {
  const all = words(lists[entry]);
  const items = all.slice(from === undefined ? 0 : all.indexOf(nameOf(from))).slice(0, pageSize);
  return `<rss><channel>${items.map(item).join("")}</channel></rss>`;
}

function item(name: string): string {
  return `<item><guid>${idOf(name)}</guid><author>Ada</author><description>${titleOf(name)}</description></item>`;
}

const titleOf = (name: string) => (name.startsWith("m") ? `Merge branch '${name}'` : `title of ${name}`);

/** Pages as until 1.26: every one but the first holds more than a page's commits. */
function listOf({ lists, merges = {}, before, pageSize = 50 }: Past, url: URL): Answer {
  const query = url.searchParams;
  const entry = query.get("path")?.replace(/^lib\/?/, "") ?? "";
  const known = new Set(words(before));
  const all = words(lists[entry]).filter((name) => !known.has(name));
  const page = Number(query.get("page"));
  const start = pageSize * (page - 1);
  const touched = (name: string) => [
    ...Object.keys(lists).filter((one) => one !== "" && words(lists[one]).includes(name)),
    ...words(merges[name]),
  ];
  const commits = all.slice(start, start + pageSize * page).map((name) => ({
    sha: idOf(name),
    commit: { message: titleOf(name), author: { name: "Ada" }, committer: null },
    parents: name in merges ? [{}, {}] : [{}],
    files:
      query.get("files") === "true" ? touched(name).map((one) => ({ filename: `lib/${one}/file` })) : null,
  }));
  const status = all.length === 0 ? 404 : 200;
  const headers = new Headers({ "content-type": "application/json", "x-total-count": String(all.length) });
  return pageAt(url.href, JSON.stringify(commits), { status, headers });
}
