import { describe, expect, it } from "vitest";
import { fixture, follow, knownOf, readAt } from "./webgit/follow.ts";
import { cgit, cgitPages, emptyLog, gitweb, gitwebPages, id, klaus, klausPages } from "./webgit/sites.ts";

const rows = ({ listing }: ReturnType<typeof readAt>) =>
  listing.entries.map(({ name, kind, size }) => [name, kind, size]);
const history = (read: ReturnType<typeof readAt>) =>
  read.history?.commits.map(({ commit, changes, complete }) => [
    commit.title,
    changes.map(({ kind, entry }) => `${kind} ${entry}`),
    complete,
  ]);

describe("webgit: cgit", () => {
  it("gives names, kinds and sizes, of joined directories the first, of a submodule its name alone", () => {
    const { listing, notReady } = readAt(cgit, cgitPages);
    expect(notReady).toEqual([]);
    expect(listing.ref).toBe("main");
    expect(listing.entries).toEqual([
      {
        name: 'a "<.c',
        kind: "file",
        size: 12,
        url: "https://git.example/spdk/tree/lib/a%20%22%3c.c",
      },
      { name: "deep", kind: "directory", url: "https://git.example/spdk/tree/lib/deep" },
      { name: "link", kind: "symlink", size: 3, url: "https://git.example/spdk/tree/lib/link" },
      { name: "mod", kind: "submodule" },
      { name: "é&;+", kind: "file", size: 0, url: "https://git.example/spdk/tree/lib/%c3%a9&;+" },
    ]);
    expect(listing.head).toEqual({
      id: id("a"),
      title: "Merge branch 'side'",
      author: "Ada & Co",
      committedAt: "2026-11-23T06:06:00Z",
      url: `https://git.example/spdk/commit/?id=${id("a")}`,
    });
  });

  it("asks at a quiet poll for the log alone", () => {
    const known = knownOf(readAt(cgit, cgitPages));
    expect(follow(cgit, cgitPages, known)).toEqual({
      outcome: { is: "unchanged" },
      asked: ["/spdk/log/lib?h=main"],
    });
    expect(follow(cgit, cgitPages, { ...known, open: true }).outcome.is).toBe("listing");
  });

  it("tells of a commit what it touched, and leaves to the commits merged what a merge brought in", () => {
    const first = readAt(cgit, cgitPages);
    const added = { name: "gone", kind: "file" } as const;
    const entries = [
      ...first.listing.entries.filter(({ name }) => name !== "é&;+"),
      added,
      { ...added, name: "e" },
    ];
    const known = knownOf({ ...first, listing: { ...first.listing, entries } }, id("1"));
    const read = readAt(cgit, cgitPages, known);
    expect(history(read)).toEqual([
      ["move <it>", ["updated deep", "removed e", "removed gone", "added é&;+"], true],
    ]);
    expect(read.history?.rewritten).toBe(false);
    expect(read.history?.commits[0]?.commit.body).toBe("First & only.\n\n  indented");
    expect(read.listing.head?.id).toBe(id("a"));
  });

  it("says so where the old head is in the history no more, or nowhere", () => {
    const known = knownOf(readAt(cgit, cgitPages), id("1"));
    const lostOne = fixture("cgit-log").replaceAll(id("a"), id("9"));
    const replaced = { [`..${id("1")}`]: lostOne, ...cgitPages };
    expect(readAt(cgit, replaced, known).history).toMatchObject({
      commits: [{ commit: { id: id("b") } }],
      rewritten: true,
    });
    const lost = { [`..${id("a")}`]: emptyLog.cgit, ...cgitPages };
    expect(readAt(cgit, lost, known).history).toEqual({ commits: [], rewritten: true });
    const { at: _, ...elsewhere } = known;
    expect(readAt(cgit, lost, elsewhere).history).toBeUndefined();
  });

  it.each([
    [503, { reason: "server-error", status: 503 }],
    [429, { reason: "rate-limited", status: 429 }],
    [{ reason: "network" }, { reason: "network" }],
  ] as const)("leaves a server alone that answers %s", (page, refusal) => {
    const known = knownOf(readAt(cgit, cgitPages));
    const { outcome, asked } = follow(cgit, { ...cgitPages, "/log/lib?h=main": page }, known);
    expect(outcome).toEqual({ is: "refused", refusal });
    expect(asked).toHaveLength(1);
  });
});

