/** PURE. What the git adapter writes down of a poll for the next one, as a text of its own. */
import * as z from "zod/mini";
import { formatOf, isObjectId } from "../../git/object-id.ts";
import { parseJson } from "../../json.ts";
import { type GitTarget, repositoryUrl } from "./address.ts";
import { isUnsettled, type Place } from "./place.ts";
import { type Acquainted, manners } from "./remote.ts";

/** Text that is an object id. */
export const ObjectId = z.string().check(z.refine(isObjectId));

const Mark = z.object({
  /** The target that it is of. */
  git: z.string(),
  /** The full name of the ref, or the commit's id; and the directory, now that it is known where the ref's name ends. */
  ref: z.string(),
  path: z.string(),
  commit: ObjectId,
  directory: z.exactOptional(ObjectId),
  frontier: z.exactOptional(z.array(ObjectId)),
  walked: z.number(),
  /** Where the repository is, if that is elsewhere. */
  url: z.exactOptional(z.string()),
  manner: z.enum(manners),
});
export type Mark = z.infer<typeof Mark>;

/** The mark that a poll of this repository left; undefined where there is none, or it is of another or of another form. */
export function readMark(text: string | undefined, target: GitTarget): Mark | undefined {
  const mark = z.safeParse(Mark, parseJson(text ?? ""));
  return mark.success && mark.data.git === target.git && isWithin(mark.data, target) ? mark.data : undefined;
}

/** Whether ref and path together are still those that the target has. */
function isWithin({ ref, path }: Mark, target: GitTarget): boolean {
  if (target.ref === undefined) return ref === "HEAD" && path === (target.path ?? "");
  const short = ref.replace(/^refs\/(?:heads|tags)\//, "");
  const wanted = whole(target.ref, target.path ?? "");
  return wanted === whole(short, path) || wanted === whole(ref, path);
}

function whole(ref: string, path: string): string {
  return path === "" ? ref : `${ref}/${path}`;
}

/** The text that `readMark` reads. */
export function writeMark(
  target: GitTarget,
  on: { ref: string; path: string },
  place: Place,
  remote: Acquainted,
): string {
  const mark: Mark = {
    git: target.git,
    ...on,
    commit: place.commit,
    ...(place.directory === undefined ? {} : { directory: place.directory }),
    ...(isUnsettled(place) ? { frontier: [...place.frontier] } : {}),
    walked: place.walked,
    ...(remote.url === repositoryUrl(target) ? {} : { url: remote.url }),
    manner: remote.manner,
  };
  return JSON.stringify(mark);
}

/** What is known of the server: from the mark, or only where it is. */
export function acquaintedBy(
  mark: Pick<Mark, "commit" | "url" | "manner"> | undefined,
  target: GitTarget,
): Acquainted {
  if (mark === undefined) return { url: repositoryUrl(target), format: "sha1", manner: "trees" };
  return { url: mark.url ?? repositoryUrl(target), format: formatOf(mark.commit), manner: mark.manner };
}
