/** PURE. cgit, gitweb and klaus: their addresses, and what their pages look like. */
import type { Marks, Rows } from "../patterns.ts";
import { decodePath } from "../tree-address.ts";

/** A tree page's address, taken apart: what is before `/tree`, what is behind it, and the query. */
export type Address = { page: string; base: string; below: string; query: URLSearchParams };

/** The directory that a tree page is of, and addresses there. */
export type Place = {
  directory: string;
  ref: string | null | undefined;
  /** The log of the directory, at the ref that is watched. */
  log: string;
  tree(at: string): string;
  /** The commits that touched the directory: those at `at` but for those at `from`, or all of the watched ref's. */
  since(at: string, from: string, page: number): string;
  commit(id: string): string;
};

/** One of the programs: what its pages look like. */
export type Program = Marks & {
  place(address: Address, text: string): Place;
  rows: Rows;
  /** What a log begins with. */
  begin: string;
  /** The log can leave out what is at another commit. */
  ranges?: true;
  /** What makes a commit's page show the names of files alone. */
  brief?: string;
  /** What a commit's message stands between. */
  message: readonly [begin: string, end: string];
  /** A file that a commit touched: `path`, `gone` and `from`, where it was moved from. */
  file: RegExp;
};

/** A directory at one of the programs. */
export type Site = Program & Place;

/** A tree page's address, taken apart. gitweb separates the parts of a query with `;`. */
export function parseAddress(page: string): Address {
  const [, base = "", below = "", search] = /^(.*?)(?:\/tree(?:\/([^?]*))?)?(?:\?(.*))?$/.exec(page) ?? [];
  return { page, base, below, query: new URLSearchParams(search?.replaceAll(";", "&")) };
}

const cgit: Program = {
  mark: "content='cgit ",
  place: ({ page, base, below, query }) => ({
    directory: decodePath(below),
    ref: query.get("id") ?? query.get("h"),
    log: page.replace(`${base}/tree`, `${base}/log`),
    tree: (at) => `${base}/tree/${below}?id=${at}`,
    since: (at, from, number) => `${base}/log/${below}?id=${at}&ofs=${number * 50}&qt=range&q=${from}..${at}`,
    commit: (id) => `${base}/commit/?id=${id}`,
  }),
  rows: [
    "Size</th><th/></tr>\n",
    /<tr><td class='ls-mode'>(?<kind>.)[^<]{9}<\/td><td><(?:a class='ls-[bd][^']*' href='(?<href>[^']*)'|\w+ class='ls-mod[^>]*)>(?<name>[^<]*)<.{0,1999}?<\/td><td class='ls-size'>(?<size>\d+)<\/td>.*\n/gy,
  ],
  begin: "<table class='list nowrap'>",
  ranges: true,
  brief: "&dt=2",
  message: ["<div class='commit-subject'>", "<div class='diffstat"],
  file: /<td class='(?:(?<gone>del)|\w{3})'><a [^>]*>(?<path>[^<]*)<\/a>(?: \(renamed from (?<from>[^<]*)\))?/g,
};

const gitweb: Program = {
  mark: 'content="gitweb/',
  place({ base, below, query }) {
    const [pathRef, path = ""] = decodePath(below).split(":/");
    const directory = query.get("f") ?? path;
    const ref = query.get("hb") ?? (pathRef || "HEAD");
    const project = query.get("p");
    const start = `${base}?${project === null ? "" : `p=${encodeURIComponent(project)};`}`;
    const file = directory && `;f=${encodeURIComponent(directory)}`;
    // Without `h`, a history of no commits is an error.
    const log = (at: string) => `${start}a=${file ? "history" : "shortlog"}${file};h=${at};hb=${at}`;
    return {
      directory,
      ref: ref === "HEAD" ? undefined : ref.replace("refs/heads/", ""),
      log: log(encodeURIComponent(ref)),
      tree: (at) => `${start}a=tree${file};hb=${at}`,
      since: (at, from, page) => `${log(at)};hp=${from};hpb=${from};pg=${page}`,
      commit: (id) => `${start}a=commit;h=${id}`,
    };
  },
  rows: [
    '<table class="tree">\n',
    /<tr class="\w+">\n<td class="mode">(?<kind>.)[^<]{9}<\/td>\n(?:<td class="size">(?<size>[^<]*)<\/td>\n)?<td class="list">(?:<a [^>]*?href="(?<href>[^"]*)"[^>]*>)?(?<name>[^<]*(?:<\/?span[^>]*>[^<]*)*)(?:<\/a>(?: -> .*)?)?<\/td>\n<td class="link">.*\n<\/tr>\n/gy,
  ],
  begin: "<body>",
  ranges: true,
  message: ['<div class="page_body">', "</div>"],
  // A name has its control characters spelled out (`\t`), each between tags.
  file: /">\n<td>(?:<a class="list"[^>]*>)?(?<path>[^<]*(?:<\/?span[^>]*>[^<]*)*)(?:<\/a>)?<\/td>\n<td(?:><span class="file_status (?:(?<gone>deleted)|moved">\[moved from <a [^>]*>(?<from>[^<]*(?:<\/?span[^>]*>[^<]*)*)))?/g,
};

const klaus: Program = {
  mark: "/klaus.js>",
  place({ page, base, below }, text) {
    const [, ref = ""] = /Tree @<a href="[^"]{0,999}\/commit\/([^"]{0,999})\/">/.exec(text) ?? [];
    const directory = below.slice(ref.length + 1);
    return {
      directory: decodePath(directory),
      ref: decodePath(ref),
      log: page,
      tree: (at) => `${base}/tree/${at}/${directory}`,
      since: (_, __, number) => `${base}/tree/${below}?page=${number}`,
      commit: (id) => `${base}/commit/${id}/`,
    };
  },
  rows: [
    "</h2>\n  <ul>",
    /\s*<li><a href="(?<href>[^"]*)"(?: class=(?<kind>dir|submodule))?>(?<name>[^<]*)<\/a><\/li>/gy,
  ],
  begin: "<div class=history>",
  message: ["<span class=line1>", "</span>"],
  file: /<div class=filename>[^]{0,999}?(?:(?<gone><del>)|<a href="[^"]*\/blob\/[^"]*">)\s*(?<path>[^<\n]*)/g,
};

export const programs = [cgit, gitweb, klaus];
