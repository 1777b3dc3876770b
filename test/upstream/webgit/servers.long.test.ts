/** The programs themselves over repositories of the test's own: what a watch tells is compared with what git says. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Explained } from "../../../src/updates.ts";
import { type Logged, logOf, namesIn } from "../../git/log.ts";
import { type FileState, TestRepository } from "../../git/repository.ts";
import { installed, type ProgramName, type Servers, startServers } from "./servers.ts";
import { start, steps, told, withoutRenames } from "./steps.ts";
import { WebgitWatch } from "./watch.ts";

const programs = Object.keys(installed) as ProgramName[];
const names = ["steps", "kinds", "many", "merges", "forced", "roots", "files"];

describe("cgit, gitweb and klaus", () => {
  const root = mkdtempSync(join(tmpdir(), "treewatch-webgit-"));
  const repositories = new Map<string, TestRepository>();
  let servers: Servers | undefined;
  const at = (name: string, program: ProgramName) => `${name}-${program}`;
  beforeAll(async () => {
    for (const name of names)
      for (const program of programs)
        repositories.set(at(name, program), new TestRepository(root, `${at(name, program)}.git`));
    servers = await startServers(root, [...repositories.keys()]);
  }, 30_000);
  afterAll(async () => {
    await servers?.close();
    rmSync(root, { recursive: true, force: true });
  });
  const open = async (
    name: string,
    program: ProgramName,
    files: Readonly<Record<string, FileState>> = start,
    directory = "lib",
  ) => {
    const repository = repositories.get(at(name, program));
    if (repository === undefined || servers === undefined) throw new Error("not started");
    repository.commit({ message: "start", files });
    const watch = new WebgitWatch(servers.url(program, at(name, program), directory));
    expect(await watch.poll()).toMatchObject({ outcome: "baseline" });
    return { repository, watch };
  };

  const all = programs.map((program) => ({
    program,
    title: installed[program] ? program : `${program} (skipped: it is not installed here)`,
  }));
  describe.each(all)("$title", ({ program }) => {
    const truth = (repository: TestRepository, range: string) =>
      withoutRenames(logOf(repository, range, "lib"));

    it.skipIf(!installed[program])(
      "tells of every kind of change what git tells, and finds nothing more at the next poll",
      async () => {
        const { repository, watch } = await open("steps", program);
        const kinds = Object.entries(steps);
        // gitweb takes its time: a tenth of a second and more for each page.
        const size = program === "gitweb" ? 3 : 1;
        for (let next = 0; next < kinds.length; next += size) {
          const what = kinds[next]?.[0];
          const commits = kinds.slice(next, next + size).flatMap(([, some]) => some);
          const old = watch.listing?.head?.id ?? "";
          for (const commit of commits) repository.commit(commit);
          const updates = await watch.updates();
          expect(told(updates), what).toEqual(truth(repository, `${old}..main`));
          expect(
            updates.every(({ complete }) => complete),
            what,
          ).toBe(true);
          const entries = watch.listing?.entries.map(({ name }) => name);
          expect(entries?.toSorted(), what).toEqual(
            [...namesIn(repository, "main", "lib").keys()].toSorted(),
          );
          const head = repository.git("log", "-1", "--format=%H", "main", "--", "lib");
          expect(watch.listing?.head?.id, what).toBe(head);
          expect(await watch.poll(), what).toMatchObject({ outcome: "unchanged", updates: [] });
          expect(watch.requests).toBe(1);
        }
      },
      120_000,
    );

    it.skipIf(!installed[program])("shows kinds and sizes as git has them", async () => {
      const { repository, watch } = await open("kinds", program);
      const modes: Record<string, string> = {
        "040000": "directory",
        "120000": "symlink",
        "160000": "submodule",
      };
      const rows = repository.git("ls-tree", "-l", "main", "lib/").split("\n");
      const expected = rows.map((row) => {
        const [, mode = "", size = "", name = ""] = /^(\d+) \w+ \w+ +(\S+)\tlib\/(.*)$/.exec(row) ?? [];
        // klaus shows no sizes, and symlinks as files.
        const kind = (program === "klaus" && mode === "120000" ? undefined : modes[mode]) ?? "file";
        return [name, kind, program === "klaus" || size === "-" ? undefined : Number(size)];
      });
      expect(watch.listing?.entries.map(({ name, kind, size }) => [name, kind, size])).toEqual(expected);
    });

    it.skipIf(!installed[program])(
      "tells the oldest of many commits first, and the rest at the polls that follow",
      async () => {
        const { repository, watch } = await open("many", program);
        const old = repository.git("rev-parse", "main");
        repository.commits(Array.from({ length: 24 }, (_, n) => ({ files: { [`lib/n${n % 7}`]: `${n}` } })));
        const all: Explained[] = [];
        for (let polls = 0; polls < 3; polls++) {
          all.push(...(await watch.updates()));
          expect(watch.requests).toBeLessThanOrEqual(40);
        }
        expect(told(all)).toEqual(truth(repository, `${old}..main`));
        expect(all.every(({ complete }) => complete)).toBe(true);
      },
      60_000,
    );

    it.skipIf(!installed[program])(
      "leaves what a merge brought in to the commits merged, and the rest to the rows",
      async () => {
        const { repository, watch } = await open("merges", program, {
          "lib/a": "1\n",
          "lib/b": "1\n",
          "lib/c": "1\n",
        });
        const old = repository.git("rev-parse", "main");
        repository.commit({
          branch: "side",
          parents: ["main"],
          files: { "lib/a": "2\n", "lib/c": "side\n" },
        });
        repository.commit({ branch: "main", parents: [old], files: { "lib/b": "2\n", "lib/c": "main\n" } });
        const files = { "lib/a": "2\n", "lib/c": "both\n", "lib/d": "new\n" };
        repository.commit({ parents: ["main", "side"], message: "Merge branch 'side'", files });
        const updates = await watch.updates();
        const merge = repository.git("rev-parse", "main");
        // What the merge did itself is told by the rows: that an entry is new, but not by which commit.
        const byRows: Logged = { id: "no commit", changes: { d: "added" } };
        const expected = [...truth(repository, `${old}..main`).filter((one) => one.id !== merge), byRows];
        const inOrder = (all: Logged[]) => all.toSorted((one, other) => (one.id < other.id ? -1 : 1));
        expect(inOrder(told(updates))).toEqual(inOrder(expected));
      },
      30_000,
    );

    it.skipIf(!installed[program])(
      "says so where history was replaced, and goes on from there",
      async () => {
        const { repository, watch } = await open("forced", program);
        const first = repository.git("rev-parse", "main");
        repository.commit({ files: { "lib/a.c": "lost\n", "lib/lost": "1" } });
        await watch.updates();
        repository.commit({ parents: [first], message: "kept", files: { "lib/a.c": "kept\n" } });
        const updates = await watch.updates();
        expect(updates.at(-1)?.rewritten ?? false).toBe(program !== "klaus");
        // klaus can leave nothing out of a log, and so tell nothing where the old head is not in it.
        const kept = { id: repository.git("rev-parse", "main"), changes: { "a.c": "updated" } };
        const removed = { id: "no commit", changes: { lost: "removed" } };
        expect(told(updates)).toEqual(program === "klaus" ? [removed] : [removed, kept]);
        repository.commit({ message: "on", files: { "lib/a.c": "on\n" } });
        const on = repository.git("rev-parse", "main");
        expect(told(await watch.updates())).toEqual([{ id: on, changes: { "a.c": "updated" } }]);
      },
      30_000,
    );

    it.skipIf(!installed[program])(
      "reads a root, down to no entry at all",
      async () => {
        const { repository, watch } = await open("roots", program, { "lib/a": "1", x: "1" }, "");
        expect(watch.listing?.entries.map(({ name }) => name)).toEqual(["lib", "x"]);
        const old = repository.git("rev-parse", "main");
        repository.commit({ files: { "lib/a": "2", y: "1" } });
        expect(told(await watch.updates())).toEqual(logOf(repository, `${old}..main`, ""));
        repository.commit({ files: { lib: null, x: null, y: null } });
        await watch.updates();
        expect(watch.listing?.entries).toEqual([]);
      },
      30_000,
    );

    it.skipIf(!installed[program])(
      "refuses a file, and what is not there",
      async () => {
        const { repository } = await open("files", program);
        expect(repository.git("rev-parse", "main")).toHaveLength(40);
        const refusal = async (path: string) => {
          const polled = await new WebgitWatch(
            servers?.url(program, at("files", program), path) ?? "",
          ).poll();
          return polled.outcome === "failed" ? polled.refusal.reason : polled.outcome;
        };
        const file = { cgit: "not-a-listing", gitweb: "not-found", klaus: "not-a-directory" }[program];
        expect(await refusal("README")).toBe(file);
        expect(await refusal("lib/a.c")).toBe(file);
        expect(await refusal("lib/mod")).toBe("not-found");
        expect(await refusal("nowhere")).toBe("not-found");
      },
      30_000,
    );
  });
});
