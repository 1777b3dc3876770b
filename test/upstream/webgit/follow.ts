/** Drives the adapter with pages at hand. */
import { readFileSync } from "node:fs";
import type { Answer, Known, Read, Refused, Unchanged } from "../../../src/upstream/contract.ts";
import type { Refusal } from "../../../src/upstream/refusal.ts";
import { webgit } from "../../../src/upstream/webgit.ts";
import { pageOf } from "../pages.ts";

/** An answer: a page's text, with its ETag where it has one; or a status and nothing else; or why there is none. */
export type Given = string | Uint8Array | { etag: string; body: string | Uint8Array } | number | Refusal;
/** Answers by how the address of their request ends. The first that fits counts; for all else it is 404. */
export type Answers = Readonly<Record<string, Given>>;

export const fixture = (name: string) => readFileSync(`test/upstream/fixtures/webgit-${name}.html`, "utf8");

export function follow(
  address: string,
  answers: Answers,
  known?: Known,
): { outcome: Read | Unchanged | Refused; asked: string[] } {
  const target = webgit.match(new URL(address));
  if (target === undefined) throw new Error(`not matched: ${address}`);
  const steps = webgit.list(target, known);
  const asked: string[] = [];
  let step = steps.next();
  while (!step.done) {
    const { url } = step.value;
    asked.push(url.replace(/^https?:\/\/[^/]*/, ""));
    step = steps.next(answerTo(url, answers));
  }
  return { outcome: step.value, asked };
}

/** The answer to a request. */
export function answerTo(url: string, answers: Answers): Answer {
  const [, given = 404] = Object.entries(answers).find(([end]) => url.endsWith(end)) ?? [];
  if (typeof given === "number") return pageOf("", { url, status: given });
  if (typeof given === "string" || given instanceof Uint8Array) return pageOf(given, { url });
  if ("etag" in given) return pageOf(given.body, { url, headers: { etag: given.etag } });
  return { is: "refused", refusal: given };
}

/** The listing that is read, with its history. */
export function readAt(address: string, answers: Answers, known?: Known): Read {
  const { outcome } = follow(address, answers, known);
  if (outcome.is !== "listing") throw new Error(JSON.stringify(outcome));
  return outcome;
}

/** What a snapshot of a listing leaves for the next poll. */
export function knownOf({ listing, at }: Read, head = listing.head?.id): Known {
  return {
    entries: listing.entries.length,
    open: false,
    listing: () => listing,
    ...(head === undefined ? {} : { head }),
    ...(at === undefined ? {} : { at }),
  };
}
