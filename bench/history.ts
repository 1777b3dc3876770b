/** What happens to SPDK's `lib/` while it is measured, push by push. */
import { createHash } from "node:crypto";
import type { Push } from "../demo/forge.ts";
import type { Commit } from "../src/listing.ts";
import { type History, readHistory } from "../test/history.ts";

/** The first `count` pushes. Where there are not so many, they are gone through again, with other commit ids each time. */
export function firstPushes(count: number): History {
  const history = readHistory();
  return history.pushes.length < count
    ? repeated(history, count)
    : { ...history, pushes: history.pushes.slice(0, count) };
}

/** As many pushes as asked for, made of those that only set entries. */
export function repeated({ name, listing, pushes }: History, count: number): History {
  const setting = pushes.filter(({ set, gone }) => set.length > 0 && gone.length === 0);
  const many = Array.from({ length: count }, (_, index) => {
    const push = setting[index % setting.length];
    return push === undefined ? [] : [renewed(push, index)];
  });
  return { name: `${name}, repeated`, listing, pushes: many.flat() };
}

function renewed({ head, set }: Push, index: number): Push {
  const renew = (commit: Commit): Commit => ({
    ...commit,
    id: createHash("sha1").update(`${commit.id} ${index}`).digest("hex"),
  });
  return {
    head: renew(head),
    set: set.map((entry) => (entry.commit === undefined ? entry : { ...entry, commit: renew(entry.commit) })),
    gone: [],
  };
}
