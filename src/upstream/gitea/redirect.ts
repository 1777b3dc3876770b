/**
 * PURE. What it means where redirects end: forges lead on from what was renamed, but also from what they cannot show
 * to something else that they can.
 */
import type { Refusal } from "../refusal.ts";
import { decodePath, kindOfRef, parseTreeUrl, unitOf, type TreeAddress } from "../tree-address.ts";

/** Where the page that was answered is. `moved`: the repository has another address now. */
export type Arrival = { address: TreeAddress; moved: boolean };

/**
 * The directory at `pageUrl`, where the redirects ended, if it can be the one that was asked for; else why it is not.
 * `status` is that of the page there. The repository may have another name, the ref and the path may not.
 */
export function arriveAt(pageUrl: string, target: TreeAddress, status: number): Arrival | Refusal {
  const page = new URL(pageUrl);
  if (unitOf(page, target.repository) !== undefined) return { reason: "code-disabled" };
  const address = parseTreeUrl(page) ?? rootAt(page);
  if (isSameTree(target.tree, address.tree)) {
    const moved = placeOf(address.repository) !== placeOf(target.repository);
    return { address, moved };
  }
  const isSameRepository = placeOf(address.repository) === placeOf(target.repository);
  if (!isSameRepository) return { reason: "not-a-listing", because: "another-directory" };
  const [asked = "", there] = [target.tree, address.tree].map((path) => path && decodePath(path));
  // The root of a repository whose data cannot be read answers with an error until 1.16, with a page of its own from then on.
  if (there === undefined && status >= 500) return { reason: "repository-broken" };
  if (there !== undefined && asked.slice(0, asked.lastIndexOf("/")) === there)
    return { reason: "not-a-directory", because: "submodule" };
  if (there !== undefined) return { reason: "not-found", status, because: "ref" };
  return { reason: "not-a-listing", because: "another-directory" };
}

/** A repository's root under an address that nobody would copy as one, such as that of a forge deep in a site. */
function rootAt({ origin, pathname }: URL): TreeAddress {
  return { repository: origin + pathname.replace(/\/+$/, "") };
}

/** Forges put the kind of ref into addresses that lack it, and drop what is doubled or at the end. */
function isSameTree(asked: string | undefined, there: string | undefined): boolean {
  if (asked === undefined || there === undefined) return asked === there;
  const [from, to] = [decodePath(asked), decodePath(there)];
  return (
    from === to ||
    (kindOfRef(from) === undefined &&
      ["branch", "tag", "commit"].includes(to.slice(0, to.indexOf("/"))) &&
      to.slice(to.indexOf("/") + 1) === from)
  );
}

/** Host and path of a repository; forges do not tell letter cases apart, and many lead from http to https. */
function placeOf(repository: string): string {
  const { host, pathname } = new URL(repository);
  return decodePath(host + pathname).toLowerCase();
}
