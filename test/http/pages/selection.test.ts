import { describe, expect, it } from "vitest";
import { renderSelection } from "../../../src/http/pages/selection.tsx";
import { elementsOf, linksOf, mainText, rowsOf, textsOf } from "./read-page.ts";
import { selectionOf, selectedOf } from "./views.ts";

describe("the page of a selection", () => {
  it.each([
    [selectedOf(2, { lookedAt: 9 }), undefined, "2 of all 9 updates match."],
    [
      selectedOf(1, { lookedAt: 9 }),
      "2026-11-20T00:00:00Z",
      "1 of all 9 updates seen since 2026-11-20 00:00 UTC matches.",
    ],
    [
      selectedOf(0, { lookedAt: 500, whole: false }),
      undefined,
      "0 of the newest 500 updates match; older ones were not looked at.",
    ],
    [selectedOf(60, { lookedAt: 60 }), undefined, "60 of all 60 updates match; the newest 50 are shown."],
  ])("says how many there are, and of how many (%#)", (found, since, sentence) => {
    const selection = { filter: {}, ...(since === undefined ? {} : { since }) };
    const html = renderSelection(selectionOf({ found, selection }));
    expect(textsOf(html, "p")).toContain(sentence);
    expect(rowsOf(html, "updates")).toHaveLength(Math.min(50, found.updates.length));
  });

  it("counts by entry, each leading to what changed in it, whatever its name", () => {
    const counts: [string, number][] = [
      ["nvmf", 13],
      ["*", 2],
    ];
    const html = renderSelection(selectionOf({ found: { ...selectedOf(0), counts } }));
    expect(mainText(html)).toContain("nvmf 13 · * 2");
    expect(linksOf(html)).toContain("https://treewatch.example/spdk-lib?entry=nvmf");
    expect(linksOf(html)).toContain("https://treewatch.example/spdk-lib?entry=%5C*");
  });

  it("has the form filled in, a field for each pattern", () => {
    const selection = {
      filter: { entries: ["nvmf", 'b"dev*'], kinds: ["added"] },
      since: "2026-11-20T06:00:00Z",
    };
    const fields = elementsOf(renderSelection(selectionOf({ selection })), "input");
    expect(fields.map(({ attribs: { name, value, type } }) => `${name}=${value} ${type}`)).toEqual([
      "entry=nvmf text",
      'entry=b"dev* text',
      "kind=added text",
      "author= text",
      "title= text",
      "since=2026-11-20 date",
    ]);
  });

  it("leads back to all of the watch", () => {
    expect(
      linksOf(renderSelection(selectionOf())).filter((link) => link === selectionOf().pageUrl),
    ).toHaveLength(2);
  });
});
