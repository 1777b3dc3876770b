import { describe, expect, it } from "vitest";
import { maxRows } from "../../../src/http/pages/listing.tsx";
import { renderWatch } from "../../../src/http/pages/watch.tsx";
import type { WatchView } from "../../../src/http/views.ts";
import {
  added,
  commitOf,
  entryOf,
  removed,
  renamed,
  tagChange,
  tagOf,
  updated,
  updateOf,
} from "../../feed/sample.ts";
import { linksOf, mainText, rowsOf, sectionText, textsOf } from "./read-page.ts";
import { byCommit, summary, unseen, watchOf } from "./views.ts";

const { lastChangeAt: _, ...unchanged } = summary;
const { checkedAt: __, nextAt: ___, ...unlooked } = summary;
const { forgeUrl: ____, ...idle } = unlooked;

describe("the sentence below the title", () => {
  it.each<[string, WatchView, string]>([
    ["ok", watchOf(), "ok Checked 06:05 UTC, next 06:10; last change 27 Jan."],
    [
      "ok, next looked at on another day",
      watchOf({ nextAt: "2026-11-24T00:05:00Z" }),
      "ok Checked 06:05 UTC, next 24 Nov 00:05; last change 27 Jan.",
    ],
    [
      "ok, changed on the same day",
      watchOf({ lastChangeAt: "2026-11-23T00:00:00Z" }),
      "ok Checked 06:05 UTC, next 06:10; last change 00:00 UTC.",
    ],
    [
      "ok, changed in another year",
      watchOf({ lastChangeAt: "2025-11-23T06:05:00Z" }),
      "ok Checked 06:05 UTC, next 06:10; last change 23 Nov 2025.",
    ],
    [
      "ok, not changed since the baseline",
      watchOf({}, unchanged),
      "ok Checked 06:05 UTC, next 06:10; no change since 20 Jan.",
    ],
    ["failing", watchOf({ state: "failing" }), "failing Last try 06:05 UTC, next 06:10; last change 27 Jan."],
    [
      "failing before the baseline",
      watchOf({ state: "failing", checkedAt: "2026-11-23T06:05:00Z" }, unseen),
      "failing Last try 06:05 UTC.",
    ],
    ["paused", watchOf({ state: "paused" }, unlooked), "paused Not looked at now; last change 27 Jan 2026."],
    ["not valid", watchOf({ state: "paused" }, idle), "idle Not looked at now; last change 27 Jan 2026."],
    [
      "new",
      watchOf({ nextAt: "2026-11-23T06:10:00Z" }, unseen),
      "new Not looked at yet; the first look is due at 06:10 UTC.",
    ],
    [
      "new, without a tick to reckon from",
      watchOf({}, unseen),
      "new Not looked at yet; the first look is due with the next tick, within a minute.",
    ],
  ])("is right for a watch that is %s", (_what, view, sentence) => {
    expect(textsOf(renderWatch(view), "p")).toContain(sentence);
  });

  it("comes after the id, where nothing of the title can be seen", () => {
    expect(textsOf(renderWatch(watchOf({ title: "\u200b" })), "h1")).toEqual(["spdk-lib"]);
  });

  it("comes after the title, which leads to the forge, and the day, which all times are of", () => {
    const html = renderWatch(watchOf());
    expect(textsOf(html, "h1")).toEqual(["spdk/lib"]);
    expect(linksOf(html).slice(0, 2)).toEqual(["https://treewatch.example/", summary.forgeUrl]);
    expect(textsOf(html, "header")).toEqual(["Treewatch Mon 23 Nov 2026"]);
  });
});

