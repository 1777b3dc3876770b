/** PURE. What the programs' pages say: the entries of a directory, the commits of a log, and what one touched. */
import { type Commit, type Entry, sortEntries } from "../../listing.ts";
import { splitMessage } from "../commit-message.ts";
import type { Answer, PageRequest, Refused } from "../contract.ts";
import { readDate } from "../dates.ts";
import { between, openPage, rowsIn, textOf } from "../patterns.ts";
import { notAListing, refused } from "../refusal.ts";
import type { PathsCommit } from "../touched-paths.ts";
import { decodePath, followLink } from "../tree-address.ts";
import type { Program, Site } from "./programs.ts";

/** A reader of pages, which asks for them one by one. */
export type Asking<Result> = Generator<PageRequest, Result | Refused, Answer>;

/** Asks for a page of one of several programs. Refused where it is none, not whole, or a redirect led to another. */
export function* open(url: string, programs: readonly Program[]): Asking<{ text: string; program: Program }> {
  const page = yield { url };
  if (page.is === "refused") return page;
  const opened = openPage(page, programs);
  const { pathname, search } = new URL(url);
  return "is" in opened || page.url.endsWith(pathname + search) ? opened : notAListing("another-directory");
}

const kinds: Readonly<Record<string, Entry["kind"]>> = {
  d: "directory",
  "-": "file",
  l: "symlink",
  m: "submodule",
  s: "submodule",
};

/** The entries on the tree page at `url`, sorted, or why it is not the directory's. klaus shows symlinks as files, and no sizes. */
export function entriesOn(text: string, { rows: pattern, directory }: Site, url: string): Entry[] | Refused {
  const rows = rowsIn(text, pattern);
  const entries = new Map<string, Entry>();
  for (const { kind: mark = "-", href, name: written, size = "" } of rows ?? []) {
    // cgit shows a submodule's whole path.
    const name = textOf(written).split("/").at(-1) ?? "";
    const kind = kinds[mark.charAt(0)] ?? "unknown";
    const path = plain(directory && `${directory}/`) + plain(name);
    const link = href && followLink(textOf(href), new URL(url));
    // A file's page at klaus has the rows of the directory that it is in.
    if (link && name !== ".." && !plain(decodePath(link)).includes(path))
      return refused({ reason: "not-a-directory" });
    entries.set(name, {
      name,
      kind,
      ...(link ? { url: link } : {}),
      ...(/^[-l]\d+$/.test(mark + size) ? { size: Number(size) } : {}),
    });
  }
  if (rows?.length !== entries.size || entries.has("")) return notAListing("unreadable-row");
  entries.delete("..");
  return sortEntries([...entries.values()]);
}

/** What addresses and names have in common at all programs: gitweb encodes twice what is not ASCII, and spells control characters out. */
function plain(path: string): string {
  return path.replace(/\\\w*|[^\w./]/g, "");
}

/** A commit in a log, with its title. */
const logged =
  /(?:<td><a|subject"|=commit) href=["'][^"'<>]*\W([0-9a-f]{40,64})[^<>]*>(?:\s*<span[^<>]*>)*([^<]*)/g;

/** The commits on a page of a log, newest first: their ids, with what it shows of their titles. */
export function commitsOn(text: string, { begin }: Program): Map<string, string> {
  // A README may stand above it.
  const list = text.slice(text.lastIndexOf(begin));
  return new Map(
    Array.from(list.matchAll(logged), ([, commit = "", title]) => [commit, textOf(title).trim()]),
  );
}

/** A merge: at klaus only its title tells. */
const merge = />parent<[^]{0,999}>parent<|line1>\s*<span>Merge /;
const author = /(?:author<\/t.><td>|line2[^<>]*>\s*<span>)(?:<[^<>]*>)?([^<]*)/;
const date = />\s?([^<>]{9,25}:\d\d [+-]\d{4})/;

/** What a commit's page says; no more than its `title` where that tells nothing. Refused where no page can be had now. */
export function* readCommit(site: Site, id: string, title = ""): Asking<PathsCommit> {
  const url = site.commit(id);
  const opened = yield* open(url + (site.brief ?? ""), [site]);
  if ("is" in opened) {
    const { reason } = opened.refusal;
    return reason === "network" || reason === "rate-limited"
      ? opened
      : { commit: { id, title, url }, paths: [], complete: false };
  }
  const { text } = opened;
  const [name = ""] = textOf(author.exec(text)?.[1])
    .trim()
    .split(/ <| authored$/);
  const written = date.exec(between(text, ">committer<", ">commit<"))?.[1] ?? "";
  const committedAt = readDate(new Date(written).toUTCString());
  const message = between(text, ...site.message).replace(/(?:<span class='dec.{0,999}?)?<\/div>/g, "\n\n");
  const commit: Commit = {
    id,
    url,
    ...splitMessage(textOf(message)),
    ...(name === "" ? {} : { author: name }),
    ...(committedAt === undefined ? {} : { committedAt }),
  };
  const paths = [...text.matchAll(site.file)].flatMap(({ groups: { path, from, gone } = {} }) => [
    { path: textOf(path), gone: gone !== undefined },
    ...(from === undefined ? [] : [{ path: textOf(from), gone: true }]),
  ]);
  // What a merge brought in is the doing of the commits merged, which a range has.
  if (merge.test(text)) return { commit, paths: [], complete: site.ranges === true };
  return { commit, paths, complete: paths.length > 0 };
}
