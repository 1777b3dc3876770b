/**
 * PURE. The loader of last commits: where a forge has not worked out a row's commit within its second, the page names
 * an address that answers with the same listing when all are known (Gitea 1.16 on, Forgejo).
 */
import type { Entry } from "../../listing.ts";
import type { Answer, PageRequest, Read } from "../contract.ts";
import type { Asked } from "./directory.ts";
import { findListing, readRows } from "./page.ts";
import { decodePage, whyNotReadable } from "../page.ts";
import { decodePath } from "../tree-address.ts";

/** Where each range of versions names its loader, and how it wants to be asked. */
const places: readonly (readonly [attribute: string, method: "GET" | "POST"])[] = [
  ["data-fetch-url", "GET"], // Gitea 1.27 on
  ["hx-get", "GET"], // Forgejo 16
  ["hx-post", "POST"], // Gitea 1.22 to 1.26, Forgejo 7 to 15
  [takesNames(), "POST"], // until 1.21
];

/** The only one that can be asked for some rows alone. */
function takesNames(): string {
  return "data-last-commit-loader-url";
}

/** As the forge's own script has it: of more rows, all are asked for. */
const maxNames = 200;

/** What to ask a loader, and what its answer is about. */
export type Loader = { request: PageRequest; asked: Asked };

/**
 * The loader for the rows called `names`. `tag` is the listing's own, `above` the page before it. Undefined where the
 * page names none, or one that is not of the same directory of the same repository at the same host.
 */
export function loaderOf(
  tag: string,
  above: string,
  asked: Asked,
  names: readonly string[],
): Loader | undefined {
  for (const [attribute, method] of places) {
    const href = new RegExp(`\\s${attribute}="([^"]*)"`).exec(tag)?.[1]?.replaceAll("&amp;", "&");
    const url = href === undefined ? null : URL.parse(href, asked.page);
    if (url === null || url.origin !== asked.page.origin) continue;
    const tree = treeBehind(url, asked);
    if (tree === undefined) continue;
    const headers: Record<string, string> = { "accept-language": "en-US,en" };
    const request: PageRequest = { url: url.href, method, headers };
    if (method === "POST") {
      headers["content-type"] = "application/x-www-form-urlencoded";
      // Gitea 1.22 to 1.25 insist on it; it is not bound to a session.
      const token = /\bcsrfToken: '([\w:.=-]{1,200})'/.exec(above)?.[1];
      if (token !== undefined) headers["x-csrf-token"] = token;
      if (attribute === takesNames() && names.length <= maxNames)
        request.body = new URLSearchParams(names.map((name) => ["f[]", name])).toString();
    }
    return { request, asked: { ...asked, tree } };
  }
  return undefined;
}

/** The tree that the rows of the loader at `url` link to: that of a commit, unless it was told of the ref. */
function treeBehind({ pathname, searchParams }: URL, { repository, tree = "" }: Asked): string | undefined {
  const start = `${repository}/lastcommit/`;
  const at = decodePath(pathname).toLowerCase().indexOf(start);
  const [, id, path = ""] =
    /^([0-9a-f]{40}(?:[0-9a-f]{24})?)(?:\/(.+))?$/.exec(decodePath(pathname).slice(at + start.length)) ?? [];
  if (at < 0 || id === undefined || !`/${tree}`.endsWith(path === "" ? "" : `/${path}`)) return undefined;
  const ref = searchParams.get("refSubUrl") ?? `commit/${id}`;
  return decodePath(path === "" ? ref : `${ref}/${path}`);
}

/** The rows that the loader's answer shows; undefined where it is no such listing. */
export function readLoaded(answer: Answer, { asked }: Loader): Read | undefined {
  if (answer.is === "refused" || whyNotReadable(answer) !== undefined) return undefined;
  const text = decodePage(answer);
  const start = findListing(text);
  const read = start < 0 ? undefined : readRows(text, start, asked);
  return read?.is === "listing" ? read : undefined;
}

/** The listing with the commits (or dates) of rows that were not ready, and the head; all else stays as the page had it. */
export function complete({ listing, notReady, ...rest }: Read, loaded: Read): Read {
  const rows = new Map(loaded.listing.entries.map((entry) => [entry.name, entry]));
  const unready = new Set(loaded.notReady);
  const missing = new Set(notReady.filter((name) => unready.has(name) || !rows.has(name)));
  const due = new Set(notReady).difference(missing);
  const entries = listing.entries.map((entry) =>
    due.has(entry.name) ? withCommit(entry, rows.get(entry.name)) : entry,
  );
  const head = listing.head ?? loaded.listing.head;
  return {
    ...rest,
    listing: { ...listing, ...(head === undefined ? {} : { head }), entries },
    notReady: notReady.filter((name) => missing.has(name)),
  };
}

function withCommit(entry: Entry, { commit, modifiedAt }: Partial<Entry> = {}): Entry {
  if (commit !== undefined) return { ...entry, commit };
  return modifiedAt === undefined ? entry : { ...entry, modifiedAt };
}
