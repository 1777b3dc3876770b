import { describe, expect, it } from "vitest";
import { fixture, follow, libTarget, libUrl, readListing } from "./page.ts";

const repository = "https://git.example/mirror/spdk";
const id = (digit: string) => digit.repeat(40);
const commit = (digit: string, title: string, committedAt?: string) => ({
  id: id(digit),
  title,
  ...(committedAt === undefined ? {} : { committedAt }),
  url: `${repository}/commit/${id(digit)}`,
});
const at = (day: string) => `2022-01-${day}T00:00:00Z`;
const begun = commit("a", "begun", "2022-01-27T20:55:16Z");
const isal = commit("b", "isal: bump", at("01"));

describe("gitea: each version's own markup", () => {
  it("reads 1.12: names in titles or bare, submodules in bare cells, the row's date for the author's of the panel", () => {
    const { listing, notReady } = readListing(fixture("gitea-1.12"));
    const imported = commit("b", "rte: import", at("01"));
    const tada = { ...begun, title: "🎉 begun" };
    expect(notReady).toEqual([]);
    expect(listing).toEqual({
      ref: "master",
      head: { ...begun, title: ":tada: begun", author: "Mira Ångström" },
      entries: [
        { name: "Makefile", kind: "file", url: `${libUrl}/Makefile`, commit: imported },
        { name: "gone", kind: "submodule", commit: commit("d", "", at("03")) },
        { name: "here", kind: "symlink", url: `${libUrl}/here`, commit: tada },
        {
          name: "isal",
          kind: "submodule",
          url: "https://example.org/isal",
          commit: commit("c", "isal: bump", at("02")),
        },
        { name: "rte", kind: "directory", url: `${libUrl}/rte/vhost`, commit: imported },
      ],
    });
  });

  it("knows no date of a head until 1.15 that no row shows, since the panel's is the author's", () => {
    const page = fixture("gitea-1.12").replace(`${id("a")}" title=":tada:`, `${id("1")}" title=":tada:`);
    expect(readListing(page).listing.head).toEqual({
      id: id("a"),
      title: ":tada: begun",
      author: "Mira Ångström",
      url: `${repository}/commit/${id("a")}`,
    });
  });

  it("reads 1.23: the grid without classes for names", () => {
    const { listing, notReady } = readListing(fixture("gitea-1.23"));
    expect(notReady).toEqual(["later"]);
    expect(listing).toEqual({
      ref: "master",
      head: { ...begun, author: "Mira Ångström" },
      entries: [
        { name: "dir", kind: "directory", url: `${libUrl}/dir`, commit: begun },
        { name: "gone", kind: "submodule", commit: isal },
        { name: "isal", kind: "submodule", url: "https://example.org/isal", commit: isal },
        { name: "later", kind: "file", url: `${libUrl}/later` },
        { name: "silent", kind: "file", url: `${libUrl}/silent`, modifiedAt: at("03") },
        { name: "x", kind: "file", url: `${libUrl}/x`, commit: begun },
      ],
    });
  });

  it("reads 1.27: several authors, checks, second links of symlinks, subjects that are an address", () => {
    const { listing, notReady } = readListing(fixture("gitea-1.27"));
    expect(notReady).toEqual(["later"]);
    expect(listing).toEqual({
      ref: "master",
      head: { ...begun, author: "Mira Ångström", body: "Co-authored-by: Nils Nobody" },
      entries: [
        { name: "dir", kind: "directory", url: `${libUrl}/dir/sub`, commit: begun },
        { name: "gone", kind: "submodule", commit: isal },
        {
          name: "here",
          kind: "symlink",
          url: `${libUrl}/here`,
          commit: commit("c", "https://example.org/a"),
        },
        { name: "later", kind: "file", url: `${libUrl}/later` },
        { name: "lost", kind: "submodule", commit: isal },
        { name: "silent", kind: "file", url: `${libUrl}/silent`, modifiedAt: at("03") },
        { name: "x", kind: "file", url: `${libUrl}/x`, commit: commit("d", "#7 fixed", at("02")) },
      ],
    });
  });

  it.each([
    [
      "one without an address",
      /<a class="muted" href="\/mirror[^"]*author:mira">Mira Ångström<\/a><span> and .*?<\/a>/,
      "Mira Ångström",
    ],
    [
      "three in a list that opens",
      /<a class="muted" href="\/mirror[^"]*author:mira">Mira Ångström<\/a><span> and .*?<\/a>/,
      '<button type="button" class="avatar-stack-popup-trigger">3 people</button><div class="tippy-target"><div class="avatar-stack-popup"><a class="silenced flex-text-block" href="/mira"><img alt class="ui avatar"/><span>Mira Ångström</span></a><a href="/nils"><span>Nils</span></a></div></div>',
    ],
    [
      "that of 1.26",
      /<span class="avatar-stack-names">.*<\/a><\/span>/,
      '<span class="author-wrapper"><img alt class="ui avatar"/><strong><a class="muted" href="/mira" data-tooltip-content="x">Mira Ångström</a></strong></span>',
    ],
  ])("names the first author of the panel: %s", (_title, from, to) => {
    const page = fixture("gitea-1.27").replace(from, to);
    expect(page).not.toBe(fixture("gitea-1.27"));
    expect(readListing(page).listing.head?.author).toBe("Mira Ångström");
  });

  it("reads Forgejo 16: the panel among the rows, a caption, column heads without a row", () => {
    const { listing, notReady } = readListing(fixture("forgejo-16"));
    expect(notReady).toEqual(["later"]);
    expect(listing).toEqual({
      ref: "master",
      head: { ...begun, author: "Mira Ångström" },
      entries: [
        { name: "dir", kind: "directory", url: `${libUrl}/dir`, commit: begun },
        { name: "gone", kind: "submodule", commit: isal },
        { name: "here", kind: "symlink", url: `${libUrl}/here`, commit: isal },
        { name: "isal", kind: "submodule", url: "https://example.org/isal", commit: isal },
        { name: "later", kind: "file", url: `${libUrl}/later` },
      ],
    });
  });

  it("reads Gogs: names from links, subjects after their ids, a README with the listing's id", () => {
    const target = { repository, tree: "master/lib" };
    const { listing, notReady } = readListing(fixture("gogs"), { target });
    const here = `${repository}/src/master/lib`;
    const tada = { ...begun, title: "begun :tada:" };
    const see = { ...isal, title: "isal: see #7" };
    expect(notReady).toEqual([]);
    expect(listing).toEqual({
      ref: "master",
      head: { ...tada, author: "Mira Ångström" },
      entries: [
        { name: " lead", kind: "file", url: `${here}/%20lead`, commit: commit("c", "", at("02")) },
        {
          name: "back\\slash",
          kind: "file",
          url: `${here}/back%5c%5cslash`,
          commit: commit("d", "blanks at the end", at("03")),
        },
        { name: "dir #1?", kind: "directory", url: `${here}/dir%20%231%3F`, commit: tada },
        { name: "gone", kind: "submodule", commit: see },
        { name: "here", kind: "symlink", url: `${here}/here`, commit: tada },
        {
          name: "isal",
          kind: "submodule",
          url: `https://example.org/isal/commit/${id("9")}`,
          commit: see,
        },
      ],
    });
  });

  it("reads `?only_content=true`, which is no whole document", () => {
    const page = fixture("grid");
    const start = page.indexOf('<a class="section"');
    const fragment = page.slice(start, page.lastIndexOf("</div>", page.indexOf("</body>")));
    expect(readListing(fragment).listing).toEqual(readListing(page).listing);
    expect(follow(fragment.slice(0, -20)).outcome).toEqual({
      is: "refused",
      refusal: { reason: "truncated" },
    });
  });

  it("takes the head that 1.14 shows in sub-directories, the branch's, as it stands", () => {
    const page = fixture("gitea-1.12").replace(/<thead>.*<\/thead>/s, (head) =>
      head.replaceAll(id("a"), id("f")).replace("aaaaaaaaaa", "ffffffffff"),
    );
    const { head, entries } = readListing(page, { target: libTarget }).listing;
    expect([head?.id, entries.length]).toEqual([id("f"), 5]);
  });
});
