/** PURE. Which directory a forge's page is about, by its own links: they have to agree with the one asked for. */
import type { Attributes } from "../attributes.ts";
import type { Part } from "../markup.ts";
import { decodePath, kindOfRef } from "../tree-address.ts";

/** What a page has to be about. */
export type Asked = {
  /** Where the page was found: its links start from there. */
  page: URL;
  /** `/owner/name` in lower case; forges do not tell letter cases apart. */
  repository: string;
  /** Decoded kind of ref, ref and path: `branch/master/lib`; at Gogs without the kind. Absent: root of the default branch. */
  tree?: string;
};

/** The directory as the page's own links spell it. */
export type Here = {
  readonly page: URL;
  readonly repository: string;
  /** Decoded, as in `Asked`. */
  tree?: string | undefined;
  /** What the link of every entry begins with, `/` at the end. Absent until one is seen: submodules link elsewhere. */
  prefix?: string | undefined;
};

/** The decoded path that a link names in the repository below `unit`; undefined where it leads elsewhere. */
function pathInside(href: string | undefined, repository: string, unit = "src"): string | undefined {
  if (href === undefined || !href.startsWith("/")) return undefined;
  const start = `${repository}/${unit}/`;
  const at = href.toLowerCase().indexOf(start);
  return at < 0 ? undefined : decodePath(href.slice(at + start.length));
}

/** Whether the row `..` leads to the directory above. Roots have no such row. */
export function leadsAbove({ own }: Part, { tree, repository }: Here): boolean {
  const path = pathInside(own.attributes.href ?? own.links[0]?.href, repository);
  return tree !== undefined && path === tree.slice(0, tree.lastIndexOf("/"));
}

/** Whether a link is to the entry `name` of the directory, or to what is below. The first tells how links begin. */
export function leadsTo(name: string, link: Readonly<Attributes> | undefined, here: Here): boolean {
  if (link?.href === undefined) return false;
  here.prefix ??= findPrefix(link, here);
  if (here.prefix === undefined || !link.href.startsWith(here.prefix)) return false;
  const path = decodePath(link.href.slice(here.prefix.length));
  return path === name || path.startsWith(`${name}/`);
}

/** What a link begins with that ends in what it shows; undefined where that is not the directory. */
function findPrefix({ href = "", title = lastPart(href) }: Attributes, here: Here): string | undefined {
  if (pathInside(href, here.repository)?.endsWith(`/${title}`) !== true) return undefined;
  const above = href.split("/").slice(0, -title.split("/").length).join("/");
  const tree = pathInside(above, here.repository);
  here.tree ??= tree;
  return tree === here.tree ? `${above}/` : undefined;
}

/** The last part of a link's path, decoded. */
export function lastPart(href: string): string {
  return decodePath(href.slice(href.lastIndexOf("/") + 1));
}

const breadcrumb = /<a class="section" href="(\/[^"]*)"(?: title="([^"]*)")?>([^<]*)<\/a>/g;
const current = (what: string) => new RegExp(`\\bdata-current-${what}="([^"]*)"`);
const refType = current("ref-type");
const refName = current("ref-short-name");
const treePath = current("tree-path");

/**
 * The root of the ref that the directory is below, kind included: the first link of the breadcrumb, which shows the
 * repository's name. Undefined where there is none, as at a root.
 */
export function rootOf(above: string, { tree = "", repository }: Here): string | undefined {
  const name = repository.slice(repository.lastIndexOf("/") + 1);
  for (const [, href = "", title, shown = ""] of above.matchAll(breadcrumb)) {
    const path = pathInside(plainText(href), repository);
    const isRoot = path !== undefined && plainText(title ?? shown).toLowerCase() === name;
    if (isRoot && tree.startsWith(`${path}/`)) return path;
  }
  return undefined;
}

/**
 * Whether what stands above the listing is about the directory: the link to its history, if there is one, names it or
 * its root; from 1.23 on, attributes name it.
 */
export function isAbout(above: string, { tree = "", repository }: Here): boolean {
  const histories: string[] = [];
  for (let at = above.indexOf("/commits/"); at >= 0; at = above.indexOf("/commits/", at + 1)) {
    const href = above.slice(above.lastIndexOf('"', at) + 1, above.indexOf('"', at));
    const path = pathInside(plainText(href), repository, "commits");
    if (path !== undefined && kindOfRef(path) !== undefined) histories.push(path);
  }
  const isTold = histories.some((path) => path === tree || tree.startsWith(`${path}/`));
  return (histories.length === 0 || isTold) && agreesWithAttributes(above, tree);
}

function agreesWithAttributes(above: string, tree: string): boolean {
  const at = above.indexOf("data-current-ref-type=");
  if (at < 0) return true;
  const tag = above.slice(above.lastIndexOf("<", at), above.indexOf(">", at));
  const [kind, name, path] = [refType, refName, treePath].map((attribute) => attribute.exec(tag)?.[1]);
  if (kind === undefined || name === undefined || path === undefined) return true;
  // A commit's name is cut to ten digits.
  const named = kind === "commit" ? /^commit\/[^/]+/.exec(tree)?.[0] : `${kind}/${plainText(name)}`;
  return [named, plainText(path)].filter((part) => part !== "").join("/") === tree;
}

function plainText(attribute: string): string {
  if (!attribute.includes("&")) return attribute;
  const plain: Readonly<Record<string, string>> = { "&amp;": "&", "&lt;": "<", "&gt;": ">" };
  return attribute.replace(/&(?:amp|lt|gt|#(\d+));/g, (reference, code: string | undefined) =>
    code === undefined
      ? (plain[reference] ?? reference)
      : String.fromCodePoint(Math.min(Number(code), 0xffff)),
  );
}
