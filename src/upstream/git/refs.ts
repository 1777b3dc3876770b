/** PURE. Which commit a watch's ref is at, and where in an address the name of the ref ends and the path begins. */
import { isObjectId } from "../../git/object-id.ts";
import type { Ref } from "../../git/protocol.ts";
import type { Refused } from "../contract.ts";
import type { GitTarget } from "./address.ts";
import type { Mark } from "./mark.ts";
import type { GitRemote } from "./remote.ts";
import { type Asking, isTrouble } from "./trouble.ts";
import { refused } from "../refusal.ts";

/** The ref that a target means: its full name (`HEAD`, or a commit's id), the directory's path, the commit. */
export type Found = {
  on: { ref: string; path: string };
  commit: string;
  /** The branch that `HEAD` stands for. */
  branch?: string;
};

/** Asks where the ref is now. Refused where the repository has no such ref, or no commit at all. */
export function* findRef(
  remote: GitRemote,
  target: GitTarget,
  mark: Pick<Mark, "ref" | "path"> | undefined,
): Asking<Found> {
  const { ref: name = "HEAD", path = "" } = target;
  if (isObjectId(name)) return { on: { ref: name, path }, commit: name };
  if (mark !== undefined) {
    const refs = yield* remote.refs([mark.ref]);
    if (isTrouble(refs)) return refs;
    return foundAt(refs, { ref: mark.ref, path: mark.path }) ?? missing(mark.ref);
  }
  const isFull = name === "HEAD" || name.startsWith("refs/");
  const prefixes = isFull ? [name] : [`refs/heads/${name}`, `refs/tags/${name}`];
  const refs = yield* remote.refs(prefixes);
  if (isTrouble(refs)) return refs;
  for (const prefix of prefixes) {
    for (const on of splits(prefix, path)) {
      const found = foundAt(refs, on);
      if (found !== undefined) return found;
    }
  }
  return missing(name);
}

/** Every way to take the first parts of a path for the end of a ref's name, the shortest name first. */
function* splits(ref: string, path: string): Generator<{ ref: string; path: string }> {
  yield { ref, path };
  if (ref === "HEAD" || path === "") return;
  const parts = path.split("/");
  for (const taken of parts.keys()) {
    const name = [ref, ...parts.slice(0, taken + 1)].join("/");
    yield { ref: name, path: parts.slice(taken + 1).join("/") };
  }
}

function foundAt(refs: readonly Ref[], on: { ref: string; path: string }): Found | undefined {
  const ref = refs.find(({ name }) => name === on.ref);
  if (ref === undefined) return undefined;
  const branch = on.ref === "HEAD" ? ref.target : on.ref;
  return { on, commit: ref.peeled ?? ref.id, ...(branch === undefined ? {} : { branch }) };
}

function missing(name: string): Refused {
  if (name === "HEAD") return refused({ reason: "empty-repository" });
  return refused({ reason: "not-found", status: 200, because: "no-ref" });
}
