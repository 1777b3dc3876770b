/**
 * PURE. Addresses of directories at a forge: `{repository}/src/{branch|tag|commit}/{ref}/{path}`, where the repository's
 * own address is `{forge}/{owner}/{name}` and the forge may live under a path (Gitea 1.12 on, Forgejo).
 */
import * as z from "zod/mini";

/** A directory of a repository. A branch's name may hold slashes, so the address alone does not say where it ends. */
export const TreeAddress = z.object({
  /** Address of the repository, without a slash at the end. */
  repository: z.string().check(z.regex(/^https?:\/\/[^/?#\s]+(?:\/[^/?#\s]+){2,}$/)),
  /** Kind of ref, ref and path as the address spells them: `branch/master/lib`. Absent: root of the default branch. */
  tree: z.exactOptional(z.string().check(z.regex(/^(?:branch|tag|commit)(?:\/[^/?#\s]+)+$/))),
});
export type TreeAddress = z.infer<typeof TreeAddress>;

const treePath = /^(.*?\/[^/]+\/[^/]+)\/src\/((?:branch|tag|commit)\/.+)$/;

/**
 * The directory that an address means; undefined where it is not of this form. Query, fragment and credentials are
 * dropped, and so are doubled slashes and those at the end. Never throws.
 */
export function parseTreeUrl(url: URL): TreeAddress | undefined {
  if (url.protocol !== "https:" && url.protocol !== "http:") return undefined;
  const [, repository = "", tree = ""] = treePath.exec(withoutSlashes(url.pathname)) ?? [];
  const parsed = TreeAddress.safeParse({ repository: url.origin + repository, tree });
  return parsed.success ? parsed.data : undefined;
}

/** The address at which the directory is read, by people and by Treewatch. */
export function treeUrl({ repository, tree }: TreeAddress): string {
  return tree === undefined ? repository : `${repository}/src/${tree}`;
}

/** `spdk/lib`; `mirror/spdk` for a root. Of a branch with slashes in its name, all but the first part counts as path. */
export function treeTitle({ repository, tree = "" }: TreeAddress): string {
  const [owner = "", name = ""] = repository.split("/").slice(-2);
  const path = tree.split("/").slice(2).join("/");
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
