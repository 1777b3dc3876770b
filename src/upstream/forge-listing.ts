/**
 * PURE. What the rows and the head panel of a forge's tree page mean: the parts found in its markup become a listing,
 * if every row agrees with the directory that was asked for.
 */
import { sortEntries, type Commit, type Entry, type Listing } from "../listing.ts";
import type { Read } from "./contract.ts";
import { readDate } from "./dates.ts";
import { hasWord, type Attributes, type Field, type Part } from "./markup.ts";
import type { NotAListing } from "./refusal.ts";
import { decodePath, followLink } from "./tree-address.ts";

/** What a page has to be about. */
export type Asked = {
  /** Where the page was found: its links start from there. */
  page: URL;
  /** `/owner/name` in lower case; forges do not tell letter cases apart. */
  repository: string;
  /** Decoded kind of ref, ref and path: `branch/master/lib`. Absent for the root of the default branch. */
  tree?: string;
};

/** The directory as the page's own links spell it. */
type Here = {
  readonly page: URL;
  readonly repository: string;
  /** Decoded, as in `Asked`. */
  tree?: string | undefined;
  /** What the link of every entry begins with, `/` at the end. Absent until one is seen: submodules link elsewhere. */
  prefix?: string | undefined;
};

/** Takes the parts of a page one by one, so that none is kept longer than it is needed; then gives the listing. */
type ListingReader = {
  /** Undefined, or what the part lacks to be one of the directory that was asked for. */
  readonly take: (part: Part) => NotAListing | undefined;
  /** The listing that the parts made. `above` is the page up to them. */
  readonly finish: (above: string) => Read | NotAListing;
};

/** A reader for the page of the directory that was asked for. */
export function listingReader(asked: Asked): ListingReader {
  const here: Here = { ...asked };
  const entries = new Map<string, Entry>();
  const notReady = new Set<string>();
  let head: Commit | undefined;
  let isRoot = true;

  function takeRow(row: Part): NotAListing | undefined {
    const entry = readName(row, here);
    if (typeof entry === "string") return entry;
    const readiness = readCommit(row, entry, here);
    if (readiness === "unreadable-row" || entries.has(entry.name)) return "unreadable-row";
    if (readiness === "not-ready") notReady.add(entry.name);
    entries.set(entry.name, entry);
    return undefined;
  }
  return {
    take(part) {
      if (part.part === "row") return takeRow(part);
      if (part.part === "head") head ??= readHead(part, here);
      if (part.part !== "parent") return undefined;
      isRoot = false;
      return leadsAbove(part, here) ? undefined : "another-directory";
    },
    finish(above) {
      if (entries.size === 0) return "no-rows";
      const listing: Listing = { entries: sortEntries([...entries.values()]) };
      const names = listing.entries.map(({ name }) => name);
      const ref = isRoot ? here.tree : rootOf(here, above);
      if (ref !== undefined) listing.ref = ref.slice(ref.indexOf("/") + 1);
      if (head !== undefined) listing.head = head;
      return { is: "listing", listing, notReady: names.filter((name) => notReady.has(name)) };
    },
  };
}

/** The decoded path that a link names in the repository, from the kind of ref on; undefined where it leads elsewhere. */
function pathInside(href: string | undefined, repository: string): string | undefined {
  if (href === undefined || !href.startsWith("/")) return undefined;
  const start = `${repository}/src/`;
  const at = href.toLowerCase().indexOf(start);
  return at < 0 ? undefined : decodePath(href.slice(at + start.length));
}

/** Whether the row `..` leads to the directory above. Roots have no such row. */
function leadsAbove({ own }: Part, { tree, repository }: Here): boolean {
  const path = pathInside(own.attributes.href ?? own.links[0]?.href, repository);
  return tree !== undefined && path === tree.slice(0, tree.lastIndexOf("/"));
}

/**
 * The root that a directory is below, kind of ref included. The breadcrumb links to it, and no link above the rows leads
 * to less of the path, because git allows no ref `a` beside `a/b`. Without a breadcrumb, the ref is taken for one part.
 */
function rootOf({ tree = "", repository }: Here, above: string): string {
  let root = tree;
  for (const [, href = ""] of above.matchAll(/href="([^"]*)"/g)) {
    const path = pathInside(href.replaceAll("&amp;", "&"), repository);
    if (path !== undefined && tree.startsWith(`${path}/`) && path.length < root.length) root = path;
  }
  return root === tree ? tree.split("/", 2).join("/") : root;
}

/** The row's entry without its commit. */
function readName({ own, fields }: Part, here: Here): Entry | NotAListing {
  const cell = fields["name"];
  const link = cell?.links[0];
  // Directories that hold nothing but one directory are joined into one row, which is about the first.
  const name = own.attributes["data-entryname"] ?? (link?.title ?? cell?.tooltip)?.split("/")[0];
  if (cell === undefined || name === undefined || name === "" || name.includes("/")) return "unreadable-row";

  const isHere = leadsTo(name, link, here);
  const kind = kindOf(cell.icon, isHere);
  if (!isHere) {
    if (kind !== "submodule") return "another-directory";
    // Its link is to another repository and proves nothing, so the name has to stand in the cell as well.
    if (!cell.text.includes(name)) return "unreadable-row";
  }
  const url = followLink(link?.href, here.page);
  return url === undefined ? { name, kind } : { name, kind, url };
}

