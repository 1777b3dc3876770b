/** A watch's state as a stream of lines: read from a deployment or a file, proven whole, and brought to this version. */
import { createReadStream } from "node:fs";
import { createGunzip } from "node:zlib";
import * as z from "zod/mini";
import { parseJson } from "../src/json.ts";
import {
  after,
  Header,
  Line,
  noProgress,
  STATE_VERSION,
  Trailer,
  type Progress,
} from "../src/store/portable.ts";
import { parts } from "../src/store/state-pages.ts";
import { Hindrance, type Deployment } from "./deployment.ts";

/** Lines, header first; with the trailer only where that is said. */
export type Lines = AsyncGenerator<string>;

/** Each brings a line of one version to the next: `upgrades[0]` those of version 1. */
const upgrades: readonly ((line: string) => string)[] = [];

/** The lines of a watch's state as a deployment has it, without a trailer. */
export async function* exportedLines(from: Deployment, watch: string): Lines {
  const first = await from.statePage(watch);
  const header = headerOf(first[0] ?? "");
  yield* first;
  for (const part of parts) {
    let read = 0;
    for (let last = part === "left" ? "" : "0"; ;) {
      const page = await from.statePage(watch, part, last);
      yield* page;
      read += page.length;
      const line = page.at(-1);
      if (line === undefined) break;
      last = placeOf(line);
    }
    if (part !== "left" && read !== header.counts[part])
      throw new Hindrance(
        `${watch} changed while it was read. Nothing is wrong: run the same command again.`,
      );
  }
}

/** What a page goes on after. */
function placeOf(line: string): string {
  const { left, snapshot, update } = z.parse(Line, JSON.parse(line));
  return left === undefined ? String(snapshot?.number ?? update?.seq) : `${left.commit} ${left.entry}`;
}

/** The lines with the newest snapshots only. */
export async function* withNewest(lines: Lines, snapshots: number): Lines {
  let passing = 0;
  for await (const line of lines) {
    if (line.startsWith('{"treewatch"')) {
      const { counts, ...header } = headerOf(line);
      passing = Math.max(0, counts.snapshots - snapshots);
      yield JSON.stringify({ ...header, counts: { ...counts, snapshots: counts.snapshots - passing } });
    } else if (passing > 0 && line.startsWith('{"snapshot"')) passing -= 1;
    else yield line;
  }
}

/** The lines with the trailer that proves them. */
export async function* sealed(lines: Lines): Lines {
  let progress = noProgress;
  for await (const line of lines) {
    yield line;
    progress = after(progress, line);
  }
  yield trailerOf(progress);
}

export function trailerOf({ counts, digest }: Progress): string {
  return JSON.stringify({ end: { counts, digest } });
}

/** What is in a backup, proven: of each watch its header and how much there is. Throws a `Hindrance` where it is not whole. */
export async function proveFile(file: string): Promise<{ header: Header; counts: Progress["counts"] }[]> {
  const streams: { header: Header; counts: Progress["counts"] }[] = [];
  let progress: Progress | undefined;
  let header: Header | undefined;
  for await (const line of fileLines(file)) {
    if (progress === undefined || header === undefined) {
      progress = noProgress;
      header = headerOf(upgraded(line, versionOf(line)));
    } else if (line.startsWith('{"end"')) {
      const trailer = z.safeParse(Trailer, parseJson(line));
      if (!trailer.success || trailerOf({ ...progress, ...trailer.data.end }) !== trailerOf(progress))
        throw changed(file);
      const { counts } = progress;
      if (counts["state"] !== 1) throw changed(file);
      streams.push({ header, counts });
      progress = undefined;
      continue;
    } else if (!z.safeParse(Line, parseJson(line)).success) throw changed(file);
    progress = after(progress, line);
  }
  if (progress !== undefined || streams.length === 0)
    throw new Hindrance(`${file} is cut off: it does not end as a backup does. Nothing was restored.`);
  return streams;
}

/** The lines of one watch in a backup that is proven, without the trailer, in this version's shape. */
export async function* linesOf(file: string, watch: string): Lines {
  let version: number | undefined;
  let wanted = false;
  for await (const line of fileLines(file)) {
    if (version === undefined) {
      version = versionOf(line);
      wanted = headerOf(upgraded(line, version)).watch.id === watch;
    } else if (line.startsWith('{"end"')) {
      if (wanted) return;
      version = undefined;
      continue;
    }
    if (wanted) yield upgraded(line, version);
  }
}

async function* fileLines(file: string): Lines {
  const bytes = createReadStream(file);
  const text = bytes.pipe(createGunzip());
  bytes.on("error", (error) => text.destroy(error));
  try {
    // Not by Node's readline, which keeps a thousand lines in memory.
    let rest = "";
    for await (const chunk of text.setEncoding("utf8")) {
      const lines = (rest + String(chunk)).split("\n");
      rest = lines.pop() ?? "";
      yield* lines;
    }
    if (rest !== "") yield rest;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    // Node's codes for what is wrong with gzip begin with a Z.
    if (code.startsWith("Z"))
      throw new Hindrance(`${file} is cut off, or is not a backup of Treewatch. Nothing was restored.`);
    throw new Hindrance(`The file ${file}, given with --in, cannot be read.`, { cause: error });
  }
}

function versionOf(line: string): number {
  const head = z.safeParse(
    z.looseObject({ treewatch: z.literal("state"), version: z.number() }),
    parseJson(line),
  );
  if (!head.success) throw new Hindrance("This is not a watch's state, or its beginning is missing.");
  const { version } = head.data;
  if (version <= STATE_VERSION) return version;
  throw new Hindrance(
    `This is a watch's state of version ${version}, and this Treewatch reads up to version ${STATE_VERSION}: use a newer one.`,
  );
}

function upgraded(line: string, version: number): string {
  return upgrades.slice(version - 1).reduce((older, upgrade) => upgrade(older), line);
}

function headerOf(line: string): Header {
  const header = z.safeParse(Header, parseJson(line));
  if (header.success) return header.data;
  throw new Hindrance("This is not a watch's state, or its beginning is damaged.");
}

function changed(file: string): Hindrance {
  return new Hindrance(`${file} is not as it was written: its digest is another. Nothing was restored.`);
}
