/** PURE. What can go wrong with a question to a git server, and what that is in the words of upstreams. */
import type { GitFailure } from "../../git/failure.ts";
import { packBounds } from "../../git/pack.ts";
import type { Answer, PageRequest, Refused } from "../contract.ts";
import { type Refusal, refused } from "../refusal.ts";

/** A question on its way: requests out, answers in, and in the end what was asked or why it cannot be told. */
export type Asking<Result> = Generator<PageRequest, Result | Trouble, Answer>;

/** Why something cannot be told: the host could not be read, or the protocol's answer cannot be used. */
export type Trouble = Refused | GitFailure;

/** Whether the end of a question is a trouble. */
export function isTrouble(result: unknown): result is Trouble {
  if (typeof result !== "object" || result === null) return false;
  return "failed" in result || ("is" in result && result.is === "refused");
}

/** Whether it came of asking for too much at once. */
export function isTooLarge(trouble: Trouble): boolean {
  return "failed" in trouble ? trouble.failed === "too-large" : trouble.refusal.reason === "too-large";
}

/** Whether it came of a poll's requests being used up. */
export function isSpent(trouble: Trouble): boolean {
  return "failed" in trouble && trouble.failed === "spent";
}

/** The refusal that a trouble amounts to. */
export function refusedBy(trouble: Trouble): Refused {
  return "failed" in trouble ? refused(refusalOf(trouble.failed)) : trouble;
}

function refusalOf(failed: GitFailure["failed"]): Refusal {
  switch (failed) {
    case "cut":
      return { reason: "truncated" };
    case "too-large":
      return { reason: "too-large", maxBytes: packBounds.totalBytes };
    case "not-git":
    case "old-protocol":
    case "damaged":
    case "no-object":
      return { reason: "git-protocol", because: failed };
    default:
      return { reason: "git-protocol", because: "error" };
  }
}
