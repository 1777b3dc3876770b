import { describe, expect, it } from "vitest";
import type { History, Read } from "../src/upstream/contract.ts";
import { commit, read, ten } from "./listings.ts";
import { watchOf } from "./watching.ts";

describe("another target", () => {
  const elsewhere = (page: Read): Read => ({
    ...page,
    listing: {
      ...page.listing,
      entries: page.listing.entries.map((entry) => ({ ...entry, url: `https://new.example/${entry.name}` })),
    },
  });

  it("of the same history goes on silently, with its links", async () => {
    const watch = await watchOf(read("c1", ten));
    const seen = await watch.see(elsewhere(read("c1", ten)), "new");
    expect(seen).toMatchObject({ outcome: "unchanged", told: [], taken: true, whole: true });
    expect(watch.listing).toEqual(elsewhere(read("c1", ten)).listing);
    expect(await watch.see(elsewhere(read("c1", ten)), "new")).toMatchObject({ taken: false, whole: false });
  });

  it("may tell last commits in its own way under the same head", async () => {
    const watch = await watchOf(read("c2", { ...ten, a: "c2" }));
    const seen = await watch.see(read("c2", { ...ten, a: "c2", b: "c2", c: "?" }), "new");
    expect(seen).toMatchObject({ outcome: "unchanged", told: [] });
    // The next comparison is with its own rows; what it does not know yet stays as it was known.
    expect((await watch.see(read("c3", { ...ten, a: "c3", b: "c2" }), "new")).told).toEqual(["updated a c3"]);
  });

  it("that has moved on tells what changed, where a row shows the old head", async () => {
    const watch = await watchOf(read("c2", { ...ten, a: "c2" }));
    const seen = await watch.see(elsewhere(read("c3", { ...ten, a: "c2", b: "c3" })), "new");
    expect(seen).toMatchObject({ outcome: "changed", told: ["updated b c3"] });
    expect(watch.listing.entries[9]?.url).toBe("https://new.example/j");
  });

  const told = (...ids: string[]): History => ({
    commits: ids.map((id) => ({
      commit: commit(id),
      changes: [{ kind: "updated", entry: "a", entryKind: "directory" }],
      complete: true,
    })),
    rewritten: false,
  });

  it("that shows the old head nowhere tells what changed, where its history leads back to it", async () => {
    const watch = await watchOf(read("c2", { ...ten, a: "c2" }));
    const seen = await watch.see(elsewhere(read("c4", { ...ten, a: "c4" })), "new", told("c3", "c4"));
    expect(seen).toMatchObject({ outcome: "changed", told: ["updated a c3", "updated a c4"] });
    expect(watch.listing).toEqual(elsewhere(read("c4", { ...ten, a: "c4" })).listing);
  });

  it("that read its history with the listing began at the old head, whatever was taken back since", async () => {
    const watch = await watchOf(read("c2", { ...ten, a: "c2" }));
    const history = { commits: [], rewritten: true };
    const seen = await watch.see({ ...read("c1", ten), history }, "new");
    expect(seen).toMatchObject({ outcome: "changed", told: ["updated a c1"] });
  });

  it.each<[string, History]>([
    ["leads back to something else", { ...told("c3", "c4"), rewritten: true }],
    ["tells nothing", told()],
    [
      "hides commits",
      { ...told("c4"), commits: told("c4").commits.map((one) => ({ ...one, complete: false })) },
    ],
  ])("is a new baseline where its history %s", async (_, history) => {
    const watch = await watchOf(read("c2", { ...ten, a: "c2" }));
    const seen = await watch.see(read("c4", { ...ten, a: "c4" }), "new", history);
    expect(seen).toMatchObject({ outcome: "baseline", told: [] });
  });

  it("of another directory is a new baseline, whatever history says", async () => {
    const watch = await watchOf(read("c2", { ...ten, a: "c2" }));
    const seen = await watch.see(read("c4", { x: "c4", a: "c1" }), "new", told("c3", "c4"));
    expect(seen).toMatchObject({ outcome: "baseline", told: [] });
  });

  it.each<[string, Read]>([
    ["that does not know the old head", read("c9", { ...ten, a: "c9" })],
    ["that shows no head and no row of it", read("?", { ...ten, a: "c3" })],
    ["of another directory with the same head", read("c2", { x: "c2", y: "c1", a: "c1" })],
  ])("%s is a new baseline", async (_, page) => {
    const watch = await watchOf(read("c2", { ...ten, a: "c2" }));
    expect(await watch.see(page, "new")).toMatchObject({ outcome: "baseline", told: [], taken: true });
    expect(watch.listing).toEqual(page.listing);
    expect((await watch.see(page, "new")).outcome).toBe("unchanged");
  });

  it("is a new baseline where the upstream has no commits", async () => {
    const watch = await watchOf(read("?", { a: "?", b: "?" }));
    expect((await watch.see({ ...read("?", { a: "?", b: "?" }), notReady: [] }, "new")).outcome).toBe(
      "baseline",
    );
  });

  it("that cannot be read changes nothing, and is looked at again", async () => {
    const watch = await watchOf(read("c1", ten));
    const refused = { is: "refused", refusal: { reason: "not-found", status: 404 } } as const;
    expect(await watch.see(refused, "new")).toMatchObject({ outcome: "failed", taken: false });
    expect(await watch.see(read("c1", ten), "new")).toMatchObject({ outcome: "unchanged", taken: true });
  });
});
