/** What `once` writes: the Worker's documents as files, at the paths at which a static host serves them as it would. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import * as z from "zod/mini";
import { feedFormats } from "../src/feed/index.ts";
import { PAGE } from "../src/store/published.ts";
import type { RunningWorker } from "./worker.ts";

type Get = RunningWorker["get"];

/** A document: where the Worker has it, and the file that holds it, below the folder. */
type Document = { path: string; file: string };

/** The documents of one watch; those that it does not have yet are answered with 404, and no file is made of them. */
function documentsOf(watch: string): Document[] {
  const names = [...feedFormats.map(({ extension }) => `feed.${extension}`), "snapshot.json", "status.json"];
  return [
    { path: `/${watch}`, file: `${watch}/index.html` },
    ...names.map((name) => ({ path: `/${watch}/${name}`, file: `${watch}/${name}` })),
  ];
}

/** The documents over all watches, but for the front page. */
const common: readonly Document[] = [
  ...feedFormats.map(({ extension }) => `feed.${extension}`),
  "feeds.opml",
].map((name) => ({ path: `/${name}`, file: name }));

/** How many files were written, and how many were as they are already. */
export type Written = { changed: number; same: number };

/** Writes the documents of the watches, and those over all, into `folder`. A file whose content is the same is left alone. */
export async function writeSite(get: Get, watches: readonly string[], folder: string): Promise<Written> {
  const written: Written = { changed: 0, same: 0 };
  const write = (file: string, text: string) => {
    written[writeChanged(join(folder, file), text) ? "changed" : "same"] += 1;
  };
  for (const { path, file } of [...watches.flatMap(documentsOf), ...common]) {
    const { status, text } = await get(path);
    if (status === 200) write(file, text);
    else if (status !== 404) throw new Error(`${path} answers ${status}`);
  }
  for (const [before, text] of (await readFront(get)).entries()) {
    write(before === 0 ? "index.html" : `page/${before + 1}/index.html`, text);
  }
  for (const watch of watches) {
    const updates = await allUpdates(get, watch);
    write(`${watch}/updates.json`, updates.text);
    for (let seq = updates.next; seq > updates.next - PAGE; seq--) {
      const { status, text } = await get(`/${watch}/updates/${seq}`);
      if (status !== 200) break;
      write(`${watch}/updates/${seq}/index.html`, text);
    }
  }
  return written;
}

/** The front page and those after it, in their order. */
export async function readFront(get: Get): Promise<string[]> {
  const pages: string[] = [];
  for (let path = "/"; ; path = `/page/${pages.length + 1}`) {
    const { status, text } = await get(path);
    if (status === 404) return pages;
    if (status !== 200) throw new Error(`${path} answers ${status}`);
    pages.push(text);
  }
}

/** All updates that are kept in one document, because a file has no cursor; and the `seq` of the newest. */
async function allUpdates(get: Get, watch: string): Promise<{ text: string; next: number }> {
  const updates: unknown[] = [];
  for (let query = ""; ;) {
    const { status, text } = await get(`/${watch}/updates.json${query}`);
    if (status !== 200) throw new Error(`/${watch}/updates.json answers ${status}`);
    const page = z.parse(UpdatesPage, JSON.parse(text));
    updates.push(...page.updates);
    if (page.updates.length === 0) {
      return { text: JSON.stringify({ watch, updates, next: page.next }), next: page.next };
    }
    query = `?after=${page.next}`;
  }
}

const UpdatesPage = z.object({ updates: z.array(z.unknown()), next: z.number() });

/** Writes whole or not at all, and only where the content differs; returns whether it did. */
function writeChanged(path: string, text: string): boolean {
  if (readText(path) === text) return false;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.new`, text);
  renameSync(`${path}.new`, path);
  return true;
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
