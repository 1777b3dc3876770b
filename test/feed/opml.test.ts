import { XMLValidator } from "fast-xml-parser";
import { parseOpml } from "feedsmith";
import { describe, expect, it } from "vitest";
import { renderOpml } from "../../src/feed/opml.ts";
import { hostileTexts } from "./hostile.ts";

const htmlUrl = "https://watch.example/a";
const feeds = [
  { url: "https://watch.example/a/feed.rss?entry=x&kind=added", title: "a (RSS)", htmlUrl },
  { url: "https://watch.example/a/feed.atom", title: "a (Atom)", htmlUrl },
];

describe("renderOpml", () => {
  it("makes a subscription of each feed, in one folder", () => {
    const document = renderOpml("Treewatch", feeds);
    expect(XMLValidator.validate(document)).toBe(true);
    expect(parseOpml(document)).toEqual({
      head: { title: "Treewatch" },
      body: {
        outlines: [
          {
            text: "Treewatch",
            outlines: feeds.map(({ url, title }) => ({
              type: "rss",
              text: title,
              title,
              xmlUrl: url,
              htmlUrl,
            })),
          },
        ],
      },
    });
  });

  it("counts the feeds that it does not name", () => {
    expect(renderOpml("Treewatch", feeds, 12)).toContain(
      '<outline text="12 more are not listed." isComment="true"/>',
    );
  });

  it("gives the same bytes for the same feeds, without a date", () => {
    const document = renderOpml("Treewatch", feeds);
    expect(renderOpml("Treewatch", structuredClone(feeds))).toBe(document);
    expect(document).not.toMatch(/date/i);
  });

  it("is whole without any feed, and then offers none", () => {
    const document = renderOpml("Treewatch", []);
    expect(XMLValidator.validate(document)).toBe(true);
    expect(document).not.toContain("xmlUrl");
    expect(document).toContain('isComment="true"');
  });

  it.each(hostileTexts)("survives %s in a title", (_aim, text) => {
    const document = renderOpml(text, [{ url: htmlUrl, htmlUrl, title: `x ${text}` }]);
    expect(XMLValidator.validate(document)).toBe(true);
    expect(parseOpml(document).body?.outlines).toHaveLength(1);
  });
});
