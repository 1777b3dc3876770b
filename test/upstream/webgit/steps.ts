/** What happens to a directory `lib` between polls, and what is told of it. */
import type { ChangeKind } from "../../../src/diff.ts";
import type { Explained } from "../../../src/updates.ts";
import type { Logged } from "../../git/log.ts";
import type { FileState, NewCommit } from "../../git/repository.ts";

const id = (digit: string) => digit.repeat(40);
/** What is there at first. */
export const start: Readonly<Record<string, FileState>> = {
  README: "r",
  "lib/a.c": "a\n",
  "lib/b.c": "b\n",
  "lib/bdev/x.c": "x\n",
  "lib/bdev/y.c": "y\n",
  "lib/deep/one/two": "2\n",
  "lib/old/f": "f\n",
  "lib/old/g": "g\n",
  "lib/link": { link: "a.c" },
  "lib/mod": { submodule: id("1") },
};

/** What happens between two polls, each time. */
export const steps: Record<string, readonly NewCommit[]> = {
  "a file that changes": [{ files: { "lib/a.c": "aa\n" } }],
  "several commits": [
    { message: "add\n\nbody <b>&\n\n  indented", files: { "lib/c.c": "c\n", README: "rr" } },
    { message: "below", files: { "lib/bdev/x.c": "xx\n", "lib/c.c": "cc\n" } },
    { message: "elsewhere", files: { README: "rrr" } },
    { message: "remove", files: { "lib/b.c": null, "lib/bdev/y.c": null } },
  ],
  "a file that is renamed": [{ files: { "lib/c.c": null, "lib/C.c": "cc\n" } }],
  "a file that is renamed and changed": [
    { files: { "lib/C.c": "1\n2\n3\n4\n5\n6\n7\n8\n9\n" } },
    { files: { "lib/C.c": null, "lib/D.c": "1\n2\n3\n4\n5\n6\n7\n8\n0\n" } },
  ],
  "a directory that is renamed": [{ files: { "lib/old": null, "lib/new/f": "f\n", "lib/new/g": "g\n" } }],
  "a directory that goes": [{ files: { "lib/new": null } }],
  "a file that goes and comes back": [{ files: { "lib/D.c": null } }, { files: { "lib/D.c": "back\n" } }],
  "a file that comes and goes": [{ files: { "lib/short": "1" } }, { files: { "lib/short": null } }],
  "a file that becomes a directory": [{ files: { "lib/D.c": null, "lib/D.c/in": "d" } }],
  "a submodule that moves": [{ files: { "lib/mod": { submodule: id("2") } } }],
  "a symlink that leads elsewhere": [{ files: { "lib/link": { link: "bdev" } } }],
  "a file that becomes executable": [{ files: { "lib/a.c": { executable: "aa\n" } } }],
  "hard names": [
    {
      files: {
        "lib/with space": "1",
        "lib/it's": "2",
        "lib/é ü": "3",
        "lib/q#?%&;+=.txt": "4",
        'lib/quo"te': "5",
        "lib/<b>": "6",
        "lib/日本/ö": "7",
        "lib/a:b": "8",
        "lib/back\\slash": "9",
      },
    },
    { files: { "lib/é ü": "33", "lib/<b>": null, "lib/q#?%&;+=.txt": "44", "lib/日本/ö": "77" } },
  ],
  "a message in many lines by Jörg": [
    {
      message: "\n\n  Title  of\tit\nsecond line\n\n\nbody\n",
      author: 'Jörg "J" <j@x.org>',
      files: { "lib/a.c": "j" },
    },
  ],
};

/** A history without renames: the programs' pages tell of none that every byte stayed the same. */
export function withoutRenames(log: Logged[]): Logged[] {
  return log.map(({ id: commit, changes }) => ({
    id: commit,
    changes: Object.fromEntries(
      Object.entries(changes).flatMap(([name, kind]): [string, ChangeKind][] => {
        const [from = "", to] = name.split(" → ");
        return to === undefined
          ? [[name, kind]]
          : [
              [from, "removed"],
              [to, "added"],
            ];
      }),
    ),
  }));
}

/** Updates in the form that `logOf` gives. */
export function told(updates: readonly Explained[]): Logged[] {
  return updates.map(({ commit, changes }) => ({
    id: commit?.id ?? "no commit",
    changes: Object.fromEntries(
      changes.map(({ kind, entry, before }) => [
        kind === "renamed" ? `${before?.name} → ${entry}` : entry,
        kind,
      ]),
    ),
  }));
}
