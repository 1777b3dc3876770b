/** A real history, polled at each push, at forges that tell their past in different ways. */
import { expect, it } from "vitest";
import { readHistory } from "./history.ts";
import { replayEachWay, ways } from "./replay-ways.ts";

const history = readHistory();

it(`a replay of ${history.name} by ${ways.join(", ")}, polled at each, tells each push once and whole`, async () => {
  for (const { way, told, expected } of await replayEachWay(history, 1)) expect(told, way).toEqual(expected);
});
