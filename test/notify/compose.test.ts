import { describe, expect, it } from "vitest";
import type { Change } from "../../src/diff.ts";
import { composeMessage } from "../../src/notify/compose.ts";
import type { Span } from "../../src/notify/message.ts";
import type { Update } from "../../src/updates.ts";
import { bare, commitOf, names, runOf } from "./sample.ts";

const levon = { author: "John Levon" };

/** The message as lines, rows indented by a space. */
function told(updates: readonly Update[], run: Parameters<typeof runOf>[1] = {}): string[] {
  return composeMessage(runOf(updates, run)).parts.flatMap(({ lines, rows }) => [
    ...lines.map((line) => line.map(({ text }) => text).join("")),
    ...rows.map((row) => ` ${row.map(({ text }) => text).join("")}`),
  ]);
}

function notice(...updates: Update[]): string {
  return composeMessage(runOf(updates)).notice;
}

function linked(...updates: Update[]): Span[] {
  const { parts } = composeMessage(runOf(updates));
  return parts
    .flatMap(({ lines, rows }) => [...lines, ...rows].flat())
    .filter(({ url }) => url !== undefined);
}

const added = (entry: string): Change => ({
  kind: "added",
  entry,
  after: { name: entry, kind: "directory" },
});
const removed = (entry: string): Change => ({ kind: "removed", entry });
const renamed = (from: string, entry: string): Change => ({
  kind: "renamed",
  entry,
  before: { name: from, kind: "directory" },
});

describe("a message of one update", () => {
  const liu = { title: "nvmf/vfio-user: add NVMe live migration support finally", author: "Changpeng Liu" };

  it("names entry, title, author and commit, then says the first paragraph of the commit's message", () => {
    const body = "VFIO in QEMU uses region 9\nas the migration channel.\n\nSecond paragraph.";
    expect(told([commitOf(1, ["nvmf"], { ...liu, body })])).toEqual([
      "nvmf · vfio-user: add NVMe live migration support finally · Changpeng Liu · c38e591",
      "VFIO in QEMU uses region 9 as the migration channel.",
      "spdk/lib",
    ]);
  });

  it("names the watch in its notice, as several may share a channel", () => {
    expect(notice(commitOf(1, ["nvmf"], liu))).toBe(
      "spdk/lib: nvmf · vfio-user: add NVMe live migration support finally · Changpeng Liu · c38e591",
    );
  });

  it.each([
    ["no author", ["nvmf"], {}, "nvmf · change 1 · c38e591"],
    ["an author of no visible letter", ["nvmf"], { author: "\u200b" }, "nvmf · change 1 · c38e591"],
    ["no title", ["nvmf"], { title: "" }, "nvmf · (no title) · c38e591"],
    ["two entries", ["bdev", "nvme"], { title: "bdev/nvme: fix" }, "bdev, nvme · bdev/nvme: fix · c38e591"],
    ["35 entries", names(35), {}, "lib0, lib1, lib2 and 32 more · change 1 · c38e591"],
    ["an entry added", [added("keyring")], {}, "keyring added · change 1 · c38e591"],
    ["an entry removed", [removed("reduce")], {}, "reduce removed · change 1 · c38e591"],
    ["an entry renamed", [renamed("raid", "raid2")], {}, "raid renamed to raid2 · change 1 · c38e591"],
    ["no entry, as only the head moved", [], {}, "spdk/lib · change 1 · c38e591"],
  ])("begins, with %s, with what is known", (_, entries, commit, first) => {
    expect(told([commitOf(1, entries, commit)])[0]).toBe(first);
  });

  it("without a commit says what happened to the entry", () => {
    expect(told([bare(1, [removed("reduce")])])).toEqual(["reduce removed", "spdk/lib"]);
    expect(notice(bare(1, [removed("reduce")]))).toBe("spdk/lib: reduce removed");
  });

  it("links the commit and the watch's page", () => {
    expect(linked(commitOf(1, ["nvmf"]))).toEqual([
      { text: "c38e591", url: expect.stringContaining("https://git.example/mirror/spdk/commit/c38e591") },
      { text: "spdk/lib", url: "https://treewatch.example/spdk-lib" },
    ]);
  });

  it.each(["javascript:alert(1)", "/spdk/commit/1", "not an address"])(
    "does not link the address %j",
    (url) => {
      expect(linked(commitOf(1, ["nvmf"], { url })).map(({ text }) => text)).toEqual(["spdk/lib"]);
    },
  );
});

