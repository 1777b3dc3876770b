/** What the git upstream tells of commits, beside what git itself says of the same range. */
import { describe, expect, it } from "vitest";
import { logOf } from "../../git/log.ts";
import type { NewCommit, TestRepository } from "../../git/repository.ts";
import { type GitServer, describeWithServer } from "./server.ts";
import { folded, type GitWatch } from "./watch.ts";

const start: NewCommit = {
  files: {
    README: "about",
    "lib/accel/a.c": "a",
    "lib/bdev/b.c": "b",
    "lib/bdev/malloc/m.c": "m",
    "lib/nvmf/n.c": "n",
    "lib/Makefile": "all:",
  },
};

/** Takes the baseline, lets things happen, polls, and holds what is told against git's own log. */
async function tellingOf(server: GitServer, repository: TestRepository, happen: () => void) {
  const watch = server.watch(repository);
  await watch.read();
  const old = repository.git("rev-parse", "main");
  happen();
  const told = folded(await watch.read());
  expect(told).toEqual(logOf(repository, `${old}..main`, "lib"));
  return told;
}

describeWithServer("the history that git tells", (server) => {
  describe("of one commit", () => {
    it.each<[what: string, files: NonNullable<NewCommit["files"]>, changes: Record<string, string>]>([
      ["a file deep inside an entry that changes", { "lib/bdev/malloc/m.c": "m2" }, { bdev: "updated" }],
      ["a file that comes", { "lib/accel.mk": "x" }, { "accel.mk": "added" }],
      ["a directory that comes", { "lib/ftl/f.c": "f" }, { ftl: "added" }],
      ["a file that goes", { "lib/Makefile": null }, { Makefile: "removed" }],
      ["a directory that goes", { "lib/nvmf": null }, { nvmf: "removed" }],
      [
        "a file under another name",
        { "lib/Makefile": null, "lib/GNUmakefile": "all:" },
        { "Makefile → GNUmakefile": "renamed" },
      ],
      [
        "a directory under another name",
        { "lib/nvmf": null, "lib/nvmef/n.c": "n" },
        { "nvmf → nvmef": "renamed" },
      ],
      [
        "a directory under another name with a file changed in it",
        { "lib/nvmf": null, "lib/nvmef/n.c": "n2" },
        { nvmf: "removed", nvmef: "added" },
      ],
      [
        "a file that may now be executed",
        { "lib/Makefile": { executable: "all:" } },
        { Makefile: "updated" },
      ],
      ["a file that becomes a symbolic link", { "lib/Makefile": { link: "accel" } }, { Makefile: "updated" }],
      [
        "a directory that becomes a file",
        { "lib/nvmf/n.c": null, "lib/nvmf": "gone to another place" },
        { nvmf: "updated" },
      ],
      [
        "a directory that becomes a submodule",
        { "lib/nvmf/n.c": null, "lib/nvmf": { submodule: "1".repeat(40) } },
        { nvmf: "updated" },
      ],
      ["a submodule that comes", { "lib/ext": { submodule: "1".repeat(40) } }, { ext: "added" }],
      [
        "several entries at once, the directory itself among what moves",
        { "lib/accel/a.c": "a2", "lib/Makefile": null, "lib/vhost/v.c": "v", README: "about it" },
        { accel: "updated", Makefile: "removed", vhost: "added" },
      ],
    ])("names %s", async (_, files, changes) => {
      const repository = server().create();
      repository.commit(start);
      const told = await tellingOf(server(), repository, () => repository.commit({ files }));
      expect(told.map((one) => one.changes)).toEqual([changes]);
    });

    it("leaves out one that touches other directories only", async () => {
      const repository = server().create();
      repository.commit(start);
      const told = await tellingOf(server(), repository, () =>
        repository.commit({ files: { README: "new" } }),
      );
      expect(told).toEqual([]);
    });
  });

  it("names every commit of a series, oldest first, and one that was taken back too", async () => {
    const repository = server().create();
    repository.commit(start);
    const told = await tellingOf(server(), repository, () => {
      for (const text of ["1", "2", "3"]) repository.commit({ files: { "lib/bdev/b.c": text } });
      repository.commit({ files: { "lib/bdev/b.c": "b" } });
    });
    expect(told).toHaveLength(4);
  });

  describe("of merges", () => {
    /** A line that begins at `from` and changes files; `main` itself goes on beside it. */
    function twoLines(repository: TestRepository, from: string): void {
      const side = { branch: "side", parents: [from], files: { "lib/nvmf/n.c": "side" } };
      repository.commits([side, { branch: "side", files: { "lib/ftl/f.c": "side" } }]);
      repository.commit({ files: { "lib/accel/a.c": "main" } });
    }
    const merged = { "lib/nvmf/n.c": "side", "lib/ftl/f.c": "side" };

    it("names what both lines did and not the merge, which did nothing itself", async () => {
      const repository = server().create();
      repository.commit(start);
      const told = await tellingOf(server(), repository, () => {
        twoLines(repository, "main");
        repository.commit({ parents: ["main", "side"], files: merged });
      });
      expect(told.map(({ changes }) => changes)).toEqual([
        { accel: "updated" },
        { nvmf: "updated" },
        { ftl: "added" },
      ]);
    });

    it("names a line that began before the last poll", async () => {
      const repository = server().create();
      repository.commit(start);
      repository.commit({ files: { "lib/bdev/b.c": "later" } });
      const told = await tellingOf(server(), repository, () => {
        twoLines(repository, "main~1");
        repository.commit({ parents: ["main", "side"], files: merged });
      });
      expect(told).toHaveLength(3);
    });

    it("names no merge of two lines that changed different files of one entry", async () => {
      const repository = server().create();
      repository.commit(start);
      const told = await tellingOf(server(), repository, () => {
        repository.commit({ branch: "side", parents: ["main"], files: { "lib/bdev/malloc/m.c": "side" } });
        repository.commit({ files: { "lib/bdev/malloc/other.c": "main" } });
        repository.commit({ parents: ["main", "side"], files: { "lib/bdev/malloc/m.c": "side" } });
      });
      expect(told).toHaveLength(2);
    });

    it("names a merge with what it did itself", async () => {
      const repository = server().create();
      repository.commit(start);
      const told = await tellingOf(server(), repository, () => {
        repository.commit({ branch: "side", parents: ["main"], files: { "lib/bdev/b.c": "side" } });
        repository.commit({ files: { "lib/bdev/b.c": "main" } });
        repository.commit({
          parents: ["main", "side"],
          files: { "lib/bdev/b.c": "both", "lib/bdev/malloc": null, "lib/new": "merge" },
        });
      });
      expect(told.at(-1)?.changes).toEqual({ bdev: "updated", new: "added" });
    });

    it("names an entry that a merge removed although each line had it in its own way", async () => {
      const repository = server().create();
      repository.commit(start);
      const told = await tellingOf(server(), repository, () => {
        repository.commit({ branch: "side", parents: ["main"], files: { "lib/bdev/b.c": "side" } });
        repository.commit({ files: { "lib/bdev/b.c": "main" } });
        repository.commit({ parents: ["main", "side"], files: { "lib/bdev": null } });
      });
      expect(told.at(-1)?.changes).toEqual({ bdev: "removed" });
    });

    it("leaves out a line of which a merge took nothing", async () => {
      const repository = server().create();
      repository.commit(start);
      const told = await tellingOf(server(), repository, () => {
        twoLines(repository, "main");
        repository.commit({ parents: ["main", "side"] });
      });
      expect(told.map(({ changes }) => changes)).toEqual([{ accel: "updated" }]);
    });

    it("names what three lines did that one merge brought together", async () => {
      const repository = server().create();
      repository.commit(start);
      const told = await tellingOf(server(), repository, () => {
        const lines = ["accel/a.c", "bdev/b.c", "nvmf/n.c"].map((file) => ({ [`lib/${file}`]: "line" }));
        for (const [index, files] of lines.entries()) {
          repository.commit({ branch: `line${index}`, parents: ["main"], files });
        }
        repository.commit({ parents: ["line0", "line1", "line2"], files: Object.assign({}, ...lines) });
      });
      expect(told).toHaveLength(3);
    });
  });

  it("names every entry when the directory disappears, and again when it is back", async () => {
    const repository = server().create();
    repository.commit(start);
    const watch: GitWatch = server().watch(repository);
    await watch.read();
    repository.commit({ files: { lib: null } });
    const gone = await watch.read();
    expect(gone.listing.entries).toEqual([]);
    expect(folded(gone)).toEqual(logOf(repository, "main~1..main", "lib"));
    repository.commit({ files: { "lib/Makefile": "all:" } });
    const back = await watch.read();
    expect(back.listing.entries.map(({ name }) => name)).toEqual(["Makefile"]);
    expect(folded(back)).toEqual(logOf(repository, "main~1..main", "lib"));
  });

  it("tells a repository whose ids are of SHA-256 like any other", async () => {
    const repository = server().create("sha256");
    repository.commit(start);
    const told = await tellingOf(server(), repository, () => {
      repository.commit({ files: { "lib/accel/a.c": "2" } });
      repository.commit({ files: { "lib/Makefile": null, "lib/GNUmakefile": "all:" } });
    });
    expect(told.map(({ id }) => id.length)).toEqual([64, 64]);
  });
});
