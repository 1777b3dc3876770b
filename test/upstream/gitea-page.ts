/** Drives the `gitea` adapter with one page, as `fetch.ts` would hand it over. For tests. */
import { readFileSync } from "node:fs";
import type { Known, Page, Read, Refused, Unchanged } from "../../src/upstream/contract.ts";
import { gitea } from "../../src/upstream/gitea.ts";
import type { TreeAddress } from "../../src/upstream/tree-address.ts";

export const libUrl = "https://git.example/mirror/spdk/src/branch/master/lib";
export const libTarget: TreeAddress = {
  repository: "https://git.example/mirror/spdk",
  tree: "branch/master/lib",
};

/** A page written by hand, by its name. */
export function fixture(name: string): string {
  return readFileSync(`test/upstream/fixtures/${name}.html`, "utf8");
}

/** What the adapter makes of a page; the page is at the target's address and has status 200 unless said otherwise. */
export function readPage(
  body: string | Uint8Array,
  options: { target?: TreeAddress; known?: Known; page?: Partial<Page> } = {},
): Read | Unchanged | Refused {
  const target = options.target ?? libTarget;
  const reading = gitea.list(target, options.known);
  reading.next();
  const { value } = reading.next({
    is: "page",
    url: gitea.url(target),
    status: 200,
    headers: new Headers({ "content-type": "text/html; charset=utf-8" }),
    body: typeof body === "string" ? new TextEncoder().encode(body) : body,
    ...options.page,
  });
  if (!("is" in value)) throw new Error("the adapter asks for another page");
  return value;
}

/** As `readPage`, for pages that have to be listings. */
export function readListing(...args: Parameters<typeof readPage>): Read {
  const read = readPage(...args);
  if (read.is !== "listing") throw new Error(`no listing: ${JSON.stringify(read)}`);
  return read;
}