describe("webgit: gitweb", () => {
  it("gives names and kinds where addresses are paths, sizes are off and names are encoded twice", () => {
    const read = readAt(gitweb, gitwebPages);
    expect(rows(read)).toEqual([
      ["a.c", "file", undefined],
      ["link", "symlink", undefined],
      ["mod", "submodule", undefined],
      ["tab\\there", "file", undefined],
      ["with space", "directory", undefined],
      ["é", "file", undefined],
    ]);
    expect(read.listing.entries.map(({ url }) => url)).toContain(
      "https://git.example/spdk.git/tree/main:/lib/with+space",
    );
    expect(read.listing.head).toEqual({
      id: id("a"),
      title: "a very long title",
      author: 'Ada "A"',
      body: "body <b>\nSigned-off-by: Ada",
      committedAt: "2026-11-01T06:06:00Z",
      url: `https://git.example/spdk.git?a=commit;h=${id("a")}`,
    });
  });

  it("asks at a quiet poll for the log alone", () => {
    const known = knownOf(readAt(gitweb, gitwebPages));
    const quiet = { outcome: { is: "unchanged" }, asked: ["/spdk.git?a=history;f=lib;h=main;hb=main"] };
    expect(follow(gitweb, gitwebPages, known)).toEqual(quiet);
  });

  it("tells of a commit what it moved, removed and changed", () => {
    const first = readAt(gitweb, gitwebPages);
    const entries = ["b.c", "e", "gone", "tab\\there"].map((name) => ({ name, kind: "file" as const }));
    const known = knownOf({ ...first, listing: { ...first.listing, entries } }, id("1"));
    expect(history(readAt(gitweb, gitwebPages, known))).toEqual([
      [
        "a very long title",
        ["added a.c", "removed b.c", "removed e", "removed gone", "updated tab\\there", "added é"],
        true,
      ],
    ]);
    const merge = { ...gitwebPages, [`?a=commit;h=${id("a")}`]: fixture("gitweb-merge") };
    expect(history(readAt(gitweb, merge, known))).toEqual([]);
  });
});

describe("webgit: klaus", () => {
  it("gives names and kinds, and believes no history that a README makes up", () => {
    const read = readAt(klaus, klausPages);
    expect(read.listing.ref).toBe("feat/x");
    expect(rows(read)).toEqual([
      ["it's <b>", "file", undefined],
      ["mod", "submodule", undefined],
      ["nvme", "directory", undefined],
    ]);
    expect(read.listing.head).toEqual({
      id: id("a"),
      title: "newest & best",
      author: 'Ada "A"',
      body: "body",
      url: `https://git.example/spdk/commit/${id("a")}/`,
    });
    expect(follow(klaus, klausPages, knownOf(read))).toEqual({
      outcome: { is: "unchanged" },
      asked: ["/spdk/tree/feat/x/lib"],
    });
  });

  it("tells of a commit what it removed and changed", () => {
    const first = readAt(klaus, klausPages);
    const entries = [...first.listing.entries, { name: "gone", kind: "file" as const }];
    const known = knownOf({ ...first, listing: { ...first.listing, entries } }, id("b"));
    expect(history(readAt(klaus, klausPages, known))).toEqual([
      ["newest & best", ["removed gone", "updated nvme"], true],
    ]);
  });

  it("says that commits may be hidden where one's page cannot be read, or not whole", () => {
    const known = knownOf(readAt(klaus, klausPages), id("1"));
    const two = [["newest & best", ["updated nvme"], false]];
    expect(history(readAt(klaus, { ...klausPages, [`/commit/${id("b")}/`]: 500 }, known))).toEqual(two);
    const other = {
      ...klausPages,
      [`/commit/${id("b")}/`]: fixture("klaus-commit").replaceAll("filename", ""),
    };
    expect(history(readAt(klaus, other, known))).toEqual(two);
    const merge = fixture("klaus-commit").replace("<span>newest", "<span>Merge newest");
    expect(history(readAt(klaus, { ...klausPages, [`/commit/${id("b")}/`]: merge }, known))).toEqual(two);
    const answers = { ...klausPages, [`/commit/${id("b")}/`]: { reason: "network" } as const };
    expect(follow(klaus, answers, known).outcome).toEqual({ is: "refused", refusal: { reason: "network" } });
  });

  it("makes do with what the page itself shows, where robots.txt forbids the others, as klaus's own does", () => {
    const forbidden = { reason: "robots", because: "forbidden" } as const;
    const own = { "/tree/feat/x/lib": fixture("klaus"), "/tree/feat/x/lib?page=0": fixture("klaus") };
    const pages = { ...own, "": forbidden };
    const read = readAt(klaus, pages);
    expect(read.listing.head).toMatchObject({ id: id("a"), title: "newest" });
    const { asked, outcome } = follow(klaus, pages, knownOf(read, id("b")));
    expect(asked).toEqual([
      "/spdk/tree/feat/x/lib",
      "/spdk/tree/feat/x/lib?page=0",
      `/spdk/commit/${id("a")}/`,
    ]);
    expect(outcome).toMatchObject({ is: "listing", history: { commits: [], rewritten: false } });
  });

  it("says nothing of commits where the old head is not in the log", () => {
    const known = knownOf(readAt(klaus, klausPages), id("d"));
    expect(readAt(klaus, klausPages, known).history).toBeUndefined();
  });
});
