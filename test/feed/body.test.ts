import { describe, expect, it } from "vitest";
import { bodyHtml } from "../../src/feed/body.ts";
import { added, commitOf, entryOf, removed, renamed, tagChange, updated, updateOf } from "./sample.ts";

const forge = "https://git.example/mirror/spdk";
const lib = `${forge}/src/branch/master/lib`;

describe("bodyHtml", () => {
  it("says what changed, the commit's message, its author, date and id", () => {
    const commit = commitOf("nvmf: add", { body: "Adds <b> & more.\r\n\r\nSigned-off-by: A\n" });
    expect(bodyHtml(updateOf(1, [updated("nvmf", "old", "nvmf: add")], commit))).toBe(
      [
        "<ul>",
        `<li><a href="${lib}/nvmf">nvmf</a> updated: old → nvmf: add</li>`,
        "</ul>",
        "<pre>Adds &lt;b&gt; &amp; more.",
        "",
        "Signed-off-by: A</pre>",
        `<p>Changpeng Liu, 2022-01-27 20:55 UTC, <a href="${commit.url}">d1c2027d01</a></p>`,
      ].join("\n"),
    );
  });

  it("names each kind of change", () => {
    expect(bodyHtml(updateOf(1, [added("a"), removed("b"), renamed("foo", "bar")]))).toBe(
      [
        "<ul>",
        `<li><a href="${lib}/a">a</a> added</li>`,
        `<li><a href="${lib}/b">b</a> removed</li>`,
        `<li><a href="${lib}/bar">bar</a> renamed from foo</li>`,
        "</ul>",
      ].join("\n"),
    );
  });

  it.each([
    ["+a", `tagged: <a href="${forge}/commit/${"a".repeat(40)}">aaaaaaaaaa</a>`],
    ["a-", `deleted: <a href="${forge}/commit/${"a".repeat(40)}">aaaaaaaaaa</a>`],
    [
      "ab",
      `moved from aaaaaaa to bbbbbbb (<a href="${forge}/compare/${"a".repeat(40)}...${"b".repeat(40)}">compare</a>)`,
    ],
  ])("says of a tag which commit it is at: %s", (what, said) => {
    const body = bodyHtml(updateOf(1, [tagChange("v1", what)]));
    expect(body).toBe(`<ul>\n<li><a href="${forge}/releases/tag/v1">v1</a> ${said}</li>\n</ul>`);
  });

  it.each([
    [
      "dates and sizes",
      { modifiedAt: "2026-01-02T03:04:05Z", size: 10 },
      { modifiedAt: "2026-01-03T03:04:05Z", size: 12 },
      ": 2026-01-02 03:04 UTC, 10 bytes → 2026-01-03 03:04 UTC, 12 bytes",
    ],
    ["what is known of one side", {}, { size: 12 }, ": 12 bytes"],
    ["nothing", {}, {}, ""],
    ["a commit without a subject", { commit: commitOf("") }, { commit: commitOf("b") }, ": d1c2027d01 → b"],
  ])("tells the old state of an entry from the new by %s", (_what, before, after, said) => {
    const change = {
      kind: "updated",
      entry: "a",
      before: entryOf("a", before),
      after: entryOf("a", after),
    } as const;
    expect(bodyHtml(updateOf(1, [change]))).toContain(`a</a> updated${said}</li>`);
  });

  it("says that earlier commits are hidden, and that history was rewritten", () => {
    const both = bodyHtml(updateOf(1, [added("a")], undefined, { complete: false, rewritten: true }));
    expect(both).toContain("<p>Earlier commits are not shown: the history could not be read back.</p>");
    expect(both).toContain("<p>The history was rewritten.</p>");
    const neither = bodyHtml(updateOf(1, [added("a")]));
    expect(neither).not.toMatch(/Earlier|rewritten/);
  });

  it("lists 100 entries, counts the rest, and says that the categories name fewer", () => {
    const names = Array.from({ length: 5000 }, (_, i) => added(`e${i}`));
    const body = bodyHtml(updateOf(1, names));
    expect(body.match(/<li>/g)).toHaveLength(101);
    expect(body).toContain("<li>and 4900 more</li>");
    expect(body).toContain("<p>The categories name the first 50 entries; 4950 more changed.</p>");
    expect(bodyHtml(updateOf(1, names.slice(0, 50)))).not.toMatch(/more/);
  });

  it("cuts a message at 4,000 code points", () => {
    const body = bodyHtml(updateOf(1, [added("a")], commitOf("x", { body: "😀".repeat(4001) })));
    expect(body).toContain(`<pre>${"😀".repeat(3999)}…</pre>`);
  });

  it("links no address but http and https", () => {
    const evil = "javascript:alert(1)";
    const change = { kind: "added", entry: "a", after: entryOf("a", { url: evil }) } as const;
    const body = bodyHtml(updateOf(1, [change], commitOf("x", { url: evil })));
    expect(body).not.toContain("<a");
    expect(body).not.toContain("javascript");
    expect(body).toContain("<li>a added</li>");
    expect(body).toContain("d1c2027d01</p>");
  });
});
