import { describe, expect, it } from "vitest";
import type { Entry } from "../src/listing.ts";
import type { Read } from "../src/upstream/contract.ts";
import { commit, listing, read, ten, without } from "./listings.ts";
import { Watching, watchOf } from "./watching.ts";

describe("a baseline", () => {
  it("announces nothing and keeps the listing", async () => {
    const watch = new Watching();
    expect(await watch.see(read("c1", ten))).toMatchObject({ outcome: "baseline", told: [], taken: true });
    expect(watch.listing).toEqual(listing("c1", ten));
  });

  it("stands although no row is ready, and the rows become known silently", async () => {
    const watch = new Watching();
    const first = await watch.see(read("c2", { a: "?", b: "?" }));
    expect(first.outcome).toBe("baseline");
    const second = await watch.see(read("c2", { a: "c1", b: "?" }));
    expect(second).toMatchObject({ outcome: "unchanged", told: [], taken: true, whole: true });
    const third = await watch.see(read("c2", { a: "c1", b: "c2" }));
    expect(third).toMatchObject({ outcome: "unchanged", told: [], taken: true, whole: true });
    expect(watch.listing).toEqual(listing("c2", { a: "c1", b: "c2" }));
    // A snapshot of its own, not the one it was compared with once more.
    expect(watch.takenAt).toBe("1970-01-01T00:00:03Z");
    expect(await watch.see(read("c2", { a: "c1", b: "c2" }))).toMatchObject({ taken: false, whole: false });
  });

  it("does not stand where the upstream cannot be read", async () => {
    const watch = new Watching();
    expect(await watch.see({ is: "refused", refusal: { reason: "network" } })).toMatchObject({
      outcome: "failed",
      taken: false,
    });
    expect((await watch.see(read("c1", ten))).outcome).toBe("baseline");
  });
});

describe("under a known head", () => {
  const other = (name: string, more: Partial<Entry>): Read => {
    const page = read("c1", ten);
    const entries = page.listing.entries.map((entry) =>
      entry.name === name ? { ...entry, ...more } : entry,
    );
    return { ...page, listing: { ...page.listing, entries } };
  };

  it.each<[string, Read]>([
    ["show the same", read("c1", ten)],
    ["show another commit", read("c1", { ...ten, a: "c9" })],
    ["are fewer", read("c1", without("ab"))],
    ["are nearly all gone", read("c1", { a: "c1" })],
    ["are more", read("c1", { ...ten, k: "c1" })],
    ["are not ready any more", read("c1", { ...ten, a: "?", b: "?" })],
    ["come in another order", { ...read("c1", ten), notReady: ["b", "a"] }],
    ["show another kind", other("a", { kind: "file" })],
    ["show other links", other("a", { url: "https://elsewhere.example/" })],
  ])("nothing has changed where rows %s", async (_, page) => {
    const watch = await watchOf(read("c1", ten));
    const seen = await watch.see(page);
    expect(seen).toMatchObject({ outcome: "unchanged", told: [], taken: false, whole: false });
    expect(watch.listing).toEqual(listing("c1", ten));
    expect(await watch.see(read("c1", ten))).toMatchObject({ taken: false, whole: false });
  });

  it("a page without any row ready has failed", async () => {
    const watch = await watchOf(read("c1", ten));
    const page = read("c1", Object.fromEntries(Object.keys(ten).map((name) => [name, "?"])));
    expect(await watch.see(page)).toMatchObject({ outcome: "failed", told: [], taken: false });
    expect(watch.listing).toEqual(listing("c1", ten));
  });
});

