/** The demo as it is played: looks how far Treewatch is, lets pushes happen, and says so. */
import { setTimeout as sleep } from "node:timers/promises";
import * as z from "zod/mini";
import type { Forge, Push } from "./forge.ts";
import { createStory, isTold, Seen } from "./story.ts";

/** What happens, for whoever tells it. */
export type Event =
  | { is: "baseline"; entries: number }
  /** One push, or some at once. */
  | { is: "pushed"; pushes: readonly Push[] }
  /** The first push was told, in this run. */
  | { is: "first-told" }
  /** The last push was told, in this run. */
  | { is: "all-told" };

const lookMs = 500;
const answerMs = 5000;

/** Plays until the signal aborts. `statusUrl` is the watch's `status.json`. */
export async function play(options: {
  forge: Forge;
  total: number;
  statusUrl: string;
  signal: AbortSignal;
  tell: (event: Event) => void;
}): Promise<void> {
  const { forge, total, statusUrl, signal, tell } = options;
  const dueAt = createStory();
  // What an earlier run has told is not told again.
  const past = new Set<Event["is"]>();
  const once = (event: Event) => {
    if (!past.has(event.is)) tell(event);
    past.add(event.is);
  };
  if (forge.position() > 0) past.add("baseline").add("first-told");
  if (forge.position() === total) past.add("all-told");
  for (; !signal.aborted; await sleep(lookMs, undefined, { signal }).catch(() => undefined)) {
    const seen = await look(statusUrl);
    if (seen?.snapshot === undefined) continue;
    once({ is: "baseline", entries: forge.listing().entries.length });
    const position = forge.position();
    if (position === 1 && isTold(seen, 1)) once({ is: "first-told" });
    if (position === total && isTold(seen, total)) once({ is: "all-told" });
    const pushes = Array.from({ length: dueAt(Date.now(), position, seen) }).flatMap(
      () => forge.push() ?? [],
    );
    if (pushes.length > 0) tell({ is: "pushed", pushes });
  }
}

/** What `status.json` says now; undefined where there is no answer yet. */
async function look(statusUrl: string): Promise<Seen | undefined> {
  try {
    const response = await fetch(statusUrl, { signal: AbortSignal.timeout(answerMs) });
    return z.safeParse(Seen, await response.json()).data;
  } catch {
    return undefined;
  }
}
