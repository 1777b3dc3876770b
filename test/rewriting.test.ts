import { describe, expect, it } from "vitest";
import type { Read } from "../src/upstream/contract.ts";
import { commit, read, ten, without } from "./listings.ts";
import { watchOf, type Seen } from "./watching.ts";

/** Which of the updates say that history was rewritten. */
const saying = ({ updates }: Seen) => updates.map((update) => update.rewritten ?? false);

describe("history that is taken back", () => {
  it("is said by one update, the head's, when head and row go back to a commit known before", async () => {
    const watch = await watchOf(read("c1", ten));
    expect(saying(await watch.see(read("c2", { ...ten, a: "c2", b: "c2" })))).toEqual([false]);
    const seen = await watch.see(read("c1", ten));
    expect(seen.told).toEqual(["updated a c1", "updated b c1"]);
    expect(saying(seen)).toEqual([true]);
  });

  it("is said when only a row goes back, and by one update where several commits explain the changes", async () => {
    const watch = await watchOf(read("c1", ten));
    await watch.see(read("c2", { ...ten, a: "c2" }));
    const seen = await watch.see(read("c3", { ...ten, b: "c3" }));
    expect(seen.told).toEqual(["updated a c1", "updated b c3"]);
    expect(saying(seen)).toEqual([false, true]);
  });

  it("is said without a change where only the head goes back", async () => {
    const watch = await watchOf(read("c1", ten));
    await watch.see(read("c2", ten));
    const { outcome, updates } = await watch.see(read("c1", ten));
    expect(outcome).toBe("changed");
    expect(updates).toEqual([
      {
        complete: false,
        rewritten: true,
        commit: commit("c1", { author: "Ada", body: "Why." }),
        changes: [],
      },
    ]);
  });

  it("is said each time, there and back and there again", async () => {
    const watch = await watchOf(read("c1", ten));
    const there: Read = read("c2", { ...ten, a: "c2" });
    expect(saying(await watch.see(there))).toEqual([false]);
    expect(saying(await watch.see(read("c1", ten)))).toEqual([true]);
    expect(saying(await watch.see(there))).toEqual([true]);
    expect(saying(await watch.see(read("c1", ten)))).toEqual([true]);
  });

  it("is not judged by dates: a commit that is older than the last but was never seen is news", async () => {
    const watch = await watchOf(read("c5", { ...ten, a: "c5" }));
    expect(saying(await watch.see(read("c3", { ...ten, a: "c3" })))).toEqual([false]);
  });

  it("is not seen in a commit that reaches another entry a poll later", async () => {
    const watch = await watchOf(read("c1", ten));
    expect(saying(await watch.see(read("c2", { ...ten, a: "c2", b: "?" })))).toEqual([false]);
    const seen = await watch.see(read("c2", { ...ten, a: "c2", b: "c2" }));
    expect(seen.told).toEqual(["updated b c2"]);
    expect(saying(seen)).toEqual([false]);
  });

  it("is seen in an entry that comes back at the commit it went with", async () => {
    const watch = await watchOf(read("c1", ten));
    await watch.see(read("c2", without("a", { ...ten, b: "c2" })));
    expect(saying(await watch.see(read("c3", { ...ten, b: "c2", c: "c3" })))).toEqual([false, true]);
  });
});
