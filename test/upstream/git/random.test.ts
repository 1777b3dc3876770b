/** Histories that nobody planned, polled here and there, beside what git says of them. */
import { expect, it } from "vitest";
import { logOf, namesIn } from "../../git/log.ts";
import { buildRandomHistory } from "../../git/random-history.ts";
import type { TestRepository } from "../../git/repository.ts";
import { random } from "../../random.ts";
import { describeWithServer } from "./server.ts";
import { folded } from "./watch.ts";

/** What git says of the directory in a commit: its head, and the last commit of each entry. */
function rowsOf({ git }: Git, id: string): (string | undefined)[][] {
  const last = (path: string) => git("log", "-1", "--format=%H", id, "--", path);
  return [
    [last("lib")],
    ...[...namesIn({ git }, id, "lib").keys()].map((name) => [name, last(`lib/${name}`)]),
  ];
}

type Git = Pick<TestRepository, "git">;

describeWithServer("a history that nobody planned", (server) => {
  it.each(Array.from({ length: 6 }, (_, index) => index + 1))(
    "is told as git tells it (seed %i)",
    async (seed) => {
      const repository = server().create();
      const git = (...args: string[]) => repository.git(...args);
      const tip = buildRandomHistory(repository, seed);
      const next = random(seed);
      const all = git("rev-list", "--topo-order", "--reverse", tip).split("\n");
      const [first = tip, ...polled] = all.filter(
        (id) => (id === tip || next() < 0.4) && namesIn({ git }, id, "lib").size > 0,
      );
      repository.point("main", first);
      const watch = server().watch(repository);
      await watch.read();
      let old = first;
      for (const id of polled) {
        repository.point("main", id);
        const read = await watch.read();
        const { head, entries } = read.listing;
        expect([[head?.id], ...entries.map(({ name, commit }) => [name, commit?.id])]).toEqual(
          rowsOf({ git }, id),
        );
        expect(folded(read)).toEqual(logOf({ git }, `${old}..${id}`, "lib"));
        expect(read.history?.rewritten).toBe(git("merge-base", old, id) !== old);
        old = id;
      }
      expect(old).toBe(tip);
    },
  );
});
