/** PURE. The watches that a deployment has and, for a while, those that it had. */
import * as z from "zod/mini";
import type { Config } from "./config.ts";
import { sha256 } from "./hash.ts";
import { memo } from "./memo.ts";
import { DAY } from "./time.ts";

const Member = z.object({
  key: z.string(),
  /** Its id, and those that it had before. */
  names: z.array(z.string()),
  /** Whether only readers with the key might know of it. */
  private: z.boolean(),
  /** Since which tick (milliseconds) it has not been configured; absent while it is. */
  removed: z.exactOptional(z.number()),
});

export const Roster = z.array(Member);
export type Roster = z.infer<typeof Roster>;

/** How long (milliseconds) what is known of a watch is kept after it was removed. */
const KEPT_MS = 30 * DAY;

/** Names which watches a configuration has and which it pauses: another one where `nextRoster` may give another roster. */
export const rosterMark = memo((config: Config): string => {
  const paused = config.watches.map((watch) => watch.paused);
  return sha256(JSON.stringify([config.certain, nextRoster([], config, 0), paused]));
});

/** The roster at a tick. While it is not certain which watches are meant, it stays as it was. */
export function nextRoster(before: Roster, { watches, idle, certain }: Config, tick: number): Roster {
  if (!certain) return before;
  const present = [...watches, ...idle].map(({ id, formerly, key, private: hidden }) => {
    return { key, names: [id, ...formerly], private: hidden };
  });
  const keys = new Set(present.map(({ key }) => key));
  const removed = before.filter(({ key }) => !keys.has(key)).map((one) => ({ removed: tick, ...one }));
  return [...present, ...removed];
}

/** The keys of watches that one roster has as removed and the other has not. */
export function changedKeys(before: Roster, after: Roster): string[] {
  const [was, is] = [removedKeys(before), removedKeys(after)];
  return [...was.symmetricDifference(is)];
}

function removedKeys(roster: Roster): Set<string> {
  return new Set(roster.flatMap(({ key, removed }) => (removed === undefined ? [] : key)));
}

/** The key of a watch that was removed so long before `tick` that what is known of it is to be deleted. */
export function findExpired(roster: Roster, tick: number): string | undefined {
  return roster.find(({ removed = Infinity }) => tick - removed >= KEPT_MS)?.key;
}
