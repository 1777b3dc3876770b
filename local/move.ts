/**
 * Moves a watch from one deployment to another. Each step asks both where the watch is and does what is next, so that the
 * same command goes on wherever it was interrupted: `docs/state.md` has the table.
 */
import { bring } from "./bring.ts";
import { Hindrance, type Deployment, type Standing } from "./deployment.ts";
import { NEWEST_SNAPSHOTS } from "./restore.ts";
import { exportedLines, withNewest } from "./state-stream.ts";

/** The two deployments and the watch. */
export type Between = { watch: string; from: Deployment; to: Deployment };

/** What came of it: moved now, with how long (milliseconds) nobody could poll, or before. */
export type Moved =
  | { is: "moved"; address: string; pausedMs: number; updates: number; snapshots: number }
  | { is: "moved-before"; address: string };

export async function move(
  { watch, from, to }: Between,
  options: { replace: boolean; allSnapshots: boolean; tell: (text: string) => void },
): Promise<Moved> {
  const { replace, tell } = options;
  let here = await from.standing(watch);
  const there = await to.standing(watch);
  if (here.base === there.base) throw new Hindrance(`${from.url} and ${to.url} are one deployment.`);
  if (here.is !== "here" && here.to !== there.base)
    throw new Hindrance(`${watch} is on its way from ${from.url} to ${here.to}, or is there.`);
  const address = `${there.base}/${watch}`;
  if (here.is === "away" && hasArrived(here, there)) return { is: "moved-before", address };
  if (here.is === "here") {
    judge({ watch, to }, here, there, replace);
    tell(`Waiting for the poll and the deliveries in hand at ${from.url}`);
    here = await from.move(watch, { do: "leave", to: there.base });
  }
  const { move: name = "", since = Date.now(), awake = false } = here;
  const snapshots = options.allSnapshots ? Infinity : NEWEST_SNAPSHOTS;
  const { digest, counts } = await bring(() => withNewest(exportedLines(from, watch), snapshots), to, {
    watch,
    replace,
    tell: (lines) => tell(`Copying ${watch}: ${lines} lines`),
  });
  await from.move(watch, { do: "depart", move: name });
  await to.move(watch, { do: "arrive", move: name, digest, awake, replace });
  const { update: updates = 0, snapshot = 0 } = counts;
  return { is: "moved", address, pausedMs: Math.max(0, Date.now() - since), updates, snapshots: snapshot };
}

/** Gives a watch that is being moved back to where it came from. Returns whether there was anything to give back. */
export async function abort({ watch, from, to }: Between): Promise<boolean> {
  const { is, move: name = "" } = await from.standing(watch);
  if (is === "here") return false;
  // It has been given up: only the other can say that it never takes it.
  if (is === "away") {
    try {
      await to.move(watch, { do: "call-off", move: name });
    } catch (error) {
      if (!(error instanceof Hindrance)) throw error;
      throw new Hindrance(
        `The move cannot be called off, because ${watch} may be at work at ${to.url}. ${error.message} If it is there, move it back: npm run move -- ${watch} --from ${to.url} --to ${from.url}`,
      );
    }
  }
  await from.move(watch, { do: "return", move: name });
  // What was copied is of no use there; one that cannot be reached keeps it until the next stream.
  if (is === "leaving") await to.move(watch, { do: "call-off", move: name }).catch(() => undefined);
  return true;
}

/** Deletes what the source keeps of a watch that has arrived. Its addresses go on to lead to the other deployment. */
export async function forget({ watch, from, to }: Between): Promise<void> {
  const here = await from.standing(watch);
  if (here.is !== "away") throw new Hindrance(`${watch} has not been moved away from ${from.url}.`);
  if (!hasArrived(here, await to.standing(watch)))
    throw new Hindrance(`${watch} has not arrived at ${to.url}: run the command without --forget first.`);
  await from.move(watch, { do: "forget" });
}

function hasArrived(here: Standing, there: Standing): boolean {
  return there.over?.[here.move ?? ""] === "arrived";
}

/** Says what is against a move while nothing has been done yet. */
function judge(
  { watch, to }: { watch: string; to: Deployment },
  here: Standing,
  there: Standing,
  replace: boolean,
): void {
  if (!here.occupied) throw new Hindrance(`${watch} has not been read yet, so there is nothing to move.`);
  if (there.is === "leaving")
    throw new Hindrance(`${watch} is being moved away from ${to.url}: let that end.`);
  if (here.target !== there.target)
    throw new Hindrance(
      `${watch} is another watch at ${to.url}: it watches ${there.target}, and the one to move ${here.target}.`,
    );
  if (there.is === "away" && there.to !== here.base && !replace)
    throw new Hindrance(
      `${watch} was moved from ${to.url} to ${there.to}, and may be at work there. --replace puts this one in its place all the same.`,
    );
  if (there.occupied && !replace)
    throw new Hindrance(
      `${watch} has a state at ${to.url} already. --replace puts the moved one in its place; paused: true lets a watch wait to be moved in.`,
    );
}
