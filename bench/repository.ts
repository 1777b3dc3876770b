/** A repository to fetch from: SPDK itself where a clone is named, else one built like it around its `lib/`. */
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { spdkLib } from "../demo/spdk-lib.ts";
import { random } from "../test/random.ts";
import { type NewCommit, TestRepository } from "../test/git/repository.ts";

/** The clone of SPDK to measure with. */
const real = process.env["TREEWATCH_TEST_REPOSITORY"];

/** Directories of the root beside `lib`, as many as SPDK has there. */
const others = "app doc dpdkbuild etc examples go include mk module pkg proto python scripts test".split(" ");
const filesInEach = 12;

export type Source = {
  /** For people. */
  name: string;
  repository: TestRepository;
  /** The commit so many commits before the last that touched `lib`; itself for 0. */
  before(commits: number): string;
};

/** Makes one in the folder, called `spdk.git`, with at least so many commits before the last that touched `lib`. */
export function makeSource(folder: string, commits: number): Source {
  const repository = new TestRepository(folder, "spdk.git");
  if (real === undefined) build(repository, commits + 100);
  else borrow(repository, real);
  repository.point("main", repository.git("log", "-1", "--format=%H", "main", "--", "lib"));
  const line = repository.git("rev-list", "--first-parent", `--max-count=${commits + 1}`, "main").split("\n");
  return {
    name: real === undefined ? "a repository built like SPDK" : "SPDK itself",
    repository,
    before(count) {
      const id = line[count];
      if (id === undefined) throw new Error(`the repository has no ${count} commits`);
      return id;
    },
  };
}

/** Takes the objects of a clone where they lie. */
function borrow(repository: TestRepository, clone: string): void {
  const objects = repository.run(["-C", clone, "rev-parse", "--git-path", "objects"]).toString().trim();
  writeFileSync(join(repository.dir, "objects/info/alternates"), `${resolve(clone, objects)}\n`);
  repository.point("main", repository.git("-C", clone, "rev-parse", "HEAD"));
}

/** Commits one after the other, two in three of them to an entry of `lib`, packed as a server's repository is. */
function build(repository: TestRepository, commits: number): void {
  const next = random(1);
  const pick = <T>(all: readonly T[]): T | undefined => all[Math.floor(next() * all.length)];
  const entries = spdkLib.listing.entries.map(({ name }) => `lib/${name}`);
  const directories = [...others, ...entries];
  const files = Object.fromEntries(
    directories.flatMap((directory) => numbers(filesInEach).map((file) => [`${directory}/${file}.c`, file])),
  );
  const heads = spdkLib.pushes.map(({ head }) => head);
  const later = numbers(commits).map((number): NewCommit => {
    const head = heads[Number(number) % heads.length];
    const directory = next() < 2 / 3 ? pick(entries) : pick(others);
    const trailer = Array.from({ length: 40 }, () => Math.floor(next() * 16).toString(16)).join("");
    return {
      message: `${head?.title}\n\n${head?.body ?? ""}\n\nChange-Id: I${trailer}\n`,
      author: `${head?.author ?? "Nobody"} <nobody@example.org>`,
      files: { [`${directory}/${pick(numbers(filesInEach))}.c`]: number },
    };
  });
  repository.commits([{ message: "begin", files }, ...later]);
  repository.git("repack", "-adq");
}

function numbers(count: number): string[] {
  return Array.from({ length: count }, (_, number) => String(number));
}