/** Whether a link is to the entry `name` of the directory, or to what is below. The first tells how links begin. */
function leadsTo(name: string, link: Attributes | undefined, here: Here): boolean {
  if (link?.href === undefined) return false;
  here.prefix ??= findPrefix(link, here);
  if (here.prefix === undefined || !link.href.startsWith(here.prefix)) return false;
  const path = decodePath(link.href.slice(here.prefix.length));
  return path === name || path.startsWith(`${name}/`);
}

/** What a link begins with that ends in what it shows; undefined where that is not the directory. */
function findPrefix({ href = "", title }: Attributes, here: Here): string | undefined {
  if (title === undefined || pathInside(href, here.repository)?.endsWith(`/${title}`) !== true)
    return undefined;
  const above = href.split("/").slice(0, -title.split("/").length).join("/");
  const tree = pathInside(above, here.repository);
  here.tree ??= tree;
  return tree === here.tree ? `${above}/` : undefined;
}

const kinds: readonly (readonly [icon: string, kind: Entry["kind"]])[] = [
  ["octicon-file", "file"],
  ["octicon-file-directory-fill", "directory"],
  ["octicon-file-directory", "directory"], // until 1.16
  ["octicon-file-symlink-file", "symlink"],
  ["octicon-file-directory-symlink", "symlink"], // from 1.21 on
  ["octicon-file-symlink-directory", "symlink"], // 1.12
  ["octicon-file-submodule", "submodule"],
];

/** From 1.13 to 1.20 a symlink to a directory has a submodule's icon, but its link stays in the directory. */
function kindOf(icon: string, isHere: boolean): Entry["kind"] {
  const [, kind] = kinds.find(([name]) => hasWord(icon, name)) ?? ["", "unknown"];
  return kind === "submodule" && isHere ? "symlink" : kind;
}

/** Writes the commit that a row shows into its entry, or the date where it shows no more. */
function readCommit(row: Part, entry: Entry, here: Here): "ready" | "not-ready" | "unreadable-row" {
  const { name, message, age } = row.fields;
  if (message === undefined || age === undefined) return "unreadable-row";
  if (isMarkedNotReady(row.own) || isMarkedNotReady(name) || isMarkedNotReady(message)) return "not-ready";
  const written = age.datetime ?? age.tooltip;
  const date = readDate(written);
  const title = oneLine(message.text);
  for (const link of message.links) {
    const commit = isRowsOwn(link) ? commitBehind(link, here) : undefined;
    if (commit === undefined) continue;
    if (entry.commit !== undefined && entry.commit.id !== commit.id) return "unreadable-row";
    entry.commit = commit;
  }
  if (entry.commit !== undefined) {
    entry.commit.title = title;
    if (date !== undefined) entry.commit.committedAt = date;
    return "ready";
  }
  // A commit with an empty message has no link, only its date; text without a link is nothing that forges write.
  if (title !== "" || (written === undefined && age.text.trim() === "")) return "not-ready";
  if (date !== undefined) entry.modifiedAt = date;
  return "ready";
}

function isMarkedNotReady(field: Field | undefined): boolean {
  return field?.attributes.class !== undefined && hasWord(field.attributes.class, "notready");
}

/**
 * Whether a link in a row's message is to the row's own commit, by class (1.16 on) or, until 1.15, by the subject in its
 * `title`. A subject that names another commit has a link to that one too, of class `commit`.
 */
function isRowsOwn({ class: classes, title }: Attributes): boolean {
  if (classes === undefined) return title !== undefined;
  return ["default-link", "muted", "title-full-link"].some((name) => hasWord(classes, name));
}

const commitPath = /\/commit\/([0-9a-f]{40}(?:[0-9a-f]{24})?)$/;

/** The commit that a link leads to, without its title yet; undefined where it is to none of the repository. */
function commitBehind({ href = "" }: Attributes, { page, repository }: Here): Commit | undefined {
  const found = commitPath.exec(href);
  const id = found?.[1];
  if (found === null || id === undefined || !href.startsWith("/")) return undefined;
  if (!href.slice(0, found.index).toLowerCase().endsWith(repository)) return undefined;
  const url = followLink(href, page);
  return url === undefined ? { id, title: "" } : { id, title: "", url };
}

/** The directory's last commit; undefined where the panel is not ready. */
function readHead(panel: Part, here: Here): Commit | undefined {
  const [head] = panel.own.links.flatMap((link) => commitBehind(link, here) ?? []);
  if (head === undefined) return undefined;
  const { author, summary, body, age } = panel.fields;
  head.title = oneLine(summary?.attributes.title ?? summary?.text ?? "");
  const name = oneLine(author?.attributes.title ?? author?.text ?? "");
  if (name !== "") head.author = name;
  const date = readDate(age?.datetime ?? age?.tooltip ?? panel.own.datetime);
  if (date !== undefined) head.committedAt = date;
  const message = body?.text.replace(/\r\n?/g, "\n").trimEnd();
  if (message !== undefined && message !== "") head.body = message;
  return head;
}

/** White space collapsed; where there is none to collapse, the text is not copied. */
function oneLine(text: string): string {
  return text.trim().replace(/[^\S ]\s*|\s{2,}/g, " ");
}
