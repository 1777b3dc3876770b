/**
 * The document that readers of one watch are served from: a text of lines, so that a route takes the lines it needs
 * and parses no other. Line 1 says what it is (`Head`), line 2 is `snapshot.json`, then come the newest updates, newest
 * first, one a line.
 */
import * as z from "zod/mini";
import { sha256 } from "../hash.ts";
import { parseUpdate, type Update } from "../updates.ts";
import { getText, keys, putText, type Stored } from "./kv.ts";

/** The most updates in the document, and the number in one immutable page. */
export const PAGE = 100;

const Head = z.object({
  version: z.literal(1),
  /** When the baseline was taken. */
  since: z.string(),
  /** `seq` of the newest update, 0 before the first, and of the oldest that is kept. */
  latest: z.number(),
  oldest: z.number(),
  /** `detectedAt` of the newest update. */
  updatedAt: z.exactOptional(z.string()),
  snapshot: z.object({ id: z.string(), takenAt: z.string() }),
  /** The oldest snapshot that is kept. */
  oldestSnapshot: z.object({ id: z.string(), takenAt: z.string() }),
  /** Set once the watch was moved away: where readers reach it now. */
  movedTo: z.exactOptional(z.string()),
  /** Subject of the newest commit that touched the directory, where the upstream has commits. */
  newestCommit: z.exactOptional(z.string()),
});
export type Head = z.infer<typeof Head>;

/** A published document. What is not asked for is not parsed. */
export type Published = {
  head: Head;
  /** Names these bytes: changes with each of them. */
  version: string;
  snapshotText: string;
  /** JSON of the newest updates, newest first. */
  updateTexts: readonly string[];
};

export function encodePublished(published: Omit<Published, "version">): { text: string; version: string } {
  const text = [JSON.stringify(published.head), published.snapshotText, ...published.updateTexts].join("\n");
  return { text, version: sha256(text).slice(0, 16) };
}

export function decodePublished({ text, version }: { text: string; version: string }): Published {
  const [head = "", snapshotText = "", ...updateTexts] = text.split("\n");
  return { head: z.parse(Head, JSON.parse(head)), version, snapshotText, updateTexts };
}

/** The newest updates of a document, newest first, at most `most`. */
export function publishedUpdates({ updateTexts }: Published, most = PAGE): Update[] {
  return updateTexts.slice(0, most).map(parseUpdate);
}

/** How long (milliseconds) an isolate serves a document it has read without asking KV, which itself may be a minute old. */
const MEMORY_MS = 10_000;
const memory = new Map<string, { until: number; published: Published | undefined }>();

/** The document of a watch, or undefined before its baseline is published. */
export async function readPublished(
  kv: KVNamespace,
  watch: string,
  now: number,
): Promise<Published | undefined> {
  const known = memory.get(watch);
  if (known !== undefined && known.until > now) return known.published;
  const stored = await getText(kv, keys.published(watch));
  const published = stored === undefined ? undefined : decodePublished(stored);
  // "Not there yet" is not remembered: KV may have it at the next look.
  if (published !== undefined) memory.set(watch, { until: now + MEMORY_MS, published });
  return published;
}

/** Replaces the document of a watch. Readers in this isolate see it at once, others when KV shows it to them. */
export async function writePublished(
  kv: KVNamespace,
  watch: string,
  published: Omit<Published, "version">,
): Promise<Stored> {
  const { text, version } = encodePublished(published);
  const stored = await putText(kv, keys.published(watch), text, version);
  memory.delete(watch);
  return stored;
}

/**
 * The updates from `seq` `from` to `to`, oldest first, as JSON texts: those that the document holds, and the others from
 * their pages, which are read side by side. All of them must be kept. Undefined where KV does not show a page.
 */
export async function readUpdates(
  kv: KVNamespace,
  watch: string,
  { head, updateTexts }: Published,
  { from, to }: { from: number; to: number },
): Promise<string[] | undefined> {
  const firstNewest = head.latest - updateTexts.length + 1;
  const lastPaged = Math.min(to, firstNewest - 1);
  const firstPage = pageOf(from);
  const count = Math.max(0, pageOf(lastPaged) - firstPage + 1);
  const pages = await Promise.all(
    Array.from({ length: count }, (_, index) => readPage(kv, watch, firstPage + index)),
  );
  if (pages.includes(undefined)) return undefined;
  const before = firstPage * PAGE;
  const paged = pages.flatMap((page) => page ?? []).slice(from - 1 - before, Math.max(0, lastPaged - before));
  const newest = updateTexts.toReversed();
  return [...paged, ...newest.slice(Math.max(0, from - firstNewest), Math.max(0, to - firstNewest + 1))];
}

/** The page that an update is on, or will be once it is full. */
export function pageOf(seq: number): number {
  return Math.floor((seq - 1) / PAGE);
}

/** The updates of one immutable page, oldest first, as JSON texts; undefined where KV does not show it. */
async function readPage(kv: KVNamespace, watch: string, page: number): Promise<string[] | undefined> {
  const stored = await getText(kv, keys.updates(watch, page));
  return stored?.text.split("\n");
}

/** Writes the page that begins with `seq` 100 × page + 1. */
export async function writePage(
  kv: KVNamespace,
  watch: string,
  page: number,
  texts: readonly string[],
): Promise<void> {
  await putText(kv, keys.updates(watch, page), texts.join("\n"), "1");
}
