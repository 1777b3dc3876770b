/** Polls a directory inside workerd, and does the same poll again with the same answers as often as it is told. */
import { isOpen, type Kept, poll, type Source } from "../src/poll.ts";
import { drive } from "../src/upstream/ask.ts";
import type { Answer } from "../src/upstream/contract.ts";
import { createPerform, type Perform } from "../src/upstream/fetch.ts";
import { git } from "../src/upstream/git.ts";
import { gitea } from "../src/upstream/gitea.ts";

const perform = createPerform({
  fetch: (url, init) => fetch(url, init),
  userAgent: "Treewatch/bench",
  allowPrivateHosts: true,
});

let source: Source | undefined;
/** What the polls so far have left. */
let kept: Kept | undefined;
/** The last poll: what it began with, and what it was answered. */
let last: { kept: Kept | undefined; answers: readonly Answer[] } = { kept, answers: [] };

export default {
  async fetch(request) {
    const { pathname, searchParams } = new URL(request.url);
    switch (pathname) {
      case "/watch":
        source = sourceOf(new URL(await request.text()));
        kept = undefined;
        return new Response();
      case "/poll":
        return new Response(await pollOnce());
      default: {
        let result = "";
        for (let times = Number(searchParams.get("times")); times > 0; times--) result = await pollAgain();
        return new Response(result);
      }
    }
  },
} satisfies ExportedHandler;

/** The directory `lib` of a repository that ends in `.git`, read by git; else a forge's page. */
function sourceOf(url: URL): Source {
  if (url.pathname.endsWith(".git"))
    return { list: (known) => git.list({ git: url.href, ref: "main", path: "lib" }, known) };
  const target = gitea.match(url);
  if (target === undefined) throw new Error("no upstream reads this address");
  return { list: (known) => gitea.list(target, known) };
}

async function pollOnce(): Promise<string> {
  const answers: Answer[] = [];
  last = { kept, answers };
  const { result, next } = await pollWith(kept, async (request) => {
    const answer = await perform(request);
    answers.push(answer);
    return answer;
  });
  kept = next;
  return result;
}

async function pollAgain(): Promise<string> {
  const answers = last.answers.values();
  const { result } = await pollWith(last.kept, () => {
    const { value } = answers.next();
    if (value === undefined) throw new Error("the poll asks for more than it did before");
    return Promise.resolve(value);
  });
  return result;
}

/** What came of a poll in a few words, and what it leaves to the next. */
async function pollWith(before: Kept | undefined, performed: Perform) {
  if (source === undefined) throw new Error("name the directory first");
  const polled = await poll(source, (steps) => drive(steps, performed), before);
  if (polled.outcome === "failed") return { result: JSON.stringify(polled.refusal), next: before };
  const listing = polled.next?.listing ?? before?.listing();
  if (listing === undefined) throw new Error("a poll without a listing");
  const open = polled.next?.open ?? before?.open ?? { rows: [] };
  const at = polled.at ?? before?.known.at;
  const known: Kept["known"] = {
    entries: listing.entries.length,
    open: isOpen(open),
    listing: () => listing,
    ...(listing.head === undefined ? {} : { head: listing.head.id }),
    ...(at === undefined ? {} : { at }),
  };
  const next: Kept = { known, open, listing: () => listing, retargeted: false, hasLeft: () => false };
  const count = "updates" in polled ? polled.updates.length : 0;
  return { result: `${polled.outcome}, ${count} updates${known.open ? ", open" : ""}`, next };
}
