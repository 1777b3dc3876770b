/** The ticks of a Treewatch that has no clock of its own. */
import { MINUTE } from "../src/time.ts";
import type { RunningInstance } from "../test/instance.ts";

/** A function that fires the next tick, a minute after the last by Treewatch's clock; resolves when its polls are committed. */
export function ticker({ tick }: Pick<RunningInstance, "tick">, now = Date.now()): () => Promise<void> {
  let time = Math.floor(now / MINUTE) * MINUTE;
  return () => {
    time += MINUTE;
    return tick(time);
  };
}
