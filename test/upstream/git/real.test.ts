/** A real history, where one is at hand: every range of it is told as git tells it. */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, it } from "vitest";
import { logOf } from "../../git/log.ts";
import { random } from "../../random.ts";
import { describeWithServer } from "./server.ts";
import { folded } from "./watch.ts";

const real = process.env["TREEWATCH_TEST_REPOSITORY"];
const why = real === undefined ? " (skipped: TREEWATCH_TEST_REPOSITORY names no clone of SPDK)" : "";

/** How many ranges, and the most commits in one. */
const RANGES = 200;
const MOST = 50;

describeWithServer(`SPDK's own history${why}`, (server) => {
  it.skipIf(real === undefined)(
    `is told commit by commit and entry by entry in ${RANGES} ranges of 1 to ${MOST} commits`,
    async () => {
      const repository = server().create();
      const objects = resolve(real ?? "", "objects");
      writeFileSync(join(repository.dir, "objects/info/alternates"), `${objects}\n`);
      const tip = execFileSync("git", ["-C", real ?? "", "rev-parse", "HEAD"], { encoding: "utf8" }).trim();
      const next = random(2026);
      const steps = Array.from({ length: RANGES }, () => 1 + Math.floor(next() * MOST));
      let distance = steps.reduce((sum, step) => sum + step, 0);
      const line = repository
        .git("rev-list", "--first-parent", `--max-count=${distance + 1}`, tip)
        .split("\n");
      const at = () => line[distance] ?? tip;
      let old = at();
      repository.point("main", old);
      const watch = server().watch(repository);
      await watch.read();
      let commits = 0;
      for (const step of steps) {
        distance -= step;
        repository.point("main", at());
        const told = folded(await watch.read());
        expect(told, `${old}..${at()}`).toEqual(logOf(repository, `${old}..${at()}`, "lib"));
        commits += told.length;
        old = at();
      }
      expect(commits).toBeGreaterThan(RANGES);
      const rows = watch.known?.listing?.().entries.map(({ name, commit }) => [name, commit?.id]);
      expect(rows).toEqual(
        rows?.map(([name]) => [name, repository.git("log", "-1", "--format=%H", tip, "--", `lib/${name}`)]),
      );
    },
    600_000,
  );
});
