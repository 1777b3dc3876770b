/**
 * Time travel: which snapshots of a watch are kept, one of them, and what differs between two. A snapshot comes from KV.
 * Which there are, and which was the latest at a time in the past, the Watcher alone knows (`docs/decisions/007`).
 */
import * as z from "zod/mini";
import { diff } from "../diff.ts";
import { getText, keys } from "../store/kv.ts";
import { readPublished, type Head } from "../store/published.ts";
import { isSnapshotId, Snapshot, takenAtOf } from "../store/snapshot.ts";
import type { Names } from "../watch-names.ts";
import { malformed, parseLimit, parseParameters, readTime } from "./parameters.ts";
import { notVisibleYet, problem } from "./problem.ts";

/** The most snapshots in one `snapshots.json`. */
export const MOST_SNAPSHOTS = 1000;

/** Which snapshot is asked for: by id, or as the latest, of now or of a time. */
export type Place = { id: string } | { at: string } | "latest";

/** A snapshot as it is stored. */
export type Kept = { id: string; text: string };

/** The body of `snapshots.json`: the snapshots that are kept, oldest first, from after an id on. */
export async function snapshotsBody(
  env: Env,
  { id, key }: Pick<Names, "id" | "key">,
  params: URLSearchParams,
): Promise<string | Response> {
  const given = parseParameters("snapshots.json", params, ["after", "limit"]);
  if (given instanceof Response) return given;
  const { after } = given;
  if (after !== undefined && !isSnapshotId(after)) return malformed(`"after" is the id of a snapshot.`);
  const limit = parseLimit(given.limit, MOST_SNAPSHOTS);
  if (limit instanceof Response) return limit;
  const ids = await env.WATCHER.getByName(key).keptSnapshots(after, limit);
  const next = ids.at(-1) ?? after;
  const snapshots = ids.map((one) => ({ id: one, takenAt: takenAtOf(one) }));
  return JSON.stringify({ watch: id, snapshots, ...(next === undefined ? {} : { next }) });
}

/** Which snapshot `snapshot.json` is asked for. */
export function parseAt(params: URLSearchParams): Place | Response {
  const given = parseParameters("snapshot.json", params, ["at"]);
  if (given instanceof Response) return given;
  if (given.at === undefined) return "latest";
  const at = readTime(given.at);
  return at === undefined ? malformed(`"at" is a time, such as 2026-11-23T06:00:00Z.`) : { at };
}

/** Between which snapshots `diff.json` is asked for. */
export function parseSpan(params: URLSearchParams): { from: Place; to: Place } | Response {
  const given = parseParameters("diff.json", params, ["from", "to"]);
  if (given instanceof Response) return given;
  const from = given.from === undefined ? undefined : parsePlace(given.from);
  const to = given.to === undefined ? "latest" : parsePlace(given.to);
  if (from !== undefined && to !== undefined) return { from, to };
  return malformed(
    `"from", and "to" unless the latest is meant, is the id of a snapshot or a time, such as 2026-11-23T06:00:00Z.`,
  );
}

function parsePlace(text: string): Place | undefined {
  if (isSnapshotId(text)) return { id: text };
  const at = readTime(text);
  return at === undefined ? undefined : { at };
}

/** The snapshot that is asked for, or the error: 410 where it is kept no longer, 404 where there never was one. */
export async function readSnapshot(env: Env, watch: string, place: Place): Promise<Kept | Response> {
  const published = await readPublished(env.KV, watch, Date.now());
  if (published === undefined) return place !== "latest" && "id" in place ? noSnapshot() : noBaseline();
  const { head, snapshotText } = published;
  const id = await idOf(env, watch, place, head);
  if (id === undefined) return gone(head);
  if (id === head.snapshot.id) return { id, text: snapshotText };
  const stored = await getText(env.KV, keys.snapshot(watch, id));
  if (stored !== undefined) return { id, text: stored.text };
  if (place === "latest" || "at" in place) return notVisibleYet();
  // Ids begin with their time. Of the same second, an older one cannot be told from one that never was.
  return takenAtOf(id) > head.oldestSnapshot.takenAt ? noSnapshot() : gone(head);
}

/** The body of `diff.json`: the changes that lead from one snapshot to another, as an update has them. */
export function diffBody(watch: string, from: Kept, to: Kept): string {
  const changes = diff(parse(from), parse(to));
  return JSON.stringify({ watch, snapshots: { from: from.id, to: to.id }, changes });
}

/** Undefined where nothing that is kept is as old as that. What is published answers for both of its ends. */
async function idOf(env: Env, watch: string, place: Place, head: Head): Promise<string | undefined> {
  if (place === "latest") return head.snapshot.id;
  if ("id" in place) return place.id;
  if (place.at >= head.snapshot.takenAt) return head.snapshot.id;
  if (place.at < head.oldestSnapshot.takenAt) return undefined;
  return env.WATCHER.getByName(watch).snapshotAt(place.at);
}

function parse({ text }: Kept): Snapshot {
  return z.parse(Snapshot, JSON.parse(text));
}

function noBaseline(): Response {
  return problem(
    404,
    "No snapshot yet",
    "The directory has not been read yet: status.json says why, or when it will be.",
  );
}

export function noSnapshot(): Response {
  return problem(
    404,
    "No such snapshot",
    "A snapshot's id is what snapshots.json and updates.json name, as snapshots/ID.json.",
  );
}

function gone({ oldestSnapshot: { id, takenAt } }: Head): Response {
  return problem(410, "Gone", `The oldest snapshot that is kept is ${id}, taken at ${takenAt}.`);
}
