/** Polls of an upstream that is answered by a test, and what came of them. */
import { diff } from "../../src/diff.ts";
import type { Listing } from "../../src/listing.ts";
import { drive } from "../../src/upstream/ask.ts";
import type {
  Answer,
  Known,
  PageRequest,
  Read,
  Refused,
  Unchanged,
  Upstream,
} from "../../src/upstream/contract.ts";
import { explainRefusal } from "../../src/upstream/refusal.ts";
import { isSameRequest } from "../../src/upstream/shared.ts";

export type UpstreamCase<Target> = {
  upstream: Upstream<Target>;
  /** An address that it reads, and one that is surely of another kind; absent where every address may be of this one. */
  url: string;
  notUrl?: string;
  /** What is answered to the requests for a directory with at least two entries, by a server that never changes. */
  target: Target;
  answer(request: PageRequest): Answer | Promise<Answer>;
};

type Outcome = Read | Unchanged | Refused;
type Exchange = { request: PageRequest; answer: Answer };

const page = (body: string | Uint8Array, status = 200, type = "text/html; charset=utf-8") => {
  return (request: PageRequest): Answer => ({
    is: "page",
    url: request.url,
    status,
    headers: new Headers({ "content-type": type }),
    body: typeof body === "string" ? new TextEncoder().encode(body) : body,
  });
};

const noise = Uint8Array.from({ length: 5000 }, (_, i) => (i * 7919 + (i >> 3) * 31) & 0xff);

/** Answers in which there is no listing. */
export const useless: [what: string, answer: (request: PageRequest) => Answer][] = [
  ["nothing", page("")],
  ["noise", page(noise, 200, "application/octet-stream")],
  ["NUL", page("\0".repeat(10_000))],
  ["a page about something else", page("<!DOCTYPE html><html><body><h1>Hello</h1></body></html>")],
  ["an empty list of something", page('{"items":[]}', 200, "application/json")],
  ["a login page", page("<html><form action=/login><input type=password></form></html>", 401)],
  ["403", page("Forbidden", 403)],
  ["404", page("<html>Not found</html>", 404)],
  ["429", page("", 429)],
  ["500", page("<html><table><tr><td>trace</td></tr></table></html>", 500)],
  ["503", page("", 503)],
  ["no answer", () => ({ is: "refused", refusal: { reason: "timeout", timeoutMs: 15_000 } })],
  ["a page that is nested a hundred thousand deep", page("<div>".repeat(100_000))],
];

/** One poll, with what was asked and answered on the way. */
export async function reading<Target>(
  { upstream, target, answer }: UpstreamCase<Target>,
  known: Known | undefined,
): Promise<{ outcome: Outcome; exchanges: Exchange[] }> {
  const exchanges: Exchange[] = [];
  const outcome = await drive(upstream.list(target, known), async (request) => {
    const answered = await answer(request);
    exchanges.push({ request, answer: answered });
    return answered;
  });
  return { outcome, exchanges };
}

/** One poll that is answered as another was; what that did not ask is not found. */
export function replay<Target>(
  made: UpstreamCase<Target>,
  known: Known | undefined,
  exchanges: readonly Exchange[],
): ReturnType<typeof reading> {
  const answer = (request: PageRequest) =>
    exchanges.find((one) => isSameRequest(one.request, request))?.answer ?? page("", 404)(request);
  return reading({ ...made, answer }, known);
}

export function listingOf(outcome: Outcome): Read {
  if (outcome.is === "listing") return outcome;
  throw new Error(outcome.is === "refused" ? explainRefusal(outcome.refusal) : outcome.is);
}

export function knownOf({ listing, at }: Read): Known & { listing: () => Listing } {
  return {
    entries: listing.entries.length,
    open: false,
    ...(listing.head === undefined ? {} : { head: listing.head.id }),
    ...(at === undefined ? {} : { at }),
    listing: () => listing,
  };
}

/** What the next poll knows beside what was known. */
export function after<Before extends Known>(known: Before, outcome: Outcome): Before {
  return outcome.is === "refused" || outcome.at === undefined ? known : { ...known, at: outcome.at };
}

/** What an outcome has that the listing has not: changes and commits, or why there is no listing. */
export function newsIn(outcome: Outcome, { listing }: Read): unknown[] {
  if (outcome.is === "unchanged") return [];
  if (outcome.is === "refused") return [explainRefusal(outcome.refusal)];
  return [...diff(listing, outcome.listing), ...(outcome.history?.commits ?? [])];
}

/** Why there is no listing, in words; nothing where there is one. */
export function whyRefused(outcome: Outcome): string {
  return outcome.is === "refused" ? explainRefusal(outcome.refusal) : "";
}