describe("a message of many updates", () => {
  it("counts commits, people and entries, then groups the commits by entry, the fullest group first", () => {
    const updates = [
      commitOf(1, ["blob"], { title: "blob: fix", author: "Ben Walker" }),
      commitOf(2, ["nvmf"], { title: "nvmf/vfio-user: introduce nvme_q_mapping", ...levon }),
      commitOf(3, names(35), { title: "so_ver: increase all major versions", author: "Tomasz Zawadzki" }),
      commitOf(4, ["nvmf"], { title: "nvmf: wrap head/tail accesses", ...levon }, { complete: false }),
    ];
    expect(told(updates)).toEqual([
      "spdk/lib: 4 commits by 3 people",
      "nvmf 2 · blob 1",
      "nvmf",
      " c38e591 vfio-user: introduce nvme_q_mapping — John Levon",
      " c38e591 wrap head/tail accesses — John Levon",
      "blob",
      " c38e591 fix — Ben Walker",
      "35 entries at once",
      " c38e591 so_ver: increase all major versions — Tomasz Zawadzki (lib0, lib1, lib2 and 32 more)",
      "⚠ Earlier commits of nvmf are not shown: its history could not be read back far enough.",
    ]);
    expect(notice(...updates)).toBe("spdk/lib: 4 commits in nvmf and blob");
  });

  it("names three entries in its notice, those with most commits first", () => {
    const updates = ["a", "b", "b", "c", "d"].map((entry, i) => commitOf(i + 1, [entry]));
    expect(notice(...updates)).toBe("spdk/lib: 5 commits in b, a, c and 1 more");
  });

  it("names entries of commits that touched many in its notice where there are no others", () => {
    const updates = [commitOf(1, names(4)), commitOf(2, names(5))];
    expect(notice(...updates)).toBe("spdk/lib: 2 commits in lib0, lib1, lib2 and 2 more");
    expect(told(updates).slice(0, 2)).toEqual(["spdk/lib: 2 commits", "4 entries at once"]);
  });

  it.each([
    [[{}, {}], "2 commits"],
    [[levon, levon], "2 commits by 1 person"],
    [[levon, {}], "2 commits by 1 person"],
    [[levon, { author: "Ben Walker" }], "2 commits by 2 people"],
  ])("counts the people who are known: %j", ([one, two], sum) => {
    expect(told([commitOf(1, ["nvmf"], one), commitOf(2, ["nvmf"], two)])[0]).toBe(`spdk/lib: ${sum}`);
  });

  it("counts a commit once that two updates tell", () => {
    const { id } = commitOf(1, []).commit ?? {};
    expect(told([commitOf(1, ["a"]), commitOf(2, ["b"], { ...(id && { id }) })])[0]).toBe(
      "spdk/lib: 1 commit",
    );
  });

  it("puts a commit of two or three entries under all of them and keeps its title", () => {
    const updates = [
      commitOf(1, ["bdev", "nvme"], { title: "bdev: fix" }),
      commitOf(2, ["nvme"], { title: "nvme: x" }),
    ];
    expect(told(updates).slice(1)).toEqual([
      "nvme 2 · bdev 1",
      "bdev, nvme",
      " c38e591 bdev: fix",
      "nvme",
      " c38e591 x",
    ]);
  });

  it("names three entries in a heading, not four", () => {
    const lines = told([commitOf(1, names(3)), commitOf(2, names(4))]);
    expect(lines.slice(2)).toEqual([
      "lib0, lib1, lib2",
      " c38e591 change 1",
      "4 entries at once",
      " c38e591 change 2 (lib0, lib1, lib2 and 1 more)",
    ]);
  });

  it("tells updates without a commit together, before the commits of many entries", () => {
    const updates = [
      bare(1, [removed("reduce")]),
      commitOf(2, ["nvmf"]),
      bare(3, [added("keyring")]),
      commitOf(4, names(4)),
    ];
    expect(told(updates)).toEqual([
      "spdk/lib: 2 commits, 2 other changes",
      "nvmf 1",
      "nvmf",
      " c38e591 change 2",
      "Without a commit",
      " reduce removed",
      " keyring added",
      "4 entries at once",
      " c38e591 change 4 (lib0, lib1, lib2 and 1 more)",
    ]);
    expect(notice(...updates)).toBe("spdk/lib: 2 commits, 2 other changes in nvmf, reduce and keyring");
  });

  it("needs no heading where nothing has a commit", () => {
    const updates = [bare(1, ["README"]), bare(2, [removed("reduce")])];
    expect(told(updates)).toEqual(["spdk/lib: 2 changes", " README", " reduce removed"]);
  });

  it("links the title to the page, each commit to its own, and an entry without a commit to itself", () => {
    const file: Change = {
      kind: "updated",
      entry: "a",
      after: { name: "a", kind: "file", url: "https://x.example/a" },
    };
    expect(linked(commitOf(1, ["nvmf"]), bare(2, [file]))).toEqual([
      { text: "spdk/lib: 1 commit, 1 other change", url: "https://treewatch.example/spdk-lib", strong: true },
      { text: "c38e591", url: expect.stringContaining("/commit/c38e591") },
      { text: "a", url: "https://x.example/a" },
    ]);
  });

  it("counts a dozen entries and says how many more there are", () => {
    const updates = names(20).map((entry, i) => commitOf(i + 1, [entry]));
    expect(told(updates)[1]).toMatch(/^lib0 1 · .* · lib11 1 · 8 more$/);
  });
});

describe("a message's warnings", () => {
  const hidden = { complete: false };

  it.each([
    [["nvmf"], "of nvmf are not shown: its history"],
    [["nvmf", "nvmf"], "of nvmf are not shown: its history"],
    [["nvmf", "blob"], "of nvmf and blob are not shown: their history"],
    [["a", "b", "c", "d", "e"], "of a, b, c and 2 more are not shown: their history"],
  ])("name the entries whose history was not read: %j", (entries, words) => {
    const updates = entries.map((entry, i) => commitOf(i + 1, [entry], {}, hidden));
    expect(told(updates).find((line) => line.startsWith("⚠"))).toContain(words);
  });

  it.each([
    ["a removal", commitOf(1, [removed("reduce")], {}, hidden)],
    ["a change without a commit", bare(1, ["README"], hidden)],
    ["a complete update", commitOf(1, ["nvmf"])],
  ])("are not there for %s, behind which no commit is hidden", (_, update) => {
    expect(told([update]).join("\n")).not.toContain("⚠");
  });

  it("say that the history was rewritten", () => {
    const update = commitOf(1, ["nvmf"], {}, { rewritten: true });
    expect(told([update])).toContain(
      "⚠ The history of spdk/lib was rewritten: commits told earlier may be gone from it.",
    );
  });

  it("say so of an update that nothing else explains", () => {
    expect(notice(bare(1, [], { rewritten: true }))).toBe("spdk/lib: history rewritten");
  });
});
