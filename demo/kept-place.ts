/** Where the demo has got to, kept in the state folder so that a restart goes on from there. */
import * as z from "zod/mini";
import type { State } from "../local/state.ts";

const port = z.number().check(z.int(), z.minimum(0), z.maximum(65_535));

/** Pushes that have happened, and the ports: with another port, the forge would be another upstream. */
const Place = z.object({ position: z.number().check(z.int(), z.minimum(0)), forge: port, inbox: port });
export type DemoPlace = z.infer<typeof Place>;

const name = "demo";

/** The place that was kept; the beginning, at any free ports, where none was. */
export function readPlace(state: State): DemoPlace {
  return z.safeParse(Place, state.read(name)).data ?? { position: 0, forge: 0, inbox: 0 };
}

/** Keeps a place. */
export function keepPlace(state: State, place: DemoPlace): void {
  state.write(name, place);
}
