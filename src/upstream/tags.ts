/**
 * PURE. The tags of any repository that is served over git's smart HTTP protocol, version 2: one request a poll, whose answer
 * is the same to the byte while no tag comes, goes or moves, and is then not read.
 */
import * as z from "zod/mini";
import { NamePatterns, nameFilter } from "../filter.ts";
import { failure } from "../git/failure.ts";
import { isObjectId } from "../git/object-id.ts";
import { visitRefs } from "../git/protocol.ts";
import { sha256 } from "../hash.ts";
import { parseJson } from "../json.ts";
import { compareCodePoints, type Entry, sortEntries } from "../listing.ts";
import type { FieldWords, Known, Note, Read, Unchanged, Upstream } from "./contract.ts";
import {
  forgeAt,
  GitTarget,
  gitTitle,
  plainPath,
  repositoryOrigin,
  repositoryUrl,
  targetOf,
} from "./git/address.ts";
import { tagLinks, tagsUrl } from "./git/links.ts";
import { GitRemote } from "./git/remote.ts";
import { type Asking, isTrouble, refusedBy, type Trouble } from "./git/trouble.ts";
import { parseTreeUrl } from "./tree-address.ts";

const REFS = "refs/tags/";
/** Requests of one poll: one, or a few where the server is not known or the repository has moved. */
const MAX_REQUESTS = 8;

const TagsTarget = z.object({
  git: GitTarget.shape.git,
  /** Which tags: globs over their names. */
  tags: z.exactOptional(NamePatterns),
  links: GitTarget.shape.links,
});
type TagsTarget = z.infer<typeof TagsTarget>;

/** @public What the docs say of its fields. */
export const words: Readonly<Record<string, FieldWords>> = {
  tags: {
    meaning:
      "Beside `git`, or the address of a repository's tags or releases: which tags, by their names; a leading `!` excludes. Else all.",
    example: ["v*", "!*-rc*"],
  },
};

/** The adapter. A tag is an entry, and its commit the one that it points to, whose title the server does not tell. */
export const tags: Upstream<TagsTarget, typeof TagsTarget.shape> = {
  name: "tags",
  reads: "the tags of any repository that git can clone over HTTP",
  target: TagsTarget,
  fields: TagsTarget.shape,
  match: parseTagsUrl,
  prefers: (url) => parseTagsUrl(url) !== undefined,
  title: (target) => `${gitTitle({ git: target.git })} tags`,
  url: tagsUrl,
  repository: repositoryUrl,
  tokenOrigin: repositoryOrigin,
  *list(target, known) {
    const read = yield* readTags(target, known);
    return isTrouble(read) ? refusedBy(read) : read;
  },
};

/** How the address of a repository's tags or releases reads at each forge. At GitHub it is as at Gitea. */
const shapes = [
  ["gitlab", /^\/(?<name>[^/]+(?:\/[^/]+)+)\/-\/(?:tags|releases)$/],
  ["sourcehut", /^\/(?<name>~[^/]+\/[^/]+)\/refs$/],
  ["bitbucket", /^\/(?<name>[^/]+\/[^/]+)\/downloads\?tab=tags$/],
  ["gitea", /^\/(?<name>(?:[^/]+\/)?[^/~][^/]*\/[^/]+)\/(?:tags|releases)$/],
] as const;

function parseTagsUrl(url: URL): TagsTarget | undefined {
  const known = forgeAt(url);
  const path = plainPath(url) + (known === "bitbucket" ? url.search : "");
  for (const [forge, shape] of shapes) {
    const { name } = shape.exec(path)?.groups ?? {};
    const links = known ?? forge;
    const fits = links === forge || (links === "github" && forge === "gitea");
    // A directory or a branch may be called so, too.
    if (name === undefined || !fits || (forge === "gitea" && parseTreeUrl(url) !== undefined)) continue;
    return targetOf(url, { links, name });
  }
  return undefined;
}

/** What a poll writes down for the next one. */
const Mark = z.object({
  /** The target that it is of. */
  target: z.string(),
  /** Where the repository is, and the hash that it names its objects by. */
  url: z.string(),
  format: z.enum(["sha1", "sha256"]),
  /** The SHA-256 of the answer. */
  answer: z.string(),
});

function* readTags(target: TagsTarget, known: Known | undefined): Asking<Read | Unchanged> {
  const mark = markOf(known, target);
  const remote = new GitRemote(
    { url: repositoryUrl(target), format: "sha1", manner: "trees", ...mark },
    MAX_REQUESTS,
  );
  const strange = mark === undefined ? yield* remote.discover() : undefined;
  if (strange !== undefined) return strange;
  const body = yield* remote.refsAnswer([REFS]);
  if (isTrouble(body)) return body;
  const notes = notesOf(target, remote);
  const answer = sha256(body);
  if (answer === mark?.answer && known?.open === false) return { is: "unchanged", ...notes };
  const entries = entriesIn(body, target, mark === undefined ? [] : (known?.listing?.().entries ?? []));
  if (isTrouble(entries)) return entries;
  const { url, format } = remote;
  const at = JSON.stringify({ target: JSON.stringify(target), url, format, answer });
  return { is: "listing", listing: { entries }, notReady: [], ...notes, at };
}

function markOf(known: Known | undefined, target: TagsTarget): z.infer<typeof Mark> | undefined {
  const mark = z.safeParse(Mark, parseJson(known?.at ?? ""));
  return mark.success && mark.data.target === JSON.stringify(target) ? mark.data : undefined;
}

function notesOf(target: TagsTarget, { url }: GitRemote): { notes?: readonly Note[] } {
  return url === repositoryUrl(target) ? {} : { notes: [{ note: "moved", to: url }] };
}

/**
 * The tags in an answer that the target selects. Those that are as in `before`, a listing of the same target, are taken from
 * there: of twenty thousand, most.
 */
function entriesIn(body: Uint8Array, target: TagsTarget, before: readonly Entry[]): Entry[] | Trouble {
  const isSelected = nameFilter(target.tags);
  const links = tagLinks(target);
  const entries: Entry[] = [];
  let isDamaged = false;
  let at = 0;
  const wrong = visitRefs(body, (ref, id) => {
    if (!ref.startsWith(REFS)) return;
    const name = ref.slice(REFS.length);
    // Servers answer in the order that listings have.
    while (at < before.length && compareCodePoints(before[at]?.name ?? "", name) < 0) at += 1;
    const old = before[at];
    if (old?.name === name && old.commit?.id === id) entries.push(old);
    else if (name === "" || !isObjectId(id)) isDamaged = true;
    else if (isSelected(name)) entries.push(entryOf(name, id, links));
  });
  if (wrong !== undefined) return wrong;
  if (isDamaged) return failure("damaged");
  // Of names that are not UTF-8, two may read alike: one stands for both.
  return sortEntries(entries).filter(({ name }, place, all) => name !== all[place - 1]?.name);
}

function entryOf(name: string, id: string, links: ReturnType<typeof tagLinks>): Entry {
  const url = links?.tag(name);
  const commit = { id, title: "", ...(links === undefined ? {} : { url: links.commit(id) }) };
  return { name, kind: "tag", ...(url === undefined ? {} : { url }), commit };
}