describe("trouble", () => {
  const trouble = "The forge answers 503: an error of its own.";

  it("is said in words, with the age of what is shown", () => {
    const html = renderWatch(watchOf({ state: "failing", trouble, readAt: "2026-11-23T04:04:00Z" }));
    expect(sectionText(html, "Cannot be read")).toBe(
      `Cannot be read at the moment ${trouble} What is shown here was read at 04:04 UTC, 2 hours before the last try.`,
    );
  });

  it("says that nothing is shown where there is no baseline", () => {
    const html = renderWatch(watchOf({ state: "failing", trouble }, unseen));
    expect(sectionText(html, "Cannot be read")).toContain("Nothing has been read yet");
  });

  it("names a configuration that is not valid, each problem on a line", () => {
    const html = renderWatch(watchOf({ state: "paused", trouble: "1 problem\n- every: write 5m" }, idle));
    expect(sectionText(html, "Not watched")).toContain("configuration is not valid");
    expect(textsOf(html, "p")).toEqual(expect.arrayContaining(["1 problem", "- every: write 5m"]));
    expect(mainText(html)).not.toContain("Paused:");
  });

  it("is not what a pause is", () => {
    const html = renderWatch(watchOf({ state: "paused" }, unlooked));
    expect(mainText(html)).toContain("Paused: this directory is not looked at until paused is taken out");
    expect(sectionText(html, "Cannot be read")).toBeUndefined();
  });
});

describe("what changed", () => {
  it.each([
    ["an update", [updated("nvmf")], "nvmf updated"],
    ["an addition and a removal", [removed("reduce"), added("keyring")], "keyring added · reduce removed"],
    ["a rename", [renamed("reduce", "compress")], "reduce renamed to compress"],
    [
      "more entries than are named",
      ["a", "b", "c", "d", "e", "f", "g", "h"].map((name) => updated(name)),
      "a, b, c, d, e, f and 2 more updated",
    ],
  ])("says %s in words", (_what, changes, words) => {
    const html = renderWatch(watchOf({ updates: [byCommit(changes)] }));
    expect(rowsOf(html, "updates")).toEqual([
      `nvmf/vfio-user: add live migration | 27 Jan 2022 | ${words} · Changpeng Liu · d1c2027`,
    ]);
  });

  it("links the subject to the update's page, the short id to the commit, and entries but those that are gone", () => {
    const html = renderWatch(watchOf({ updates: [byCommit([updated("nvmf"), removed("reduce")])] }));
    const commit = "https://git.example/mirror/spdk/commit/d1c2027d019730e15c50d15990c55dffb02bf19c";
    const links = linksOf(html).filter((link) => /git\.example|updates\/\d/.test(link));
    expect(links.slice(1)).toEqual([
      "https://treewatch.example/spdk-lib/updates/1",
      "https://git.example/mirror/spdk/src/branch/master/lib/nvmf",
      commit,
    ]);
  });

  it("is the headline where no commit is known", () => {
    const html = renderWatch(watchOf({ updates: [updateOf(1, [added("keyring")])] }));
    expect(rowsOf(html, "updates")).toEqual(["keyring added | 06:01 UTC | no commit known"]);
  });

  it("names the commit of a tag", () => {
    const updates = ["+a", "ab", "b-"].map((what) => updateOf(1, [tagChange("v1", what)]));
    expect(rowsOf(renderWatch(watchOf({ updates })), "updates")).toEqual([
      "v1 tagged | 06:01 UTC | aaaaaaa",
      "v1 moved from aaaaaaa to bbbbbbb | 06:01 UTC | bbbbbbb",
      "v1 deleted | 06:01 UTC | bbbbbbb",
    ]);
  });

  it("says that history was rewritten", () => {
    const html = renderWatch(watchOf({ updates: [byCommit([updated("nvmf")], { rewritten: true })] }));
    expect(rowsOf(html, "updates")[0]).toMatch(/ · history was rewritten$/);
  });

  it("says once for the list that earlier commits may be missing, where that is true of all", () => {
    const [one, two] = [false, false].map((complete) => byCommit([updated("nvmf")], { complete }));
    const html = renderWatch(watchOf({ updates: [one, two].flatMap((update) => update ?? []) }));
    expect(mainText(html).match(/may not be shown/g)).toHaveLength(1);
    expect(rowsOf(html, "updates").join()).not.toContain("may not be shown");
  });

  it("says it with the update where it is true of some", () => {
    const updates = [true, false].map((complete) => byCommit([updated("nvmf")], { complete }));
    const rows = rowsOf(renderWatch(watchOf({ updates })), "updates");
    expect(rows.map((row) => row.includes("earlier commits may not be shown"))).toEqual([false, true]);
  });

  it("says what was there when watching began, where nothing has changed since", () => {
    const html = renderWatch(watchOf({ head: commitOf("accel: use crc32"), entries: [] }, unchanged));
    expect(sectionText(html, "What changed")).toBe(
      "What changed Nothing since the first look, 20 Jan. What comes next appears here. " +
        "Newest commit: accel: use crc32 · Changpeng Liu · d1c2027 · 27 Jan 2022",
    );
  });

  it("promises something where there is no baseline, and shows no listing", () => {
    const html = renderWatch(watchOf({}, unseen));
    expect(sectionText(html, "What changed")).toContain("What changes after the first look appears here.");
    expect(sectionText(html, "Listing")).toBeUndefined();
  });
});

