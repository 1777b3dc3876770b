import { linkSync, mkdirSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { DAY } from "../../../src/time.ts";
import { createPerform } from "../../../src/upstream/fetch.ts";
import { describeServers } from "./servers.ts";
import { IndexWatch } from "./watch.ts";

const perform = createPerform({
  fetch: (url, init) => fetch(url, init),
  userAgent: "Treewatch/test",
  allowPrivateHosts: true,
});

const written = new Date("2026-08-21T20:46:41Z");
const later = new Date("2026-08-22T07:08:09Z");
const hard = [
  `amp&lt<gt>.txt`,
  "a b.txt",
  "colon:name.txt",
  `quote'"q.txt`,
  "per%41cent#?;+.txt",
  "ünïcode-日本.txt",
];
const long = `${"long-".repeat(20)}.tar.gz`;
const bulk = Array.from({ length: 5000 }, (_, i) => `file-${i}.bin`);

describeServers(({ times, sizes }, server) => {
  const write = (name: string, bytes: number, time = written) => {
    const file = join(server().folder, name);
    writeFileSync(file, Buffer.alloc(bytes));
    utimesSync(file, time, time);
  };
  const watch = () => new IndexWatch(server().directory, perform);
  /** Empties the folder. */
  const clear = () => {
    rmSync(server().folder, { recursive: true });
    mkdirSync(server().folder);
  };

  it("is watched from an empty folder on, with names of any kind", async () => {
    clear();
    const watching = watch();
    expect(await watching.poll()).toEqual({ outcome: "baseline", told: [] });
    expect(watching.listing.entries).toEqual([]);
    for (const name of [...hard, long]) write(name, 5);
    mkdirSync(join(server().folder, "dir one"));
    symlinkSync("a b.txt", join(server().folder, "link"));
    const names = [...hard, long, "dir one", "link"];
    const { told } = await watching.poll();
    expect(told.toSorted()).toEqual(names.map((name) => `added ${name}`).toSorted());
    for (const { name, kind, url = "" } of watching.listing.entries) {
      expect(kind).toBe(name === "dir one" ? "directory" : "file");
      expect((await fetch(url)).status, name).toBe(200);
    }
    const { modifiedAt, size } = watching.listing.entries.find(({ name }) => name === long) ?? {};
    expect(modifiedAt?.slice(0, 16)).toBe(times ? "2026-08-21T20:46" : undefined);
    expect(size).toBe(sizes ? 5 : size);
  });

  it("tells what was added, changed, removed and renamed, and nothing else", async () => {
    clear();
    for (let i = 0; i < 30; i++) write(`${i}.txt`, 10_000 + i);
    const watching = watch();
    await watching.poll();
    expect(await watching.poll()).toEqual({ outcome: "unchanged", told: [] });

    write("added.txt", 1);
    expect(await watching.poll()).toEqual({ outcome: "changed", told: ["added added.txt"] });
    write("7.txt", 90_000, later);
    expect((await watching.poll()).told).toEqual(times ? ["updated 7.txt"] : []);
    write("8.txt", 10_999);
    expect((await watching.poll()).told).toEqual(sizes ? ["updated 8.txt"] : []);
    rmSync(join(server().folder, "9.txt"));
    expect((await watching.poll()).told).toEqual(["removed 9.txt"]);
    renameSync(join(server().folder, "3.txt"), join(server().folder, "three.txt"));
    expect((await watching.poll()).told.toSorted()).toEqual(["added three.txt", "removed 3.txt"]);
    write("1.txt", 80_000, later);
    write("2.txt", 80_000, later);
    expect((await watching.poll()).told).toEqual(times ? ["updated 1.txt", "updated 2.txt"] : []);
    expect(await watching.poll()).toEqual({ outcome: "unchanged", told: [] });
  });

  it("tells of its restart nothing, in another time zone either, and of its absence why", async () => {
    clear();
    for (let i = 0; i < 30; i++) write(`${i}.txt`, 10_000, new Date(written.getTime() - i * 12 * DAY));
    const watching = watch();
    await watching.poll();
    const { listing } = watching;
    await server().down();
    expect(await watching.poll()).toEqual({ outcome: "failed", told: [], refusal: { reason: "network" } });
    for (const zone of ["Asia/Kathmandu", "Europe/Berlin", "UTC"]) {
      await server().down();
      await server().up(zone);
      expect(await watching.poll(), zone).toEqual({ outcome: "unchanged", told: [] });
    }
    write("5.txt", 20_000, later);
    expect((await watching.poll()).told).toEqual(times ? ["updated 5.txt"] : []);
    expect(watching.listing.entries.length).toBe(listing.entries.length);
  });

  it("has 5,000 files in a folder, of which one is added and one changed", async () => {
    clear();
    write("file-0.bin", 1);
    for (const name of bulk.slice(1))
      linkSync(join(server().folder, "file-0.bin"), join(server().folder, name));
    const watching = watch();
    expect(await watching.poll()).toEqual({ outcome: "baseline", told: [] });
    expect(
      watching.listing.entries
        .map(({ name }) => name)
        .toSorted()
        .join(" "),
    ).toBe(bulk.toSorted().join(" "));
    expect(await watching.poll()).toEqual({ outcome: "unchanged", told: [] });
    write("file-5000.bin", 10_000);
    rmSync(join(server().folder, "file-77.bin"));
    write("file-77.bin", 20_000, later);
    expect((await watching.poll()).told).toEqual(
      times ? ["added file-5000.bin", "updated file-77.bin"] : ["added file-5000.bin"],
    );
  });
});
