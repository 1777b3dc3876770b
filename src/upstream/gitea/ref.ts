/**
 * PURE. Where a directory's ref is, by the forge's own git endpoint: that costs the forge a fraction of the page, and where
 * the ref has not moved, the page shows nothing new.
 */
import { isObjectId } from "../../git/object-id.ts";
import type { Answer, Known, PageRequest, Refused } from "../contract.ts";
import { type GitTarget, namespaces } from "../git/address.ts";
import { acquaintedBy } from "../git/mark.ts";
import { findRef, type Found } from "../git/refs.ts";
import { GitRemote } from "../git/remote.ts";
import { type Asking, isTrouble, refusedBy } from "../git/trouble.ts";
import { decodePath, kindOfRef, type TreeAddress, treeUrl } from "../tree-address.ts";
import { type Mark, readMark, type Served } from "./mark.ts";

/** Requests that asking for the ref may take: usually one; where the repository has moved, three more. */
const REF_REQUESTS = 4;
/** The most polls that leave git alone after it could not be asked; at first it is one, then twice as many each time. */
const MAX_PAUSE = 64;

/** What is to be written down once the page has been read, and whether it need not be read. */
type Asked = { mark: Mark; unmoved: boolean };

/**
 * Asks where the ref is, unless that was in vain of late. A push that comes between this and the page is then found by the
 * next poll. Refused only where the forge says when to come back.
 */
export function* askRef(target: TreeAddress, known: Known): Generator<PageRequest, Asked | Refused, Answer> {
  const page = treeUrl(target);
  const last = readMark(known.at, target);
  const isServed = last !== undefined && "commit" in last;
  if (last !== undefined && !isServed && last.left > 0)
    return { mark: { ...last, left: last.left - 1 }, unmoved: false };
  const served = isServed ? last : undefined;
  const git = gitTargetOf(target);
  const remote = new GitRemote(acquaintedBy(served, git), REF_REQUESTS);
  const found = yield* find(remote, git, served);
  if (isTrouble(found)) {
    const refused = refusedBy(found);
    if ("retryAfterMs" in refused.refusal) return refused;
    const pause = last === undefined || isServed ? 1 : Math.min(2 * last.pause, MAX_PAUSE);
    return { mark: { page, pause, left: pause }, unmoved: false };
  }
  const { url, manner } = remote;
  const isThere = served?.commit === found.commit && served.url === url;
  return { mark: { page, ...found.on, commit: found.commit, url, manner }, unmoved: isThere && !known.open };
}

function* find(remote: GitRemote, git: GitTarget, served: Served | undefined): Asking<Found> {
  const isFixed = git.ref !== undefined && isObjectId(git.ref);
  const trouble = isFixed || served !== undefined ? undefined : yield* remote.discover();
  return trouble ?? (yield* findRef(remote, git, served));
}

/** The directory as git knows it. Of a branch's name with slashes, all but the first part counts as path. */
function gitTargetOf({ repository, tree }: TreeAddress): GitTarget {
  const target: GitTarget = { git: `${repository}.git`, links: "gitea" };
  if (tree === undefined) return target;
  const kind = kindOfRef(tree);
  const [name = "", ...path] = tree.split("/").slice(kind === undefined ? 0 : 1);
  const ref = (namespaces[kind ?? ""] ?? "") + decodePath(name);
  return { ...target, ref, ...(path.length === 0 ? {} : { path: decodePath(path.join("/")) }) };
}
