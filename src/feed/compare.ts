/** PURE. Where a forge shows what lies between two commits. */
import type { Commit } from "../listing.ts";
import { webUrl } from "../text.ts";

/**
 * The address at which the forge compares two states of a repository, made of the later commit's own address: GitHub,
 * Gitea, Forgejo, Gogs (`…/commit/ID`) and GitLab (`…/-/commit/ID`). Undefined where a commit is not known, where both
 * are the same, where they are of two repositories, and at forges that have no such page.
 */
export function compareUrl(before: Commit | undefined, after: Commit | undefined): string | undefined {
  if (before === undefined || after === undefined || before.id === after.id) return undefined;
  const repository = repositoryOf(after);
  const other = before.url === undefined ? repository : repositoryOf(before);
  if (repository === undefined || repository !== other || !isObjectId(before.id)) return undefined;
  return webUrl(`${repository}/compare/${before.id}...${after.id}`);
}

/** What stands before `/commit/ID`. Sourcehut, whose owners begin with `~`, has such addresses, but compares nothing. */
function repositoryOf({ id, url }: Commit): string | undefined {
  const address = webUrl(url);
  const end = `/commit/${id}`;
  if (address === undefined || !address.endsWith(end) || !isObjectId(id)) return undefined;
  const repository = address.slice(0, -end.length);
  return /^https?:\/\/[^/]+\/~/.test(repository) ? undefined : repository;
}

function isObjectId(id: string): boolean {
  return /^[0-9a-f]{7,64}$/.test(id);
}
