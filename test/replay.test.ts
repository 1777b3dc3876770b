/** A real history, replayed through the whole Worker on one machine, as its user runs it. */
import { describe, expect, it, onTestFinished } from "vitest";
import { readHistory } from "./history.ts";
import { walkUpdates } from "./instance.ts";
import { begin, published, replayAtEach, startReplay } from "./replay-stage.ts";
import { replayEachWay, ways } from "./replay-ways.ts";

const MINUTE = 60_000;
const history = readHistory();
/** How many pushes are polled one by one here: all of them are in `replay.long.test.ts`. */
const FIRST = 120;

describe(`a replay of ${history.name}`, () => {
  it.each([20, 100])(
    `with its past told by ${ways.join(", ")} alone, polled every %i, tells the same as polled at each`,
    async (every) => {
      for (const { way, told, expected, mostAsked } of await replayEachWay(history, every)) {
        expect(told, way).toEqual(expected);
        expect(mostAsked, way).toBeLessThanOrEqual(45);
      }
    },
    180_000,
  );

  it(`polled at each of the first ${FIRST}, tells each push once, with its entries, and ends at the same listing`, async () => {
    const pushes = history.pushes.slice(0, FIRST);
    expect(await replayAtEach({ ...history, pushes })).toBe(pushes.length);
  }, 180_000);

  it("with its past told by nothing, polled every ten, loses no entry's last change and claims nothing", async () => {
    const { forge, instance, stop } = await startReplay(history, { feed: false, api: false });
    onTestFinished(stop);
    await instance.tick(begin);
    const expected: string[] = [];
    for (let poll = 1; ; poll++) {
      const before = new Map(forge.listing().entries.map(({ name, commit }) => [name, commit?.id]));
      const pushed = Array.from({ length: 10 }, () => forge.push()).filter((push) => push !== undefined);
      if (pushed.length === 0) break;
      const now = new Map(forge.listing().entries.map(({ name, commit }) => [name, commit?.id]));
      for (const name of new Set([...before.keys(), ...now.keys()])) {
        if (before.get(name) !== now.get(name)) expected.push(`${name} ${before.get(name)} ${now.get(name)}`);
      }
      await instance.tick(begin + poll * MINUTE);
    }
    await published(instance);
    const updates = await walkUpdates(instance, "spdk-lib");
    expect(updates.filter(({ complete }) => complete)).toEqual([]);
    const told = updates.flatMap(({ changes }) =>
      changes.map(({ entry, before, after }) => `${entry} ${before?.commit?.id} ${after?.commit?.id}`),
    );
    expect(told.toSorted()).toEqual(expected.toSorted());
  }, 120_000);
});
