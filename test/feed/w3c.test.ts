/**
 * The W3C's feed validator finds nothing at its level AA. It runs where `TREEWATCH_FEEDVALIDATOR` names a checkout of
 * github.com/w3c/feedvalidator and `PYTHON` (else `python3`) has lxml, html5lib and rdflib. What it finds and we depend
 * on is asserted without it in the other tests.
 */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Feed } from "../../src/feed/contract.ts";
import { digestItems } from "../../src/feed/digest.ts";
import { feedFormats } from "../../src/feed/index.ts";
import { opmlMediaType, renderOpml } from "../../src/feed/opml.ts";
import { renderFeed } from "../../src/feed/render.ts";
import type { Update } from "../../src/updates.ts";
import { hostileTexts } from "./hostile.ts";
import { added, commitOf, entryOf, feedOf, pageUrl, removed, renamed, updated, updateOf } from "./sample.ts";

const checkout = process.env.TREEWATCH_FEEDVALIDATOR ?? "";
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

const minutes = (count: number, update: (seq: number) => Update) =>
  Array.from({ length: count }, (_, seq) => update(seq)).toReversed();
const archives = { before: 100, urlOf: (seq: number) => `${address}?archive=${seq}` };
const digested = { watch: { id: "a", title: "a" }, pageUrl, period: "week", query: "entry=a*" } as const;
const commit = commitOf("x", { body: "Why." });
const feeds: Record<string, Feed> = {
  "an empty feed": feedOf([]),
  "a feed of one update": feedOf([updateOf(1, [added("a")])]),
  "a feed of every kind of change": feedOf([
    updateOf(2, [renamed("a", "b"), removed("c")]),
    updateOf(1, [updated("a")]),
  ]),
  "a feed of a hundred, with archives and a hub": feedOf(
    minutes(100, (seq) => updateOf(seq, [updated("nvmf")], commit)),
    { archives, hub: "https://hub.example/?a=1&b=2" },
  ),
  "an archive": feedOf([updateOf(1, [added("a")])], { archives: { ...archives, current: address } }),
  "removed entries": feedOf([updateOf(1, [removed("a"), removed("b")], commit)]),
  "incomplete and rewritten history": feedOf([
    updateOf(1, [updated("a")], commit, { complete: false, rewritten: true }),
  ]),
  "a digest": feedOf([], {
    items: digestItems(
      digested,
      ["2026-11-02T00:00:00Z", "2026-11-09T00:00:00Z"].map((detectedAt, i) =>
        updateOf(i, [added("a")], commit, { detectedAt }),
      ),
    ),
  }),
  "hostile text": feedOf(
    hostileTexts
      .map(([, text], i) =>
        updateOf(
          i,
          [{ kind: "added", entry: text, after: entryOf(text, { url: text }) }],
          commitOf(text, { author: text, body: text, url: text }),
        ),
      )
      .toReversed(),
    { title: hostileTexts.map(([, text]) => text.slice(0, 100)).join(" ") },
  ),
};
const xmlFormats = feedFormats.filter(({ extension }) => extension !== "json");

describe.skipIf(!there)(
  `the W3C's validator${there ? "" : " (skipped: TREEWATCH_FEEDVALIDATOR names no checkout)"}`,
  () => {
    for (const format of xmlFormats) {
      it.each(Object.entries(feeds))(`finds nothing as ${format.name} in %s`, (_what, feed) => {
        const document = renderFeed(format, { ...feed, selfUrl: address });
        expect(findings(document, format.mediaType)).toBe("");
      });
    }

    it.each([
      ["without feeds", []],
      ["with feeds", [{ title: "a & b", htmlUrl: pageUrl, url: `${address}?a=1&b=2` }]],
    ])("finds nothing in an OPML document %s", (_what, feeds) => {
      expect(findings(renderOpml("a & b", feeds, 2), opmlMediaType)).toBe("");
    });
  },
);
