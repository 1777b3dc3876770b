import { describe, expect, it } from "vitest";
import { gitea } from "../../src/upstream/gitea.ts";
import { contractSuite } from "./contract.suite.ts";
import { fixture, libTarget, libUrl, pageAt, readListing } from "./gitea/page.ts";

const repository = "https://git.example/mirror/spdk";
const id = (digit: string) => digit.repeat(40);
const commit = (digit: string, title: string, committedAt = "2022-01-01T00:00:00Z") => ({
  id: id(digit),
  title,
  committedAt,
  url: `${repository}/commit/${id(digit)}`,
});
const titles = (name: string) =>
  Object.fromEntries(
    readListing(fixture(name)).listing.entries.map((entry) => [entry.name, entry.commit?.title]),
  );
/** The date that each row shows on a page of its own: no forge writes dates in two ways on one page. */
const datesApart = (name: string) => {
  const [head = "", ...rows] = fixture(name).split(/(?=<tr data-entryname=)/);
  const tail = (rows.at(-1) ?? "").replace(/^.*?<\/tr>/s, "");
  return Object.fromEntries(
    rows.map((row) => {
      const page = head + row.slice(0, row.indexOf("</tr>") + 5) + tail;
      const [entry] = readListing(page).listing.entries;
      return [entry?.name, entry?.commit?.committedAt];
    }),
  );
};

contractSuite("gitea", () => ({
  upstream: gitea,
  url: libUrl,
  notUrl: "https://git.example/mirror/spdk/issues",
  target: libTarget,
  answer: ({ url }) =>
    url === libUrl ? pageAt(url, fixture("gitea-1.23")) : pageAt(url, "", { status: 404 }),
}));

describe("gitea: what it asks for", () => {
  it("asks once for the directory's page, in English", () => {
    const reading = gitea.list(libTarget);
    expect(reading.next().value).toEqual({ url: libUrl, headers: { "accept-language": "en-US,en" } });
  });

  it("hands on why there is no page", () => {
    const reading = gitea.list(libTarget);
    reading.next();
    const refused = { is: "refused", refusal: { reason: "network" } } as const;
    expect(reading.next(refused)).toEqual({ value: refused, done: true });
  });
});