describe("the listing", () => {
  const dated = (name: string, committedAt: string) =>
    entryOf(name, { commit: commitOf(`${name}: x`, { committedAt }) });

  it("has the newest commit first, then goes by name, and says what is not known", () => {
    const entries = [
      entryOf("accel"),
      dated("bdev", "2022-01-27T20:55:16Z"),
      dated("blob", "2026-11-23T05:00:00Z"),
      dated("conf", "2022-01-27T20:55:16Z"),
      entryOf("dma", { kind: "file", modifiedAt: "2026-02-03T00:00:00Z" }),
    ];
    expect(rowsOf(renderWatch(watchOf({ entries })), "listing")).toEqual([
      "Name | Kind | Last commit | Date",
      "blob | directory | blob: x | 05:00 UTC",
      "dma | file | not known yet | 3 Feb",
      "bdev | directory | bdev: x | 27 Jan 2022",
      "conf | directory | conf: x | 27 Jan 2022",
      "accel | directory | not known yet",
    ]);
  });

  it("is as its forge shows it once something has changed: directories first, then by name", () => {
    const entries = [
      entryOf("Makefile", { kind: "file" }),
      dated("accel", "2022-01-27T20:55:16Z"),
      entryOf("bdev"),
    ];
    const html = renderWatch(watchOf({ entries, updates: [byCommit([updated("accel")])] }));
    expect(rowsOf(html, "listing").map((row) => row.split(" ")[0])).toEqual([
      "Name",
      "accel",
      "bdev",
      "Makefile",
    ]);
    expect(sectionText(html, "Listing")).toContain("3 entries.");
  });

  it("shows the newest of very many, and names where the rest is", () => {
    const entries = Array.from({ length: maxRows + 7 }, (_one, i) => entryOf(`e${i}`));
    const html = renderWatch(watchOf({ entries }));
    expect(rowsOf(html, "listing")).toHaveLength(maxRows + 1);
    expect(sectionText(html, "Listing")).toContain("7 more entries");
    expect(linksOf(html)).toContain("https://treewatch.example/spdk-lib/snapshot.json");
  });

  it("has tags by their versions, the newest first, each with the commit that it is at", () => {
    const entries = ["v24.01", "v24.10", "v24.9", "v24.9-rc1"].map((name) => tagOf(name, "a"));
    for (const updates of [[], [updateOf(1, [tagChange("v24.10", "+a")])]]) {
      const html = renderWatch(watchOf({ entries, updates }));
      const rows = ["v24.10", "v24.9", "v24.9-rc1", "v24.01"].map((name) => `${name} | aaaaaaa`);
      expect(rowsOf(html, "listing")).toEqual(["Name | Commit", ...rows]);
      expect(sectionText(html, "Listing")).toContain("4 tags, newest version first.");
    }
  });

  it("can be empty", () => {
    expect(sectionText(renderWatch(watchOf({ entries: [] })), "Listing")).toBe(
      "Listing The listing is empty.",
    );
  });
});
