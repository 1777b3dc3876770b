/** Updates and runs for the tests of messages and channels. */
import type { Change } from "../../src/diff.ts";
import type { Commit } from "../../src/listing.ts";
import type { Run } from "../../src/notify/contract.ts";
import type { Update } from "../../src/updates.ts";

/** A commit that updated `entries`; what a test is about goes into `commit` and `update`. */
export function commitOf(
  seq: number,
  entries: readonly (string | Change)[],
  commit: Partial<Commit> = {},
  update: Partial<Update> = {},
): Update {
  const id = seq.toString(16).padStart(40, "c38e591");
  const url = `https://git.example/mirror/spdk/commit/${id}`;
  return { ...bare(seq, entries, update), commit: { id, title: `change ${seq}`, url, ...commit } };
}

/** Changes without a commit. */
export function bare(
  seq: number,
  entries: readonly (string | Change)[],
  update: Partial<Update> = {},
): Update {
  return {
    seq,
    id: `tag:treewatch,2026:sample/${seq}`,
    detectedAt: "2026-11-23T06:05:00Z",
    complete: true,
    changes: entries.map((entry) => (typeof entry === "string" ? { kind: "updated", entry } : entry)),
    snapshots: { from: "s1", to: "s2" },
    ...update,
  };
}

export function runOf(updates: readonly Update[], run: Partial<Run> = {}): Run {
  return {
    watch: { id: "spdk-lib", title: "spdk/lib" },
    pageUrl: "https://treewatch.example/spdk-lib",
    updates,
    ...run,
  };
}

/** `lib0`, `lib1`, … */
export function names(amount: number): string[] {
  return Array.from({ length: amount }, (_, i) => `lib${i}`);
}

/** Commits by one person to three entries in turn, each with a title that no other has. */
export function commits(amount: number): Update[] {
  return Array.from({ length: amount }, (_, i) =>
    commitOf(i + 1, [`lib${i % 3}`], { title: marker(i), author: "Jim Harris" }),
  );
}

/** The title of the i-th of `commits`, `change #007`. */
export function marker(i: number): string {
  return `change #${String(i).padStart(3, "0")}`;
}
