/** PURE. What a poll of a git repository has found, in the words that all upstreams use. */
import { DIRECTORY } from "../../git/history.ts";
import { isObjectId } from "../../git/object-id.ts";
import type { EntryChange } from "../../git/tree-diff.ts";
import { type Entry, sortEntries } from "../../listing.ts";
import type { History, Note, Read, Touched } from "../contract.ts";
import { type GitTarget, repositoryUrl } from "./address.ts";
import { entryUrl } from "./links.ts";
import { writeMark } from "./mark.ts";
import { type Describe, isUnsettled, type Place } from "./place.ts";
import type { Found } from "./refs.ts";
import type { GitRemote } from "./remote.ts";
import type { Told } from "./stretch.ts";

/** What a poll was of, and where it has got to. */
export type Finished = { target: GitTarget; found: Found; remote: GitRemote; place: Place };

/** The listing of the place that a poll has got to, and its mark for the next. */
export function readOf({ target, found, remote, place }: Finished): Read {
  const { kinds, last } = place;
  const head = last.get(DIRECTORY);
  const ref = found.branch?.replace(/^refs\/(?:heads|tags)\//, "");
  const entries = [...kinds].map(([name, kind]): Entry => {
    const url = entryUrl(target, on(found), { name, kind });
    const commit = last.get(name);
    return { name, kind, ...(url === undefined ? {} : { url }), ...(commit === undefined ? {} : { commit }) };
  });
  return {
    is: "listing",
    listing: {
      ...(ref === undefined ? {} : { ref }),
      ...(head === undefined ? {} : { head }),
      entries: sortEntries(entries),
    },
    notReady: isUnsettled(place) ? [...kinds.keys()].filter((name) => !last.has(name)) : [],
    ...notesOf(target, remote),
    at: writeMark(target, found.on, place, remote),
  };
}

/** What a poll saw on its way, as history. */
export function historyOf(
  { target, found }: Pick<Finished, "target" | "found">,
  { told, rewritten }: { told: readonly Told[]; rewritten: boolean },
  describe: Describe,
): History {
  const commits = told.map(({ id, changes }) => ({
    commit: describe(id),
    changes: changes.map((change) => touchedBy(change, target, found)),
    complete: true,
  }));
  return { commits, rewritten };
}

/** What the operator should know; nothing at all where there is nothing to say. */
export function notesOf(target: GitTarget, { url, manner }: GitRemote): { notes?: readonly Note[] } {
  const notes: Note[] = [
    ...(url === repositoryUrl(target) ? [] : [{ note: "moved", to: url } as const]),
    ...(isObjectId(target.ref ?? "") ? [{ note: "fixed-commit" } as const] : []),
    ...(manner === "trees" ? [] : [{ note: "no-filter" } as const]),
  ];
  return notes.length === 0 ? {} : { notes };
}

function touchedBy({ kind, name, before, after }: EntryChange, target: GitTarget, found: Found): Touched {
  const entryKind = (after ?? before)?.kind ?? "unknown";
  const url = entryUrl(target, on(found), { name, kind: entryKind });
  return {
    kind,
    entry: name,
    ...(kind === "renamed" && before !== undefined ? { from: before.name } : {}),
    entryKind,
    ...(url === undefined ? {} : { url }),
  };
}

/** Where links lead: the branch itself rather than `HEAD`, which forges do not all know. */
function on({ on: { ref, path }, branch }: Found): { refName: string; path: string } {
  return { refName: branch ?? ref, path };
}
