import { describe, expect, it } from "vitest";
import { renderUpdate } from "../../../src/http/pages/update.tsx";
import { added, commitOf, entryOf, removed, updated, updateOf } from "../../feed/sample.ts";
import { elementsOf, linksOf, mainText, textsOf } from "./read-page.ts";
import { byCommit, updateViewOf } from "./views.ts";

const page = "https://treewatch.example/spdk-lib";
const forge = "https://git.example/mirror/spdk";
const old = "1".repeat(40);

/** A change between two commits of which the forge has pages. */
const { after, ...change } = updated("nvmf");
const before = entryOf("nvmf", {
  commit: commitOf("old subject", { id: old, url: `${forge}/commit/${old}` }),
});
const comparable = { ...change, before, ...(after && { after }) };

describe("the page of an update", () => {
  it("says what changed, in which commit, when it was seen, and all of its message", () => {
    const commit = commitOf("nvmf/vfio-user: add live migration", {
      body: "VFIO in QEMU\n\n uses region 9.",
    });
    const html = renderUpdate(updateViewOf({ update: updateOf(7, [comparable, removed("reduce")], commit) }));
    expect(textsOf(html, "h1")).toEqual(["nvmf/vfio-user: add live migration"]);
    expect(textsOf(html, "title")).toEqual(["nvmf/vfio-user: add live migration · spdk/lib · Treewatch"]);
    expect(textsOf(html, "p")).toContain("Update 7, seen 2026-11-23 06:07 UTC");
    expect(mainText(html)).toContain("nvmf updated: old subject → new subject (compare)");
    expect(mainText(html)).toContain("reduce removed");
    expect(mainText(html)).toContain("Changpeng Liu, 2022-01-27 20:55 UTC, d1c2027d01");
    expect(textsOf(html, "pre")).toEqual(["VFIO in QEMU uses region 9."]);
  });

  it("leads to the commit, the comparison, the entry, its other updates and the feeds", () => {
    const links = linksOf(renderUpdate(updateViewOf({ update: byCommit([comparable]) })));
    const id = "d1c2027d019730e15c50d15990c55dffb02bf19c";
    expect(links).toEqual([
      "https://treewatch.example/",
      page,
      `${forge}/src/branch/master/lib/nvmf`,
      `${forge}/compare/${old}...${id}`,
      `${forge}/commit/${id}`,
      `${page}?entry=nvmf`,
      `${page}/feed.rss`,
      `${page}/feed.json`,
      `${page}/updates.json?after=0&limit=1`,
    ]);
  });

  it("leads to its neighbours, where there are any", () => {
    const update = updateOf(7, [added("keyring")]);
    const neighbours = (view: object) =>
      elementsOf(renderUpdate(updateViewOf({ update, ...view })), "a")
        .filter(({ attribs }) => attribs["rel"] !== undefined)
        .map(({ attribs: { rel, href } }) => `${rel} ${href}`);
    expect(neighbours({})).toEqual([]);
    expect(neighbours({ previous: 6, next: 8 })).toEqual([
      `prev ${page}/updates/6`,
      `next ${page}/updates/8`,
    ]);
  });

  it("names what changed where no commit is known, and counts what is too much to list", () => {
    const changes = Array.from({ length: 62 }, (_, i) => added(`e${i}`));
    const html = renderUpdate(updateViewOf({ update: updateOf(1, changes) }));
    expect(textsOf(html, "h1")).toEqual(["62 entries added: e0, e1, e2, e3, e4 and 57 more"]);
    expect(textsOf(html, "p")).toContain("12 more entries changed.");
    expect(mainText(html)).not.toContain("categories");
  });

  it("says that history was rewritten, or that commits may be missing", () => {
    const update = byCommit([], { rewritten: true, complete: false });
    const text = mainText(renderUpdate(updateViewOf({ update })));
    expect(text).toContain("The history was rewritten.");
    expect(text).toContain("Earlier commits are not shown");
  });
});
