import { describe, expect, it } from "vitest";
import { commit, read, ten, without } from "./listings.ts";
import { watchOf } from "./watching.ts";

describe("removals", () => {
  it("of few entries are told at once", async () => {
    const many = Object.fromEntries(Array.from({ length: 15 }, (_, i) => [`e${i}`, "c1"]));
    const watch = await watchOf(read("c1", many));
    const { e1: _, e2: __, e3: ___, ...rest } = many;
    const seen = await watch.see(read("c2", { ...rest, e0: "c2" }));
    expect(seen.told).toEqual(["removed e1", "removed e2", "removed e3", "updated e0 c2"]);
  });

  it.each([
    ["more than three", Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`e${i}`, "c1"])), 4],
    ["more than a fifth", ten, 3],
    ["all", ten, 10],
    ["the only one", { e0: "c1" }, 1],
  ])("of %s are held until two further polls show the same", async (_, rows, count) => {
    const watch = await watchOf(read("c1", rows));
    const gone = Object.keys(rows).slice(0, count);
    const page = read("c2", Object.fromEntries(Object.entries(rows).slice(count)));
    expect(await watch.see(page)).toMatchObject({ outcome: "held", told: [] });
    expect(watch.listing.entries).toHaveLength(Object.keys(rows).length);
    expect(await watch.see(page)).toMatchObject({ outcome: "held", told: [], taken: false, whole: true });
    const third = await watch.see(page);
    expect(third).toMatchObject({ outcome: "changed", taken: true, whole: true });
    expect(third.told.map((told) => told.split(" ")[1])).toEqual(gone.toSorted());
    expect(watch.listing.entries).toHaveLength(Object.keys(rows).length - count);
    expect(await watch.see(page)).toMatchObject({ outcome: "unchanged", told: [], whole: false });
  });

  it("that are held do not hold back other changes", async () => {
    const watch = await watchOf(read("c1", ten));
    const rows = without("efghij");
    expect((await watch.see(read("c2", { ...rows, a: "c2" }))).told).toEqual(["updated a c2"]);
    const later = await watch.see(read("c3", { ...rows, a: "c2", b: "c3", k: "c3" }));
    expect(later.told).toEqual(["updated b c3", "added k c3"]);
    const last = await watch.see(read("c3", { ...rows, a: "c2", b: "c3", k: "c3" }));
    expect(last.told).toEqual([..."efghij"].map((name) => `removed ${name}`));
  });

  it("end silently where the entries return, and count anew where they go again", async () => {
    const watch = await watchOf(read("c1", ten));
    const page = read("c2", { ...without("efghij"), a: "c2" });
    const whole = read("c2", { ...ten, a: "c2" });
    await watch.see(page);
    await watch.see(page);
    expect(await watch.see(whole)).toMatchObject({ outcome: "unchanged", told: [], taken: false });
    expect(watch.open).toEqual({ rows: [] });
    // Now the head is known and nothing is open.
    expect((await watch.see(page)).told).toEqual([]);
    const next = read("c3", { ...without("efghij"), a: "c3" });
    await watch.see(next);
    expect((await watch.see(next)).told).toEqual([]);
    expect((await watch.see(next)).told).toHaveLength(6);
  });

  it("count anew where fewer or more are gone, however few", async () => {
    const watch = await watchOf(read("c1", ten));
    await watch.see(read("c2", without("ghij")));
    await watch.see(read("c2", without("ghij")));
    // One is less than a fifth, but it was among those that were not believed.
    for (const gone of ["j", "j", "ij", "ij"]) {
      expect(await watch.see(read("c2", without(gone)))).toMatchObject({ outcome: "held", told: [] });
    }
    expect((await watch.see(read("c2", without("ij")))).told).toEqual(["removed i", "removed j"]);
  });

  it("are not held for the sake of others that have returned", async () => {
    const watch = await watchOf(read("c1", ten), read("c2", without("ghij")));
    expect((await watch.see(read("c3", { ...without("a"), b: "c3" }))).told).toEqual([
      "removed a",
      "updated b c3",
    ]);
  });

  it("are counted in polls that could be read", async () => {
    const watch = await watchOf(read("c1", ten));
    const page = read("c2", without("ghij"));
    await watch.see(page);
    await watch.see({ is: "refused", refusal: { reason: "timeout", timeoutMs: 15_000 } });
    expect((await watch.see(page)).outcome).toBe("held");
    expect((await watch.see(page)).outcome).toBe("changed");
  });

  it("that prove false leave all rows open, because nothing else shows why the head moved", async () => {
    const watch = await watchOf(read("c1", ten), read("c2", without("ghij")));
    expect((await watch.see(read("c2", ten))).told).toEqual([]);
    expect((await watch.see(read("c2", { ...ten, a: "c2" }))).told).toEqual(["updated a c2"]);
  });

  it("are explained by the head that shows in no row, where one entry is gone", async () => {
    const watch = await watchOf(read("c1", ten));
    const [update] = (await watch.see(read("c2", without("j")))).updates;
    expect(update?.commit).toEqual(commit("c2", { author: "Ada", body: "Why." }));
  });

  it.each<[string, string, Record<string, string>]>([
    ["the head touched an entry that is there", "c2", { ...without("j"), a: "c2" }],
    ["a row is not ready", "c2", { ...without("j"), a: "?" }],
    ["two are gone", "c2", without("ij")],
    ["no head is shown", "?", without("j")],
  ])("are not explained where %s", async (_, head, rows) => {
    const watch = await watchOf(read("c1", ten));
    const { told } = await watch.see(read(head, rows));
    expect(told).toContain("removed j");
  });

  it("are not explained by a head that was unknown before", async () => {
    const watch = await watchOf(read("?", ten));
    expect((await watch.see(read("c2", without("j")))).told).toEqual(["removed j"]);
  });

  it("that were held are explained by the head at first sight, not by a later one", async () => {
    const four = { a: "c1", b: "c1", c: "c1", d: "c1" };
    const proven = await watchOf(read("c1", four), read("c2", without("d", four)));
    await proven.see(read("c3", without("d", four)));
    expect((await proven.see(read("c3", without("d", four)))).told).toEqual(["removed d c2"]);

    const unproven = await watchOf(read("c1", four), read("c2", { ...without("d", four), a: "c2" }));
    await unproven.see(read("c3", { ...without("d", four), a: "c2" }));
    expect((await unproven.see(read("c3", { ...without("d", four), a: "c2" }))).told).toEqual(["removed d"]);

    const part = await watchOf(read("c1", four), read("c2", without("cd", four)));
    for (let sight = 0; sight < 2; sight++) await part.see(read("c3", without("d", four)));
    expect((await part.see(read("c3", without("d", four)))).told).toEqual(["removed d"]);
  });
});
