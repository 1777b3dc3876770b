/** PURE. Where people look at what is in a git repository: the addresses that its forge has for it. */
import { isObjectId } from "../../git/object-id.ts";
import type { EntryKind } from "../../git/tree.ts";
import { type Forge, forgeOf, type GitTarget, type Repository } from "./address.ts";

/** What a forge's address is made of. `path` and `ref` are encoded; `space` says what kind of ref it is. */
type Parts = { web: string; ref: string; space: "branch" | "tag" | "commit"; path: string };

/** How a forge writes its addresses. */
type Style = {
  commit(web: string, id: string): string;
  directory(parts: Parts): string;
  file(parts: Parts): string;
  /** Of a tag: its release's page, where each tag has one. */
  tag(web: string, tag: string): string;
  tags: string;
};

const styles: Readonly<Record<Forge, Style>> = {
  github: {
    commit: (web, id) => `${web}/commit/${id}`,
    directory: ({ web, ref, path }) => `${web}/tree/${ref}${path}`,
    file: ({ web, ref, path }) => `${web}/blob/${ref}${path}`,
    tag: (web, tag) => `${web}/releases/tag/${tag}`,
    tags: "tags",
  },
  gitlab: {
    commit: (web, id) => `${web}/-/commit/${id}`,
    directory: ({ web, ref, path }) => `${web}/-/tree/${ref}${path}`,
    file: ({ web, ref, path }) => `${web}/-/blob/${ref}${path}`,
    tag: (web, tag) => `${web}/-/tags/${tag}`,
    tags: "-/tags",
  },
  bitbucket: {
    commit: (web, id) => `${web}/commits/${id}`,
    directory: ({ web, ref, path }) => `${web}/src/${ref}${path}`,
    file: ({ web, ref, path }) => `${web}/src/${ref}${path}`,
    tag: (web, tag) => `${web}/src/${tag}`,
    tags: "downloads/?tab=tags",
  },
  sourcehut: {
    commit: (web, id) => `${web}/commit/${id}`,
    directory: ({ web, ref, path }) => `${web}/tree/${ref}${path === "" ? "" : `/item${path}`}`,
    file: ({ web, ref, path }) => `${web}/tree/${ref}/item${path}`,
    tag: (web, tag) => `${web}/refs/${tag}`,
    tags: "refs",
  },
  gitea: {
    commit: (web, id) => `${web}/commit/${id}`,
    directory: ({ web, ref, space, path }) => `${web}/src/${space}/${ref}${path}`,
    file: ({ web, ref, space, path }) => `${web}/src/${space}/${ref}${path}`,
    tag: (web, tag) => `${web}/releases/tag/${tag}`,
    tags: "tags",
  },
};

/** The address of a commit; undefined where the forge is not known. */
export function commitUrl(target: GitTarget, id: string): string | undefined {
  const forge = forgeOf(target);
  return forge === undefined ? undefined : styles[forge].commit(webOf(target), id);
}

/**
 * The address of an entry of the directory on the ref `refName` (`refs/heads/main`, a commit id). Undefined where the forge
 * is not known, of a submodule, whose files are elsewhere, and of a name that an address cannot hold.
 */
export function entryUrl(
  target: GitTarget,
  { refName, path }: { refName: string; path: string },
  { name, kind }: { name: string; kind: EntryKind },
): string | undefined {
  const forge = forgeOf(target);
  if (forge === undefined || kind === "submodule" || name === "." || name === ".." || name.includes("\\x")) {
    return undefined;
  }
  const parts = partsOf(target, refName, path === "" ? name : `${path}/${name}`);
  return kind === "directory" ? styles[forge].directory(parts) : styles[forge].file(parts);
}

/** The address at which people look at the directory; the repository's where its forge or the ref is not known. */
export function directoryUrl(target: GitTarget): string {
  const forge = forgeOf(target);
  if (forge === undefined) return target.git;
  if (target.ref === undefined) return webOf(target);
  return styles[forge].directory(partsOf(target, target.ref, target.path ?? ""));
}

/** The address at which people look at a repository's tags; the repository's own where its forge is not known. */
export function tagsUrl(target: Repository): string {
  const forge = forgeOf(target);
  return forge === undefined ? target.git : `${webOf(target)}/${styles[forge].tags}`;
}

/**
 * Makes the addresses of a repository's tags, and of the commits that they point to; undefined where the forge is not
 * known. A name that an address cannot hold, which no tag of git's has, has none.
 */
export function tagLinks(
  target: Repository,
): { tag(name: string): string | undefined; commit(id: string): string } | undefined {
  const forge = forgeOf(target);
  if (forge === undefined) return undefined;
  const style = styles[forge];
  const web = webOf(target);
  return {
    tag: (name) => (/(?:^|\/)\.{0,2}(?:\/|$)/.test(name) ? undefined : style.tag(web, encode(name))),
    commit: (id) => style.commit(web, id),
  };
}

function partsOf(target: GitTarget, refName: string, path: string): Parts {
  const [, space = "", ref = refName] = /^refs\/(heads|tags)\/(.+)$/.exec(refName) ?? [];
  return {
    web: webOf(target),
    ref: encode(ref),
    space: isObjectId(refName) ? "commit" : space === "tags" ? "tag" : "branch",
    path: path === "" ? "" : `/${encode(path)}`,
  };
}

function webOf({ git }: Repository): string {
  return git.endsWith(".git") ? git.slice(0, -".git".length) : git;
}

/** Percent-encoded but for slashes. Lone surrogates, which have no encoding, become U+FFFD. */
function encode(path: string): string {
  if (/^[\w./-]*$/.test(path)) return path;
  return path.toWellFormed().split("/").map(encodeURIComponent).join("/");
}