describe("gitea: the table", () => {
  it("gives kinds, links, commits and the head of an ordinary page, sorted, README and parent row left out", () => {
    const here = `${libUrl}/`;
    const all = commit("c", "build: all", "2022-01-02T00:00:00Z");
    expect(readListing(fixture("table"))).toEqual({
      is: "listing",
      notReady: [],
      listing: {
        ref: "master",
        head: {
          ...commit("a", "nvmf: see #1", "2022-01-27T20:55:16Z"),
          author: "Mira Ångström",
          body: "First <b> & #2.\n\n  indented, then Revert bbbbbbbbbb",
        },
        entries: [
          { name: "Makefile", kind: "file", url: `${here}Makefile`, commit: all },
          { name: "gone", kind: "submodule", commit: commit("e", "gone: bump") },
          { name: "here", kind: "symlink", url: `${here}here`, commit: all },
          {
            name: "isal",
            kind: "submodule",
            url: "https://example.org/isal",
            commit: commit("d", "isal: bump"),
          },
          { name: "link", kind: "symlink", url: `${here}link`, commit: all },
          {
            name: "nvmf",
            kind: "directory",
            url: `${here}nvmf`,
            commit: commit("a", "nvmf: see #1", "2022-01-27T20:55:16Z"),
          },
          { name: "odd", kind: "unknown", url: `${here}odd`, commit: all },
          {
            name: "rte",
            kind: "directory",
            url: `${here}rte/vhost/core`,
            commit: commit("b", "rte: import", "2022-01-01T03:00:00Z"),
          },
        ],
      },
    });
  });

  it("reads a subject as a person does, and never takes a commit that it names for the row's", () => {
    const { entries } = readListing(fixture("subjects")).listing;
    expect(titles("subjects")).toEqual({
      code: "Use make check now",
      "custom-emoji": "Ship it :spdk:",
      "emoji-first": "🎉 released",
      entities: `<script> &amp; "quoted" '`,
      "only-another-commit": "ffffffffff",
      revert: "Revert ffffffffff for <now>",
      split: "Fix #7, thanks @mira",
      "white-space": "two spaces, a tab and more",
    });
    expect(new Set(entries.map((entry) => entry.commit?.id))).toEqual(new Set([id("a")]));
  });

  it("reads old dates in UTC and GMT only, and knows what is no date", () => {
    expect(datesApart("dates-1.16")).toEqual({
      dash: undefined,
      "data-content": "2011-02-12T11:01:17Z",
      eastern: undefined,
      greenwich: "2015-10-13T09:06:39Z",
      local: undefined,
      title: "2015-10-13T09:06:39Z",
      "year-1": undefined,
    });
  });

  it("finds author and date of the old head panel", () => {
    const page = fixture("dates-1.16").replace(/<tr data-entryname="eastern".*<\/tr>/s, "");
    const { head } = readListing(page).listing;
    expect(head).toEqual({ ...commit("a", "old", "2015-10-13T09:06:39Z"), author: "Mira Ångström" });
  });

  it("names the rows that are not ready, and knows no commit of theirs and no head", () => {
    const { listing, notReady } = readListing(fixture("not-ready"));
    expect(notReady).toEqual(["later", "soon"]);
    expect(listing.head).toBeUndefined();
    expect(listing.entries.map((entry) => entry.commit)).toEqual([
      undefined,
      commit("a", "known"),
      undefined,
    ]);
  });

  it("names rows that are not ready in the order of the listing, whatever that of the page", () => {
    expect(readListing(fixture("not-ready").replaceAll("later", "when")).notReady).toEqual(["soon", "when"]);
  });

  it("takes a row without message and link for known by its date, but text without a link for not ready", () => {
    const { listing, notReady } = readListing(fixture("empty-message"));
    expect(listing.entries).toEqual([
      { name: "dated", kind: "file", url: `${libUrl}/dated`, modifiedAt: "2022-01-01T00:00:00Z" },
      { name: "undated", kind: "file", url: `${libUrl}/undated` },
      { name: "with-text-but-no-link", kind: "file", url: `${libUrl}/with-text-but-no-link` },
    ]);
    expect(notReady).toEqual(["with-text-but-no-link"]);
  });

  it("tells a symlink from a submodule where both have one icon", () => {
    const kinds = readListing(fixture("icons-1.17")).listing.entries.map(({ name, kind }) => [name, kind]);
    expect(kinds).toEqual([
      ["dir", "directory"],
      ["link-to-dir", "symlink"],
      ["module", "submodule"],
    ]);
  });

  it("keeps hard names exact, under a path of the forge's own and a branch with slashes", () => {
    const target = {
      repository: "https://forge.example/git/Mirror/SPDK",
      tree: "branch/release/v22.01/my%20lib",
    };
    const { listing } = readListing(fixture("hard-names"), { target });
    expect(listing.ref).toBe("release/v22.01");
    const names = [
      " lead",
      "%41",
      "..foo",
      "<script>",
      "]]>",
      "a&b.txt",
      "back\\slash",
      "what?#",
      "é",
      "ﬁ",
      "😀",
    ];
    expect(listing.entries.map((entry) => entry.name)).toEqual(names);
    const start = "https://forge.example/git/mirror/spdk/src/branch/release/v22.01/my%20lib/";
    expect(listing.entries[1]?.url).toBe(`${start}%2541`);
    expect(listing.entries[5]?.url).toBe(`${start}a&b.txt`);
  });

  it("reads ids of 64 digits", () => {
    const page = fixture("not-ready").replaceAll(id("a"), "a".repeat(64));
    expect(readListing(page).listing.entries[1]?.commit?.id).toBe("a".repeat(64));
  });

  it("does not know a commit by an id of another length", () => {
    expect(readListing(fixture("not-ready").replaceAll(id("a"), "a".repeat(39))).notReady).toContain("now");
  });

  it("reads pages that are not UTF-8", () => {
    const latin1 = Buffer.from(fixture("icons-1.17").replace(">x</a>", ">gr\u00F6n</a>"), "latin1");
    expect(readListing(latin1).listing.entries[0]?.commit?.title).toBe("gr\uFFFDn");
  });

  it("reads the root of the default branch", () => {
    const page = fixture("not-ready").replace(/<tr class="has-parent">.*?<\/tr>/s, "");
    const target = { repository };
    expect(readListing(page.replaceAll("/master/lib/", "/master/"), { target }).listing.ref).toBe("master");
  });
});

describe("gitea: the grid", () => {
  it("gives the same as the table does", () => {
    const begin = commit("a", "grid: begin");
    const { listing, notReady } = readListing(fixture("grid"));
    expect(notReady).toEqual(["later"]);
    expect(listing.head).toEqual({ ...begin, committedAt: "2022-01-27T20:55:16Z", author: "Mira Ångström" });
    expect(listing.entries).toEqual([
      { name: "isal", kind: "submodule", url: "https://example.org/isal", commit: begin },
      { name: "later", kind: "file", url: `${libUrl}/later` },
      { name: "link", kind: "symlink", url: `${libUrl}/link`, commit: begin },
      { name: "rte", kind: "directory", url: `${libUrl}/rte/vhost`, commit: begin },
    ]);
  });
});
