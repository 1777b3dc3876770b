/** Reads pages inside workerd, as often as it is told in one request, so that its CPU time can be taken from outside. */
import { type Kept, type List, poll } from "../src/poll.ts";
import type { Answer, Page, PageRequest } from "../src/upstream/contract.ts";
import { resolveSource, type Source } from "../src/upstream/index.ts";

/** What was handed over last: the page that is known with what a Watcher keeps of it, and the one that has changed. */
let directory: Source | undefined;
const pages = new Map<string, Page>();
let kept: Kept | undefined;

export default {
  async fetch(request) {
    const { pathname, searchParams } = new URL(request.url);
    const name = pathname.slice(1);
    if (request.method === "PUT") {
      take(name, searchParams.get("directory") ?? "", await request.bytes());
      return new Response();
    }
    let result = "";
    for (let times = Number(searchParams.get("times")); times > 0; times--) result = await work(name);
    return new Response(result);
  },
} satisfies ExportedHandler;

/** Takes a page, named `before` or `after`. What is kept is made of the first, once: no poll does that. */
function take(name: string, address: string, body: Uint8Array): void {
  const headers = new Headers({ "content-type": "text/html; charset=utf-8" });
  pages.set(name, { is: "page", url: address, status: 200, headers, body });
  if (name !== "before") return;
  directory = resolveSource(new URL(address));
  kept = keptOf(page("before"));
}

/** Does one of the things that are compared, and says in a few words what came of it. */
function work(name: string): string | Promise<string> {
  switch (name) {
    case "decode":
      return `${new TextDecoder().decode(page("after").body).length} characters`;
    case "unchanged":
      return pollOnce(page("before"));
    case "changed":
      return pollOnce(page("after"));
    default:
      throw new Error(`nothing is called ${name} here`);
  }
}

async function pollOnce(answer: Page): Promise<string> {
  const polled = await poll({ list }, (steps) => Promise.resolve(handed(steps, answer)), kept);
  return polled.outcome === "changed" ? `${polled.updates.length} updates` : polled.outcome;
}

const list: List = (known) => {
  if (directory === undefined) throw new Error("no upstream reads this address");
  return directory.list(known);
};

/** Drives an adapter that asks for one page, at a forge that serves no git. */
function handed<Result>(steps: Generator<PageRequest, Result, Answer>, answer: Page): Result {
  let end = steps.next();
  while (end.done !== true && end.value.url !== answer.url)
    end = steps.next({ ...answer, url: end.value.url, status: 404 });
  end = steps.next(answer);
  if (end.done !== true) throw new Error("the adapter asks for more than a page");
  return end.value;
}

function keptOf(answer: Page): Kept {
  const read = handed(list(), answer);
  if (read.is !== "listing") throw new Error(`the page is ${JSON.stringify(read)}`);
  const { head, entries } = read.listing;
  const known = { entries: entries.length, open: false, ...(head === undefined ? {} : { head: head.id }) };
  return { known, open: { rows: [] }, listing: () => read.listing, retargeted: false, hasLeft: () => false };
}

function page(name: string): Page {
  const found = pages.get(name);
  if (found === undefined) throw new Error("put the pages first");
  return found;
}
