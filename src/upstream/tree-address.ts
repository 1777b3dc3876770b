/**
 * PURE. Addresses of directories at a forge: `{repository}/src/{branch|tag|commit}/{ref}/{path}` at Gitea and Forgejo,
 * `{repository}/src/{ref}/{path}` at Gogs, where the repository's own address is `{forge}/{owner}/{name}` and the forge
 * may live under a path.
 */
import * as z from "zod/mini";
import { matching } from "../matching.ts";

/** A directory of a repository. A branch's name may hold slashes, so the address alone does not say where it ends. */
export const TreeAddress = z.object({
  /** Address of the repository, without a slash at the end. */
  repository: matching(/^https?:\/\/[^/?#\s]+(?:\/[^/?#\s]+){2,}$/),
  /**
   * Kind of ref, ref and path as the address spells them: `branch/master/lib`; without the kind where the address has
   * none. Absent: root of the default branch.
   */
  tree: z.exactOptional(matching(/^[^/?#\s]+(?:\/[^/?#\s]+)*$/)),
});
export type TreeAddress = z.infer<typeof TreeAddress>;

/** Where a repository's address ends and that of a directory in it begins: the first form that fits counts. */
const treePaths = [
  /^(.*?\/[^/]+\/[^/]+)\/src\/((?:branch|tag|commit)\/.+)$/,
  /^(.*?\/[^/]+\/[^/]+)\/(?:src|tree)\/(.+)$/,
];
/** What people may copy of a repository itself; a forge under a path has one part more. */
const rootPath = /^((?:\/[^/]+?){2,3}?)(?:\.git)?$/;

/** The tabs of a repository at Gitea, Forgejo and Gogs: no repository below a user of the repository's name. */
const units = "issues|pulls|projects|releases|packages|wiki|actions|activity|commits|branches|tags|settings";
/** What a forge says at its own addresses: no owner is called so. */
const pages = "user|explore|admin|api|assets|org|repo|login|src|tree";
const noRepository = new RegExp(
  `^/(?:${pages})/|^/[^/]+/[^/]+/(?:${units}|src|tree|raw|blame|media|commit)$`,
);

/**
 * The directory that an address means; undefined where it is not of this form, as a page of the forge itself is not.
 * Whether a forge is there is not known. Query, fragment and credentials are dropped, and so are doubled slashes and
 * those at the end. Never throws.
 */
export function parseTreeUrl(url: URL): TreeAddress | undefined {
  if (url.protocol !== "https:" && url.protocol !== "http:") return undefined;
  const path = withoutSlashes(url.pathname);
  const [, above = "", tree] = treePaths.map((form) => form.exec(path)).find((found) => found !== null) ?? [];
  if (tree !== undefined) {
    const isKindAlone = kindOfRef(tree) === tree;
    return isKindAlone ? undefined : parsed({ repository: url.origin + above, tree });
  }
  const [, root = ""] = noRepository.test(path) ? [] : (rootPath.exec(path) ?? []);
  return parsed({ repository: url.origin + root });
}

function parsed(address: unknown): TreeAddress | undefined {
  const result = TreeAddress.safeParse(address);
  return result.success ? result.data : undefined;
}

/** The unit of a repository, such as `issues`, whose page `url` is; undefined where it is of none. */
export function unitOf(url: URL, repository: string): string | undefined {
  const start = `${new URL(repository).pathname}/`;
  const rest = url.pathname.startsWith(start) ? url.pathname.slice(start.length) : "";
  return new RegExp(`^(?:${units})$`).test(rest) ? rest : undefined;
}

/** What is above a directory or file; undefined for the root of a ref, as far as the address tells it. */
export function parentOf({ repository, tree = "" }: TreeAddress): TreeAddress | undefined {
  const parts = tree.split("/");
  const least = kindOfRef(tree) === undefined ? 1 : 2;
  return parts.length > least ? { repository, tree: parts.slice(0, -1).join("/") } : undefined;
}

/** The kind of ref that a tree's path begins with; undefined where it names none. */
export function kindOfRef(tree: string): "branch" | "tag" | "commit" | undefined {
  const [kind] = tree.split("/", 1);
  return kind === "branch" || kind === "tag" || kind === "commit" ? kind : undefined;
}

/** The address at which the directory is read, by people and by Treewatch. */
export function treeUrl({ repository, tree }: TreeAddress): string {
  return tree === undefined ? repository : `${repository}/src/${tree}`;
}

/** `spdk/lib`; `mirror/spdk` for a root. Of a branch with slashes in its name, all but the first part counts as path. */
export function treeTitle({ repository, tree = "" }: TreeAddress): string {
  const [owner = "", name = ""] = repository.split("/").slice(-2);
  const path = tree
    .split("/")
    .slice(kindOfRef(tree) === undefined ? 1 : 2)
    .join("/");
  return path === "" ? decodePath(`${owner}/${name}`) : decodePath(`${name}/${path}`);
}

/**
 * A path as people write it, for comparing: percent-decoded, without doubled slashes and those at the end. Bytes that
 * are not UTF-8 become U+FFFD, as they do in the text of a page; a `%` that encodes nothing stays.
 */
export function decodePath(path: string): string {
  const plain = path.includes("//") || path.endsWith("/") ? withoutSlashes(path) : path;
  if (!plain.includes("%")) return plain;
  try {
    return decodeURIComponent(plain);
  } catch {
    return plain.replace(/(?:%[0-9a-f]{2})+/gi, decodeBytes);
  }
}

function decodeBytes(encoded: string): string {
  const bytes = encoded
    .slice(1)
    .split("%")
    .map((digits) => Number.parseInt(digits, 16));
  return new TextDecoder("utf-8", { fatal: false, ignoreBOM: true }).decode(new Uint8Array(bytes));
}

function withoutSlashes(path: string): string {
  return path.replace(/\/{2,}/g, "/").replace(/\/$/, "");
}

/** Characters that `URL` would leave as they are in a path without dot segments. */
const plainPath = /^\/(?![/.])(?:[\w~%@:+,=;!$&'()*-]|\.(?!\.)|\/(?![./]))*$/;

/**
 * Where a link of `page` leads, absolute; undefined where it leads nowhere on the web (empty, `#…`, `javascript:`).
 * Root-relative links, which are nearly all, are joined without parsing, which would cost as much as reading them.
 */
export function followLink(href: string | undefined, page: URL): string | undefined {
  if (href === undefined || href === "" || href.startsWith("#")) return undefined;
  if (plainPath.test(href)) return page.origin + href;
  const url = URL.parse(href, page);
  return url?.protocol === "https:" || url?.protocol === "http:" ? url.href : undefined;
}