describe("a head that moved", () => {
  it("tells what changed, each change once", async () => {
    const watch = await watchOf(read("c1", ten));
    const page = read("c3", { ...without("j"), a: "c3", b: "c2", k: "c3" });
    expect(await watch.see(page)).toMatchObject({
      outcome: "changed",
      told: ["removed j", "updated b c2", "updated a c3", "added k c3"],
      taken: true,
    });
    expect(await watch.see(page)).toMatchObject({ outcome: "unchanged", told: [], taken: false });
  });

  it("tells a row that was not ready once it is, under the same head and only then", async () => {
    const watch = await watchOf(read("c1", ten));
    const half = await watch.see(read("c3", { ...ten, a: "?", b: "c2" }));
    expect(half.told).toEqual(["updated b c2"]);
    // What is known is not replaced by unknown.
    expect(watch.listing.entries[0]?.commit).toEqual(commit("c1"));
    expect(watch.open).toEqual({ rows: ["a"] });
    // Only that row is open: another one's new commit is not believed under this head.
    const whole = await watch.see(read("c3", { ...ten, a: "c3", b: "c2", c: "c3" }));
    expect(whole).toMatchObject({ outcome: "changed", told: ["updated a c3"], whole: true });
    expect(await watch.see(read("c3", { ...ten, a: "c3", b: "c2" }))).toMatchObject({
      told: [],
      taken: false,
      whole: false,
    });
  });

  it("keeps a row open for as long as it is not ready", async () => {
    const watch = await watchOf(read("c1", ten), read("c2", { ...ten, a: "?", b: "c2" }));
    for (let poll = 0; poll < 3; poll++) {
      const seen = await watch.see(read("c2", { ...ten, a: "?", b: "c2" }));
      expect(seen).toMatchObject({ outcome: "unchanged", taken: false, whole: true });
    }
    expect((await watch.see(read("c2", { ...ten, a: "c1", b: "c2" }))).told).toEqual([]);
    expect(watch.open).toEqual({ rows: [] });
  });

  it("leaves all rows open where none changed, until one does", async () => {
    const watch = await watchOf(read("c1", ten));
    expect(await watch.see(read("c2", ten))).toMatchObject({ outcome: "unchanged", told: [], taken: true });
    expect(await watch.see(read("c2", ten))).toMatchObject({
      outcome: "unchanged",
      taken: false,
      whole: true,
    });
    const late = await watch.see(read("c2", { ...ten, a: "c2", b: "?" }));
    expect(late).toMatchObject({ outcome: "changed", told: ["updated a c2"], whole: true });
    expect(watch.open).toEqual({ rows: ["b"] });
    expect((await watch.see(read("c2", { ...ten, a: "c2", b: "c2" }))).told).toEqual(["updated b c2"]);
    expect((await watch.see(read("c2", { ...ten, a: "c2", b: "c2" }))).whole).toBe(false);
  });

  it("tells an entry that comes late under a head that showed no change", async () => {
    const watch = await watchOf(read("c1", ten), read("c2", ten));
    expect((await watch.see(read("c2", { ...ten, k: "c2" }))).told).toEqual(["added k c2"]);
  });

  it("does not announce what was unknown before, nor what is unknown now", async () => {
    const watch = await watchOf(read("c1", { ...ten, a: "?" }));
    const seen = await watch.see(read("c3", { ...ten, a: "c3", b: "?" }));
    expect(seen).toMatchObject({ outcome: "unchanged", told: [], taken: true });
    expect(watch.listing.entries.slice(0, 2).map((entry) => entry.commit?.id)).toEqual(["c3", "c1"]);
  });

  it("fails where no row is ready, and goes on from what is known", async () => {
    const watch = await watchOf(read("c1", ten));
    const page = read("c2", Object.fromEntries(Object.keys(ten).map((name) => [name, "?"])));
    expect((await watch.see(page)).outcome).toBe("failed");
    expect((await watch.see(read("c2", { ...ten, a: "c2" }))).told).toEqual(["updated a c2"]);
  });

  it("has not moved where it was unknown before", async () => {
    const watch = await watchOf(read("?", ten));
    expect(await watch.see(read("c2", ten))).toMatchObject({ outcome: "unchanged", told: [], taken: true });
    expect(watch.open).toEqual({ rows: [] });
    expect(watch.listing.head?.id).toBe("c2");
  });
});

describe("a page that shows no head", () => {
  it("is compared row by row", async () => {
    const watch = await watchOf(read("?", ten));
    expect(await watch.see(read("?", ten))).toMatchObject({ outcome: "unchanged", taken: false });
    const seen = await watch.see(read("?", { ...without("j"), a: "c2", k: "c3" }));
    expect(seen.told).toEqual(["removed j", "updated a c2", "added k c3"]);
  });

  it("leaves the known head in place", async () => {
    const watch = await watchOf(read("c1", ten));
    expect((await watch.see(read("?", { ...ten, a: "c2" }))).told).toEqual(["updated a c2"]);
    expect(watch.listing.head?.id).toBe("c1");
  });
});
