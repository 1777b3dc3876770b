/** What git itself says of a directory's history, folded to its entries: the truth that tests compare with. */
import type { ChangeKind } from "../../src/diff.ts";
import type { TestRepository } from "./repository.ts";

/** One commit and what it did to entries, by name; of a rename, `old → new`. */
export type Logged = { id: string; changes: Record<string, ChangeKind> };

type Git = Pick<TestRepository, "git">;

/**
 * The commits that `new` has and `old` has not, in the order of `git log --reverse --topo-order`, with their changes as
 * `--name-status -M100%` has them; merges with what they bring of their own (`-c`). Those that did nothing are left out.
 */
export function logOf(repository: Git, range: string, directory: string): Logged[] {
  const format = "--format=%x01%H%x02%P%x03";
  const options = ["-c", "--name-status", "-M100%", "--reverse", "--topo-order", "-z", format];
  const output = repository.git("log", ...options, range, "--", directory === "" ? "." : directory);
  return output
    .split("\x01")
    .slice(1)
    .map((record) => {
      const [, id = "", parents = "", lines = ""] = /^(\w+)\x02([\w ]*)\x03([\s\S]*)$/.exec(record) ?? [];
      return {
        id,
        changes: fold(repository, id, parents.split(" ").filter(Boolean), directory, linesOf(lines)),
      };
    })
    .filter(({ changes }) => Object.keys(changes).length > 0);
}

type Line = { status: string; from: string; to: string };

/** Status letters, one for each parent, and one path, or two where something was renamed. */
function linesOf(text: string): Line[] {
  const fields = text.split("\0").map((field) => field.replace(/^\n+/, ""));
  const lines: Line[] = [];
  for (let at = 0; at < fields.length;) {
    const status = fields[at++] ?? "";
    if (status === "") continue;
    const from = fields[at++] ?? "";
    const to =
      /^[A-Z]*R\d*$/.test(status) && status.length > 1 && /\d/.test(status) ? (fields[at++] ?? "") : from;
    lines.push({ status, from, to });
  }
  return lines;
}

function fold(
  repository: Git,
  id: string,
  parents: readonly string[],
  directory: string,
  lines: readonly Line[],
): Record<string, ChangeKind> {
  const within = (path: string) => (directory === "" ? path : path.slice(directory.length + 1));
  const top = (path: string) => within(path).split("/")[0] ?? "";
  const names = new Set(lines.flatMap(({ from, to }) => [top(from), top(to)]));
  if (lines.every(({ status }) => /^M+$/.test(status))) {
    return Object.fromEntries([...names].toSorted().map((name) => [name, "updated"]));
  }
  const now = namesIn(repository, id, directory);
  const befores = parents.map((parent) => namesIn(repository, parent, directory));
  const was = (name: string) => befores.some((before) => before.has(name));
  const changes: Record<string, ChangeKind> = {};
  for (const name of [...names].toSorted()) {
    if (now.has(name) && was(name)) changes[name] = "updated";
    else if (now.has(name)) changes[name] = "added";
    else if (was(name)) changes[name] = "removed";
  }
  for (const gone of names) {
    if (changes[gone] !== "removed") continue;
    const come = top(lines.find((line) => top(line.from) === gone)?.to ?? "");
    const all = lines.filter(({ from, to }) =>
      [top(from), top(to)].some((name) => name === gone || name === come),
    );
    const isRename = all.every(
      ({ status, from, to }) =>
        /^R\d+$/.test(status) && within(to) === come + within(from).slice(gone.length) && top(from) === gone,
    );
    if (!isRename || changes[come] !== "added") continue;
    delete changes[gone];
    delete changes[come];
    changes[`${gone} → ${come}`] = "renamed";
  }
  return changes;
}

/** Names of the directory's entries in a commit; none where it is not there. */
export function namesIn(repository: Git, commit: string, directory: string): Map<string, string> {
  const args = directory === "" ? [commit] : [commit, `${directory}/`];
  const rows = repository
    .git("ls-tree", "-z", ...args)
    .split("\0")
    .filter(Boolean);
  return new Map(
    rows.map((row) => {
      const [meta = "", path = ""] = row.split("\t");
      return [path.slice(directory === "" ? 0 : directory.length + 1), meta];
    }),
  );
}
