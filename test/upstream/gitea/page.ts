/** Drives the `gitea` adapter with one page, as `fetch.ts` would hand it over. For tests. */
import { readFileSync } from "node:fs";
import type {
  Answer,
  Known,
  Page,
  PageRequest,
  Read,
  Refused,
  Unchanged,
} from "../../../src/upstream/contract.ts";
import { gitea } from "../../../src/upstream/gitea.ts";
import type { TreeAddress } from "../../../src/upstream/tree-address.ts";

export const libUrl = "https://git.example/mirror/spdk/src/branch/master/lib";
export const libTarget: TreeAddress = {
  repository: "https://git.example/mirror/spdk",
  tree: "branch/master/lib",
};

/** A page written by hand, by its name. */
export function fixture(name: string): string {
  return readFileSync(`test/upstream/fixtures/${name}.html`, "utf8");
}

/** What a page is made of that `fetch.ts` hands over: status 200 and HTML unless said otherwise. */
export function pageAt(url: string, body: string | Uint8Array, rest: Partial<Page> = {}): Page {
  return {
    is: "page",
    url,
    status: 200,
    headers: new Headers({ "content-type": "text/html; charset=utf-8" }),
    body: typeof body === "string" ? new TextEncoder().encode(body) : body,
    ...rest,
  };
}

type Outcome = Read | Unchanged | Refused;

/**
 * What the adapter makes of a page, and the further requests that it made; the page is at the target's address. What it
 * asks for next is answered by `answers`, in order, then by status 404. The forge serves no git; what the adapter writes
 * down of that is left out.
 */
export function follow(
  body: string | Uint8Array,
  options: { target?: TreeAddress; known?: Known; page?: Partial<Page>; answers?: readonly Answer[] } = {},
): { outcome: Outcome; requests: PageRequest[] } {
  const target = options.target ?? libTarget;
  const reading = gitea.list(target, options.known);
  let step = reading.next();
  if (options.known !== undefined && step.done !== true)
    step = reading.next(pageAt(step.value.url, "", { status: 404 }));
  const requests: PageRequest[] = [];
  step = reading.next(pageAt(gitea.url(target), body, options.page));
  for (const answer of options.answers ?? []) {
    if (step.done === true) break;
    requests.push(step.value);
    step = reading.next(answer);
  }
  while (step.done !== true) {
    requests.push(step.value);
    if (requests.length > 10) throw new Error("the adapter asks without end");
    step = reading.next(pageAt(step.value.url, "", { status: 404 }));
  }
  const { at: _, ...outcome } = { at: "", ...step.value };
  return { outcome, requests };
}

/** As `follow`, without the requests. */
export function readPage(...args: Parameters<typeof follow>): Outcome {
  return follow(...args).outcome;
}

/** As `readPage`, for pages that have to be listings. */
export function readListing(...args: Parameters<typeof readPage>): Read {
  const read = readPage(...args);
  if (read.is !== "listing") throw new Error(`no listing: ${JSON.stringify(read)}`);
  return read;
}
