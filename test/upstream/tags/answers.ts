/** Answers with tags, written by hand or given by git, and what polls make of them. */
import { writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { headline } from "../../../src/feed/words.ts";
import { packet } from "../../../src/git/pkt-line.ts";
import type { Update } from "../../../src/updates.ts";
import { drive } from "../../../src/upstream/ask.ts";
import type { Answer, Known, Read } from "../../../src/upstream/contract.ts";
import { type Source, sourcesOf } from "../../../src/upstream/index.ts";
import { tags } from "../../../src/upstream/tags.ts";
import type { TestRepository } from "../../git/repository.ts";
import { Watching } from "../../watching.ts";
import type { GitServer } from "../git/server.ts";
import { perform } from "../git/watch.ts";

export type Target = Parameters<typeof tags.list>[0];
export type Page = Extract<Answer, { is: "page" }>;

/** An object id of one digit. */
export const id = (digit: string | number) => String(digit).repeat(40);

/** An answer of these bytes, to whatever was asked. */
export function page(text: string): Page {
  return { is: "page", url: "", status: 200, headers: new Headers(), body: new TextEncoder().encode(text) };
}

/** An answer with these refs, each with what it points to and, if annotated, what it is of. */
export function answer(...refs: string[]): Page {
  return page(`${refs.map((ref) => packet(`${ref}\n`)).join("")}0000`);
}

/** An answer with light tags of these names, all of one commit, beside a branch. */
export function named(...names: string[]): Page {
  return answer(`${id(1)} refs/heads/v`, ...names.map((name) => `${id(1)} refs/tags/${name}`));
}

/** What a server says of itself at the first poll. */
export const advertised = answer("version 2", "ls-refs");

/** What a poll makes of answers that are at hand. */
export function poll(target: Target, known: Known | undefined, ...answers: Page[]) {
  const steps = tags.list(target, known);
  let step = steps.next();
  for (const one of answers) if (step.done !== true) step = steps.next({ ...one, url: step.value.url });
  if (step.done !== true) throw new Error("more is asked");
  return step.value;
}

/** What a first poll reads in an answer. */
export function read(target: Target, one: Page): Read {
  const result = poll(target, undefined, advertised, one);
  if (result.is !== "listing") throw new Error(JSON.stringify(result));
  return result;
}

/** What the next poll knows of it. */
export function knownAfter({ listing, at = "" }: Read): Known {
  return { entries: listing.entries.length, open: false, at, listing: () => listing };
}

/** How long some work takes at best: the machine may have other things to do. */
export function leastMs(work: () => void): number {
  const costs = Array.from({ length: 10 }, () => {
    const begin = performance.now();
    work();
    return performance.now() - begin;
  });
  return Math.min(...costs);
}

/** A watch of a repository's tags, polled as a Watcher does. */
export function watchTags(server: GitServer, repository: TestRepository, patterns?: string[]) {
  const git = server.url(basename(repository.dir));
  const written = { git, links: "gitea", ...(patterns && { tags: patterns }) };
  const source = sourcesOf(written).find(({ upstream }) => upstream === "tags") as Source;
  const watching = new Watching();
  return {
    watching,
    /** Polls; resolves with the outcome and the titles of what is told. */
    async told(): Promise<[outcome: string, ...titles: string[]]> {
      const seen = await watching.poll(source, (steps) => drive(steps, perform), source.target);
      return [seen.outcome, ...seen.updates.map((update) => headline(update as Update))];
    },
  };
}

/** Makes a tag at `main`, or moves it there. */
export function tag(repository: TestRepository, name: string, ...more: string[]): void {
  repository.git("tag", "--force", ...more, name, "main");
}

/** Gives a repository 20,000 tags and nothing else, all of one commit but for the first `moved`. */
export function tagMany(repository: TestRepository, moved: number, [of, movedTo]: [string, string]): void {
  const lines = Array.from(
    { length: 20_000 },
    (_, index) => `${index < moved ? movedTo : of} refs/tags/v${String(index).padStart(5, "0")}\n`,
  );
  const head = "# pack-refs with: peeled fully-peeled sorted \n";
  writeFileSync(join(repository.dir, "packed-refs"), head + lines.join(""));
}
