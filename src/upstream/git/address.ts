/**
 * PURE. Addresses of directories in git repositories: the form that the configuration has, and what the address bar shows
 * at a forge, in both directions.
 */
import * as z from "zod/mini";
import { matching } from "../../matching.ts";

/** The forges whose addresses are known. */
const forges = ["github", "gitlab", "bitbucket", "sourcehut", "gitea"] as const;
export type Forge = (typeof forges)[number];

const notGit =
  "write the address that git clone takes over HTTP, such as https://git.example/mirror/spdk.git, without a user name or password";

/** A directory of a repository that is served over git's smart HTTP protocol. */
export const GitTarget = z.object({
  git: z
    .string(notGit)
    .check(
      z.refine(
        (address) => /^https?:\/\/[^/?#\s@]+\/(?:[^?#\s]*[^/?#\s])$/.test(address) && URL.canParse(address),
        notGit,
      ),
    ),
  ref: z.exactOptional(
    matching(/^(?!.*\.\.)[^\s\p{Cc}~^:?*[\\]+$/u, "write the name of a branch or tag, or a whole commit id"),
  ),
  path: z.exactOptional(
    matching(/^(?!.*\/\/)[^/\0](?:[^\0]*[^/\0])?$/, "write the directory's path without slashes at its ends"),
  ),
  links: z.exactOptional(z.enum(forges, `write one of ${forges.join(", ")}`)),
});
export type GitTarget = z.infer<typeof GitTarget>;
/** A repository, and the forge that has pages of it. */
export type Repository = Pick<GitTarget, "git" | "links">;

/** Forges by the host that they alone have. */
const hosts: Readonly<Record<string, Forge>> = {
  "github.com": "github",
  "gitlab.com": "gitlab",
  "bitbucket.org": "bitbucket",
  "git.sr.ht": "sourcehut",
  "codeberg.org": "gitea",
};

/** How a forge's address of a directory reads: repository, ref, path. The host says which where they look alike. */
const shapes: readonly (readonly [forge: Forge, shape: RegExp])[] = [
  ["gitlab", /^\/(?<name>[^/]+(?:\/[^/]+)+)\/-\/tree\/(?<ref>[^/]+)(?:\/(?<path>.+))?$/],
  ["sourcehut", /^\/(?<name>~[^/]+\/[^/]+)\/tree\/(?<ref>[^/]+)(?:\/item\/(?<path>.+)|\/item)?$/],
  [
    "gitea",
    /^\/(?<name>(?:[^/]+\/)*[^/]+\/[^/]+)\/src\/(?<space>branch|tag|commit)\/(?<ref>[^/]+)(?:\/(?<path>.+))?$/,
  ],
  ["github", /^\/(?<name>[^/~][^/]*\/[^/]+)\/tree\/(?<ref>[^/]+)(?:\/(?<path>.+))?$/],
  ["bitbucket", /^\/(?<name>[^/]+\/[^/]+)\/src\/(?<ref>[^/]+)(?:\/(?<path>.+))?$/],
];

/** What a root's address reads like: the repository and nothing else. `-` is GitLab's, and no name. */
const root = /^\/(?<name>[^/]+(?:\/(?!-\/)[^/]+)*)$/;

/** With what the name of a ref begins, by what its kind is called in addresses. */
export const namespaces: Readonly<Record<string, string>> = {
  branch: "refs/heads/",
  tag: "refs/tags/",
  commit: "",
};

/**
 * The directory that an address means: of a directory or a repository at a known forge, or one ending in `.git`. Undefined
 * where it is none of these. A branch's name may hold slashes, which the address does not tell: `ref` is then only its
 * first part, and the reader has to find out where it ends. Never throws.
 */
export function parseGitUrl(url: URL): GitTarget | undefined {
  if (url.protocol !== "https:" && url.protocol !== "http:") return undefined;
  const pathname = plainPath(url);
  const forge = forgeAt(url);
  for (const [links, shape] of shapes) {
    if (links === "bitbucket" && forge !== "bitbucket") continue;
    const { name = "", space = "", ref = "", path = "" } = shape.exec(pathname)?.groups ?? {};
    if (name !== "") return targetOf(url, { links, name, ref, path, space: namespaces[space] ?? "" });
  }
  const { name = "" } = root.exec(pathname)?.groups ?? {};
  if (name.endsWith(".git")) return targetOf(url, { links: forge, name: name.slice(0, -".git".length) });
  const parts = name.split("/").length;
  return forge !== undefined && (parts === 2 || (parts > 2 && forge === "gitlab"))
    ? targetOf(url, { links: forge, name })
    : undefined;
}

/** An address's path without doubled slashes and those at its end. */
export function plainPath({ pathname }: URL): string {
  return pathname.replace(/\/{2,}/g, "/").replace(/\/$/, "");
}

/** The forge that a host is known to be. */
export function forgeAt({ hostname }: URL): Forge | undefined {
  return hosts[hostname];
}

/** Whether an address is of a forge whose pages nothing else reads, or of a repository itself. */
export function isGitHost(url: URL): boolean {
  const forge = forgeAt(url);
  if (forge !== undefined) return forge !== "gitea";
  return /\.git\/?$|\/-\/tree\//.test(url.pathname);
}

/** The target that a forge's address means; undefined where a part of it has no form of git's. Its parts are still encoded. */
export function targetOf(
  url: URL,
  found: { links: Forge | undefined; name: string; space?: string; ref?: string; path?: string },
): GitTarget | undefined {
  const { links, name, space = "", ref = "", path = "" } = found;
  const suffix = links === "sourcehut" ? "" : ".git";
  const parsed = z.safeParse(GitTarget, {
    git: `${url.origin}/${name}${suffix}`,
    ...(ref === "" ? {} : { ref: space + (decode(ref) ?? "\0") }),
    ...(path === "" ? {} : { path: decode(path) ?? "\0" }),
    ...(links === undefined ? {} : { links }),
  });
  return parsed.success ? parsed.data : undefined;
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** The repository's address as requests have it, and as answers show it. */
export function repositoryUrl({ git }: Repository): string {
  return new URL(git).href;
}

/** Where a token for the repository is sent. */
export function repositoryOrigin({ git }: Repository): string {
  return new URL(git).origin;
}

/** The forge whose pages a target's addresses lead to: the one it names, else the one that its host is known to be. */
export function forgeOf({ git, links }: Repository): Forge | undefined {
  return links ?? forgeAt(new URL(git));
}

/** `spdk/lib`; `spdk/spdk` for a root. Of a branch with slashes in its name, all but the first part counts as path. */
export function gitTitle({ git, path }: GitTarget): string {
  const names = new URL(git).pathname
    .replace(/\.git$/, "")
    .split("/")
    .filter(Boolean);
  return path === undefined
    ? decodeName(names.slice(-2).join("/"))
    : `${decodeName(names.at(-1) ?? "")}/${path}`;
}

function decodeName(name: string): string {
  return decode(name) ?? name;
}
