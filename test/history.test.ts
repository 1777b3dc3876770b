import { describe, expect, it } from "vitest";
import type { History, HistoryCommit, Touched } from "../src/upstream/contract.ts";
import { commit, read, ten, without } from "./listings.ts";
import { watchOf } from "./watching.ts";

/** A commit of a history: `updated a` and so on, `renamed b from a`. */
function did(id: string, touched: readonly string[], complete = true): HistoryCommit {
  const changes = touched.map((words): Touched => {
    const [kind = "", entry = "", , from] = words.split(" ");
    return { kind: kind as Touched["kind"], entry, entryKind: "directory", ...(from ? { from } : {}) };
  });
  return { commit: commit(id, { author: "Ada", body: "Why." }), changes, complete };
}

const history = (...commits: HistoryCommit[]): History => ({ commits, rewritten: false });

describe("a poll with history", () => {
  it("tells each commit that hides behind the last, oldest first, with all its entries", async () => {
    const watch = await watchOf(read("c1", ten));
    const { told, updates } = await watch.see(
      read("c4", { ...ten, a: "c4", b: "c3" }),
      "forge",
      history(did("c2", ["updated a", "updated b"]), did("c3", ["updated b"]), did("c4", ["updated a"])),
    );
    expect(told).toEqual(["updated a c2", "updated b c2", "updated b c3", "updated a c4"]);
    expect(updates.map(({ complete, commit }) => [complete, commit?.author, commit?.body])).toEqual([
      [true, "Ada", "Why."],
      [true, "Ada", "Why."],
      [true, "Ada", "Why."],
    ]);
    const steps = updates
      .flatMap(({ changes }) => changes)
      .map(({ before, after }) => [before?.commit?.id, after?.commit?.id]);
    expect(steps).toEqual([
      ["c1", "c2"],
      ["c1", "c2"],
      ["c2", "c3"],
      ["c2", "c4"],
    ]);
    expect(watch.listing.entries.slice(0, 2).map((entry) => entry.commit?.id)).toEqual(["c4", "c3"]);
    expect(watch.listing.entries[0]?.commit).not.toHaveProperty("body");
  });

  it("keeps the size that the row shows of an entry that history explains", async () => {
    const watch = await watchOf(read("c1", ten));
    const now = read("c2", { ...ten, a: "c2" });
    const entries = now.listing.entries.map((entry) => ({ ...entry, size: 7 }));
    const sized = { ...now, listing: { ...now.listing, entries } };
    const { told } = await watch.see(sized, "forge", history(did("c2", ["updated a"])));
    expect(told).toEqual(["updated a c2"]);
    expect(watch.listing.entries[0]).toMatchObject({ commit: { id: "c2" }, size: 7 });
  });

  it("names the commit that removed an entry, and believes any number of such removals at once", async () => {
    const watch = await watchOf(read("c1", ten));
    const seen = await watch.see(
      read("c3", without("abcde", { ...ten, f: "c3" })),
      "forge",
      history(
        did("c2", ["removed a", "removed b", "removed c", "removed d", "removed e"]),
        did("c3", ["updated f"]),
      ),
    );
    expect(seen.outcome).toBe("changed");
    expect(seen.told).toEqual([
      "removed a c2",
      "removed b c2",
      "removed c c2",
      "removed d c2",
      "removed e c2",
      "updated f c3",
    ]);
    expect(watch.open.held).toBeUndefined();
  });

  it("tells what came and went between two polls, and a rename as one change", async () => {
    const watch = await watchOf(read("c1", ten));
    const seen = await watch.see(
      read("c4", { ...without("a"), z: "c4" }),
      "forge",
      history(did("c2", ["added x"]), did("c3", ["removed x"]), did("c4", ["renamed z from a"])),
    );
    expect(seen.told).toEqual(["added x c2", "removed x c3", "renamed z c4"]);
    expect(seen.updates[2]?.changes[0]).toMatchObject({ before: { name: "a" }, after: { name: "z" } });
    expect(watch.listing.entries.map(({ name }) => name).join("")).toBe("bcdefghijz");
  });

  it("knows a row's commit although the row is not ready", async () => {
    const watch = await watchOf(read("c1", ten));
    const seen = await watch.see(read("c2", { ...ten, a: "?" }), "forge", history(did("c2", ["updated a"])));
    expect(seen.told).toEqual(["updated a c2"]);
    expect(watch.listing.entries[0]?.commit?.id).toBe("c2");
    expect(watch.open.rows).toEqual([]);
  });

  it("leaves to the rows what it does not explain, in the update of the commit that they name", async () => {
    const watch = await watchOf(read("c1", ten));
    const { updates, told } = await watch.see(
      read("c3", { ...ten, a: "c3", b: "c3", c: "c2" }),
      "forge",
      history(did("c3", ["updated a"], false)),
    );
    expect(told).toEqual(["updated c c2", "updated a c3", "updated b c3"]);
    expect(updates.map(({ complete }) => complete)).toEqual([false, false]);
  });

  it("says so where it shows that history was replaced", async () => {
    const watch = await watchOf(read("c1", ten));
    const { updates } = await watch.see(read("c5", { ...ten, a: "c5" }), "forge", {
      commits: [did("c4", ["updated a"]), did("c5", ["updated a"])],
      rewritten: true,
    });
    expect(updates.map(({ rewritten }) => rewritten)).toEqual([undefined, true]);
  });

  it("is not asked for where the head has not moved", async () => {
    const watch = await watchOf(read("c1", ten));
    const seen = await watch.see(read("c1", ten), "forge", history(did("c9", ["updated a"])));
    expect(seen).toMatchObject({ outcome: "unchanged", told: [] });
  });

  it("that is not finished leaves entries as they were, for the next poll to ask for", async () => {
    const watch = await watchOf(read("c1", ten));
    const page = read("c4", { ...ten, a: "c4", b: "c3" });
    const head = commit("c1", { author: "Ada", body: "Why." });
    const seen = await watch.see(page, "forge", {
      ...history(did("c2", ["updated b"]), did("c3", ["updated b"])),
      unfinished: { left: ["a"], head },
    });
    expect(seen.told).toEqual(["updated b c2", "updated b c3"]);
    expect(watch.listing.entries[0]?.commit?.id).toBe("c1");
    expect(watch.listing.head?.id).toBe("c1");
    expect((await watch.see(page, "forge", history(did("c4", ["updated a"])))).told).toEqual([
      "updated a c4",
    ]);
  });
});
