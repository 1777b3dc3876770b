/** A real history, polled at each push and every fifth, at forges that tell their past in different ways. */
import { expect, it } from "vitest";
import { readHistory } from "./history.ts";
import { replayAtEach } from "./replay-stage.ts";
import { replayEachWay, ways } from "./replay-ways.ts";

const history = readHistory();

it.each([1, 5])(
  `a replay of ${history.name} by ${ways.join(", ")}, polled after every %i, tells each push once and whole`,
  async (every) => {
    for (const { way, told, expected } of await replayEachWay(history, every)) {
      expect(told, way).toEqual(expected);
    }
  },
);

it(`a replay of ${history.name}, polled at each, tells each push once, with its entries, and ends at the same listing`, async () => {
  expect(await replayAtEach(history)).toBe(history.pushes.length);
});
