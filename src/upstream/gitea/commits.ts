/** PURE. The list of commits that the REST API of Gitea (1.14 on) and Forgejo gives, newest first. */
import * as z from "zod/mini";
import type { Commit } from "../../listing.ts";
import { splitMessage } from "../commit-message.ts";
import type { Answer, Refused } from "../contract.ts";
import { readDate } from "../dates.ts";
import { ObjectId } from "../git/mark.ts";
import { oneLine } from "./row.ts";
import { decodePage, whyNotReadable } from "../page.ts";
import { refused } from "../refusal.ts";
import { parseJson } from "../../json.ts";

/** A commit, and what the list says of it beside. */
export type ListedCommit = {
  commit: Commit;
  isMerge: boolean;
  /** Paths of the files that it touched, from the root; of a merge, of all that it brought in (from 1.21 on). */
  files: readonly string[];
};

const Item = z.object({
  sha: ObjectId,
  commit: z.object({
    message: z.string(),
    author: z.optional(z.nullable(z.object({ name: z.string() }))),
    committer: z.optional(z.nullable(z.object({ date: z.string() }))),
  }),
  // Go writes an empty list as null now and then.
  parents: z.nullable(z.array(z.unknown())),
  // Gogs and Gitea until 1.13 do not know it, and list the whole branch whatever path is asked for.
  files: z.nullable(z.array(z.object({ filename: z.string() }))),
});

/**
 * The commits in an answer, and how many there are on all pages, infinitely many where it does not say. Refused where it is
 * no such list. The other headers about pages are wrong wherever a path is given, and are not read.
 */
export function readCommits(answer: Answer): { commits: ListedCommit[]; total: number } | Refused {
  if (answer.is === "refused") return answer;
  const refusal = whyNotReadable(answer);
  if (refusal !== undefined) return refused(refusal);
  const items = z.safeParse(z.array(Item), parseJson(decodePage(answer)));
  if (!items.success) return refused({ reason: "not-supported", status: answer.status });
  const total = Number(answer.headers.get("x-total-count") ?? Number.NaN);
  return {
    commits: items.data.map(listed),
    total: Number.isNaN(total) ? Number.POSITIVE_INFINITY : total,
  };
}

function listed({ sha, commit, parents, files }: z.infer<typeof Item>): ListedCommit {
  const author = oneLine(commit.author?.name.toWellFormed() ?? "");
  const committedAt = readDate(commit.committer?.date);
  return {
    commit: {
      id: sha,
      ...splitMessage(commit.message),
      ...(author === "" ? {} : { author }),
      ...(committedAt === undefined ? {} : { committedAt }),
    },
    isMerge: (parents ?? []).length > 1,
    files: (files ?? []).map(({ filename }) => filename.toWellFormed()),
  };
}
