/** Damages pages by the thousand and reads what is left. For tests. */
import { existsSync, readFileSync } from "node:fs";
import { gitea } from "../../src/upstream/gitea.ts";
import type { TreeAddress } from "../../src/upstream/tree-address.ts";
import { random } from "../random.ts";
import { fixture, libTarget, readListing, readPage } from "./gitea/page.ts";
import { isInMessage, isSeamless, mutated } from "./mutations.ts";
import { wrongWith } from "./mutation-verdict.ts";

type Page = { name: string; body: string; target: TreeAddress };

const captures = "../shared/captures/forge/";
/** Whether there are pages of real servers, no part of the project; else only those written by hand are damaged. */
export const hasCaptures = existsSync(captures);

function pages(): Page[] {
  const own = ["table", "grid", "gitea-1.12", "gitea-1.23", "gitea-1.27", "forgejo-16", "gogs"].map(
    (name) => ({
      name,
      body: Buffer.from(fixture(name)).toString("latin1"),
      target: name === "gogs" ? { repository: libTarget.repository, tree: "master/lib" } : libTarget,
    }),
  );
  if (!hasCaptures) return own;
  const index: { file: string; is: string; url: string }[] = JSON.parse(
    readFileSync(`${captures}index.json`, "utf8"),
  );
  const listings = index.filter(({ is }) => is === "listing" || is === "rows-not-ready");
  const real = listings.map(({ file, url }) => {
    const target = gitea.match(new URL(`https://git.example${url}`)) ?? libTarget;
    return { name: file, body: readFileSync(`${captures}${file}.body`, "latin1"), target };
  });
  return [...own, ...real];
}

/** What came of it: how many were refused, how many were seamless, and what was wrong with others. */
export type Outcome = { tried: number; refused: number; seamless: number; wrong: string[] };

/** Damages `count` pages, the same for the same `seed`, and reads each. What reading throws is thrown on. */
export function readMutated(count: number, seed: number): Outcome {
  const next = random(seed);
  const all = pages();
  const outcome: Outcome = { tried: 0, refused: 0, seamless: 0, wrong: [] };
  const truths = new Map<string, ReturnType<typeof readListing>>();
  for (let number = 0; number < count; number++) {
    const page = all[Math.floor(next() * all.length)];
    const mutation = page && mutated(page.body, number, next);
    if (page === undefined || mutation === undefined) continue;
    outcome.tried += 1;
    const truth = truths.get(page.name) ?? readListing(Buffer.from(page.body, "latin1"), page);
    truths.set(page.name, truth);
    const reading = readPage(Buffer.from(mutation.page, "latin1"), { target: page.target });
    if (reading.is === "refused") outcome.refused += 1;
    const wrong = wrongWith(reading, truth, () => isInMessage(mutation, page.body));
    if (wrong.length === 0) continue;
    if (isSeamless(mutation, page.body)) outcome.seamless += 1;
    else
      outcome.wrong.push(
        `${page.name}, ${mutation.kind} at ${mutation.touched.join(" ")}: ${wrong.join("; ")}`,
      );
  }
  return outcome;
}
