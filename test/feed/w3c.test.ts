/**
 * The W3C's feed validator finds nothing at its level AA. It runs where `FEEDVALIDATOR` names a checkout of
 * github.com/w3c/feedvalidator and `PYTHON` (else `python3`) has lxml, html5lib and rdflib. What it finds and we depend
 * on is asserted without it in the other tests.
 */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { feedFormats } from "../../src/feed/index.ts";
import { opmlMediaType, renderOpml } from "../../src/feed/opml.ts";
import { hostileTexts } from "./hostile.ts";
import { added, commitOf, entryOf, feedOf, removed, renamed, updated, updateOf } from "./sample.ts";

const checkout = process.env.FEEDVALIDATOR ?? "";
const there = checkout !== "" && existsSync(checkout);
const address = "https://watch.example/spdk-lib/feed";

const program = `
import sys
sys.path.insert(0, sys.argv[1] + "/src")
import feedvalidator
from feedvalidator import compatibility
from feedvalidator.formatter.text_plain import Formatter
found = feedvalidator.validateStream(sys.stdin.buffer, contentType=sys.argv[2], base=sys.argv[3])
print("\\n".join(Formatter(compatibility.AA(found["loggedEvents"]))))
`;

function findings(document: string, mediaType: string): string {
  const words = ["-W", "ignore", "-c", program, checkout, `${mediaType}; charset=utf-8`, address];
  return execFileSync(process.env.PYTHON ?? "python3", words, { input: document, encoding: "utf8" }).trim();
}

const hostile = hostileTexts.map(([, text], i) => {
  const commit = commitOf(text, { author: text, body: text, url: text });
  return updateOf(i, [{ kind: "added", entry: text, after: entryOf(text, { url: text }) }], commit);
});
const feeds = {
  "an empty feed": feedOf([]),
  "a feed of every kind of change": feedOf([
    updateOf(3, [renamed("a", "b"), removed("c")]),
    updateOf(2, [added("a")]),
    updateOf(1, [updated("nvmf")], commitOf("x", { body: "Why." }), { complete: false, rewritten: true }),
  ]),
};
const xmlFormats = feedFormats.filter(({ extension }) => extension !== "json");

describe.skipIf(!there)(
  `the W3C's validator${there ? "" : " (skipped: FEEDVALIDATOR names no checkout)"}`,
  () => {
    for (const format of xmlFormats) {
      it.each(Object.entries(feeds))(`finds nothing as ${format.name} in %s`, (_what, feed) => {
        const document = format.render({ ...feed, selfUrl: address });
        expect(findings(document, format.mediaType)).toBe("");
      });

      it(`takes hostile text for nothing worse than words that look like HTML, as ${format.name}`, () => {
        const document = format.render(feedOf(hostile.toReversed(), { selfUrl: address }));
        const worse = findings(document, format.mediaType).split("\n");
        expect(worse.filter((line) => !line.includes("should not contain HTML"))).toEqual([]);
      });
    }

    it.each([
      ["without feeds", []],
      [
        "with feeds",
        [{ htmlUrl: "https://watch.example/a", feeds: [{ url: `${address}?a=1&b=2`, title: "a & b" }] }],
      ],
    ])("finds nothing in an OPML document %s", (_what, pages) => {
      expect(findings(renderOpml("Treewatch", pages), opmlMediaType)).toBe("");
    });
  },
);
