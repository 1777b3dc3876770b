/** Updates and runs for the tests of messages and channels. */
import { alertCodes, type Alert } from "../../src/alerts.ts";
import type { Change } from "../../src/diff.ts";
import type { Commit } from "../../src/listing.ts";
import type { About, Attempt, Run } from "../../src/notify/contract.ts";
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

export const about: About = {
  watch: { id: "spdk-lib", title: "spdk/lib" },
  pageUrl: "https://treewatch.example/spdk-lib",
};

export function runOf(
  updates: readonly Update[],
  more: Partial<Extract<Run, { tells: "updates" }>> = {},
): Run {
  return { ...about, tells: "updates", items: updates, ...more };
}

/** A first try, of a message as it is. */
export const attempt: Attempt = { id: "msg_sample", at: 1_795_500_300_000, plain: false };

/** An alert of each kind. */
export function alerts(
  message = "The forge answers with an error. Nothing to do: it is tried again.",
): Alert[] {
  return alertCodes.map((code, i) => ({
    seq: i + 1,
    code,
    at: "2026-11-23T07:05:00Z",
    since: "2026-11-23T06:05:00Z",
    channel: "SLACK_STORAGE_TEAM",
    message,
  }));
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
