/** PURE. Why a watch is not looked at. */
import type { Watch } from "./config.ts";
import type { WatchState } from "./store/watch-state.ts";
import type { Whereabouts } from "./store/whereabouts.ts";

/** A stable code, and a sentence for people. */
export type Pause = { reason: string; message: string };

/** The reason of a pause that ends with the operator's word. */
export const BY_OPERATOR = "paused-by-operator";

/** Why the watch is not looked at; undefined where it is. The operator's word is told where nothing else holds it. */
export function pauseOf(
  watch: Watch,
  { pausedSince }: Pick<WatchState, "pausedSince">,
  { is, to, awake }: Omit<Whereabouts, "version">,
): Pause | undefined {
  if (is !== "here") return { reason: "moved", message: `It is on its way to ${to}, or is there.` };
  if (watch.paused && awake !== true) return { reason: "paused-in-configuration", message: inConfiguration };
  if (pausedSince === undefined) return undefined;
  return { reason: BY_OPERATOR, message: `Paused by its operator since ${pausedSince}.` };
}

const inConfiguration = "Paused until `paused` is taken out of its configuration.";
