import { describe, expect, it } from "vitest";
import type { Change } from "../../src/diff.ts";
import { composeMessage } from "../../src/notify/compose.ts";
import {
  count,
  firstParagraph,
  showAuthor,
  showChanges,
  showName,
  showNames,
  showTitle,
} from "../../src/notify/phrases.ts";
import { bare, commitOf, runOf } from "./sample.ts";

const changes = (kind: Change["kind"], ...entries: string[]): Change[] =>
  entries.map((entry) => ({ kind, entry }));

describe("a message's phrases", () => {
  it.each([
    [0, "0 commits"],
    [1, "1 commit"],
    [2, "2 commits"],
  ])("count %i as %s", (amount, phrase) => {
    expect(count(amount, "commit", "commits")).toBe(phrase);
  });

  it.each([
    [[], ""],
    [["a"], "a"],
    [["a", "b"], "a and b"],
    [["a", "b", "c"], "a, b and c"],
    [["a", "b", "c", "d"], "a, b, c and 1 more"],
    [["", "a\nb"], "(unnamed) and a b"],
  ])("name %j as %j", (names, phrase) => {
    expect(showNames(names)).toBe(phrase);
  });

  it.each([
    ["nvmf: fix", "fix"],
    ["nvmf/tcp: fix", "tcp: fix"],
    ["nvmf:fix", "fix"],
    ["nvmfoo: fix", "nvmfoo: fix"],
    ["NVMf: fix", "NVMf: fix"],
    ["nvmf:", "nvmf:"],
  ])("under the heading nvmf show the title %j as %j", (title, shown) => {
    expect(showTitle(title, "nvmf")).toBe(shown);
  });

  it("show a title whole where its heading is not one entry", () => {
    expect(showTitle("nvmf: fix")).toBe("nvmf: fix");
  });

  it("count what came and went among entries that they do not name", () => {
    const all = [
      ...changes("added", "a"),
      ...changes("updated", "b", "c", "d"),
      ...changes("added", "e"),
      ...changes("removed", "f", "g"),
    ];
    expect(showChanges(all)).toBe("a added, b, c and 4 more, of which 1 added, 2 removed");
  });
});

describe("the gist of a commit", () => {
  it.each([
    ["is the first paragraph on one line", "One\nline.\n\nTwo.", "One line."],
    ["leaves trailers out", "Why.\nSigned-off-by: A <a@b.example>\nChange-Id: I1", "Why."],
    ["passes over a paragraph of trailers", "Fixes: 1234567 (x)\n\nWhy.", "Why."],
    ["passes over where a cherry-pick came from", "(cherry picked from commit 1234567)\n\nWhy.", "Why."],
    [
      "is not there where there are only trailers",
      "Signed-off-by: A <a@b.example>\nCommunity-CI: B",
      undefined,
    ],
    ["is not there in an empty body", "", undefined],
    [
      "keeps prose that only looks like a trailer",
      "vfio-user: this was\nwrong.",
      "vfio-user: this was wrong.",
    ],
    ["keeps a note", "Note: this is slow.", "Note: this is slow."],
    ["ends at a line of white space, of either line ending", "One.\r\n \r\nTwo.", "One."],
    ["begins after empty lines", "\n\nOne.", "One."],
  ])("%s", (_, body, gist) => {
    expect(firstParagraph(body)).toBe(gist);
  });

  it("has 300 code points at most", () => {
    expect(firstParagraph("🦀".repeat(300))).toBe("🦀".repeat(300));
    expect(firstParagraph("🦀".repeat(301))).toBe(`${"🦀".repeat(299)}…`);
  });
});

describe("hostile text in a message", () => {
  it.each([
    ["controls and bidirectional marks", "a\u0000\u001b[31m\u202egpj.exe\u2069\ud800", "a[31mgpj.exe"],
    ["line breaks", "a\r\nb\u2028c\td", "a b c d"],
    ["no markup", "</script> ]]> <!channel> &amp;lt; *x* |y|", "</script> ]]> <!channel> &amp;lt; *x* |y|"],
  ])("loses %s", (_, text, shown) => {
    expect([showName(text), showTitle(text), showAuthor({ id: "1", title: "", author: text })]).toEqual(
      Array.from({ length: 3 }, () => shown),
    );
  });

  it("is cut where no honest text would be as long", () => {
    const long = "é".repeat(10_000);
    expect(showName(long)).toBe(`${"é".repeat(59)}…`);
    expect(showTitle(long)).toBe(`${"é".repeat(119)}…`);
    expect(showAuthor({ id: "1", title: "", author: long })).toBe(`${"é".repeat(59)}…`);
  });

  it("never makes an empty piece, which Slack refuses", () => {
    const title = "\u200b";
    const updates = [commitOf(1, [title], { title, author: title, body: title }), bare(2, [title])];
    for (const some of [updates, updates.slice(1), updates.slice(0, 1)]) {
      const { parts } = composeMessage(runOf(some, { watch: { id: "x", title } }));
      const pieces = parts.flatMap(({ lines, rows }) => [...lines, ...rows].flat());
      expect(pieces.map(({ text }) => text.trim())).not.toContain("");
    }
  });
});

describe("a change that only sizes and times tell", () => {
  const entry = (size: number) => ({ name: "a.iso", kind: "file", size }) as const;

  it("says what happened, and the sizes", () => {
    expect(showChanges([{ kind: "added", entry: "a.iso", after: entry(1024) }])).toBe(
      "a.iso added (1,024 bytes)",
    );
    expect(showChanges([{ kind: "updated", entry: "a.iso", before: entry(1024), after: entry(1536) }])).toBe(
      "a.iso updated (1,024 → 1,536 bytes)",
    );
  });
});
