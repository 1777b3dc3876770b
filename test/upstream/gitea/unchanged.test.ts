import { describe, expect, it } from "vitest";
import type { Known } from "../../../src/upstream/contract.ts";
import { fixture, readListing, readPage } from "./page.ts";

const table = fixture("table");
const a = "a".repeat(40);
const b = "b".repeat(40);
const known: Known = { head: a, entries: 8, open: false };
const whatIs = (body: string, what: Known = known) => readPage(body, { known: what }).is;

describe("gitea: unchanged", () => {
  it("is a whole page under the known head with the known number of rows", () => {
    expect(readPage(table, { known })).toEqual({ is: "unchanged", notes: [] });
  });

  it("is a page with the known head whatever its rows say", () => {
    expect(whatIs(table.replace("build: all", "build: some"))).toBe("unchanged");
  });

  it.each<[title: string, known: Known]>([
    ["something is open", { ...known, open: true }],
    ["the head is another", { ...known, head: b }],
    ["the head was not known", { entries: 8, open: false }],
    ["there were more entries", { ...known, entries: 9 }],
    ["there were fewer entries", { ...known, entries: 7 }],
  ])("is nothing where %s", (_title, what) => {
    expect(readPage(table, { known: what })).toEqual(readListing(table));
  });

  it("is nothing where the known head is only named in the new head's message", () => {
    expect(table).toContain(`/commit/${b}" class="commit"`);
    expect(whatIs(table, { ...known, head: b })).toBe("listing");
  });

  it("is nothing where the head panel is not ready", () => {
    expect(whatIs(fixture("not-ready"), { head: a, entries: 3, open: false })).toBe("listing");
  });

  it.each([
    ["the document is not closed", table.replace("</html>", "")],
    ["the table is not closed", table.replace("</table>", "")],
    ["a row is not closed", table.replace(/<\/tr>(?=\s*<tr data-entryname="link")/, "")],
    ["the last row is cut", table.replace(/(<tr data-entryname="odd".*?)<\/tr>/s, "$1")],
    ["it is of another directory", table.replaceAll("/master/lib/", "/master/libs/").replace(a, b)],
  ])("is refused as ever where %s", (_title, body) => {
    expect(whatIs(body)).toBe("refused");
  });
});
