import { expect, it } from "vitest";
import { readHistory } from "../history.ts";
import { replayBothWays } from "./once-replay.ts";

const history = readHistory();

it(`writes the same ids, feeds and messages in 20 runs as the Worker in one piece (${history.name})`, async () => {
  const { runs, worker } = await replayBothWays(history, 20);
  expect(runs).toEqual(worker);
});
