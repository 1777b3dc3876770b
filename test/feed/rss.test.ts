import { describe, expect, it } from "vitest";
import { rss } from "../../src/feed/rss.ts";
import { renderFeed } from "../../src/feed/render.ts";
import { commitOf, feedOf, removed, updated, updateOf } from "./sample.ts";

const self = "https://watch.example/spdk-lib/feed?entry=bdev*&#x26;kind=added";

describe("an RSS document", () => {
  it("is this one for two updates", () => {
    const nvmf = updated("nvmf", "a", "nvmf: <b> & more");
    const feed = feedOf([
      updateOf(2, [removed("reduce")]),
      updateOf(1, [nvmf], commitOf("nvmf: <b> & more")),
    ]);
    expect(renderFeed(rss, feed)).toBe(`<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:fh="http://purl.org/syndication/history/1.0">
<channel>
<title>spdk/lib</title>
<link>https://watch.example/spdk-lib</link>
<description>What changes in spdk/lib.</description>
<language>en</language>
<lastBuildDate>Mon, 23 Nov 2026 06:02:00 GMT</lastBuildDate>
<generator>Treewatch</generator>
<ttl>5</ttl>
<atom:link href="${self}" rel="self" type="application/rss+xml"/>
<item>
<title>reduce removed</title>
<link>https://git.example/mirror/spdk/src/branch/master/lib/reduce</link>
<description>reduce removed.</description>
<category>reduce</category>
<category>removed</category>
<guid isPermaLink="false">tag:treewatch,2026:0123456789abcdef/2</guid>
<pubDate>Mon, 23 Nov 2026 06:02:00 GMT</pubDate>
<content:encoded><![CDATA[<ul>
<li><a href="https://git.example/mirror/spdk/src/branch/master/lib/reduce">reduce</a> removed</li>
</ul>]]></content:encoded>
</item>
<item>
<title>nvmf: &#x3C;b&#x3E; &#x26; more</title>
<link>https://git.example/mirror/spdk/commit/d1c2027d019730e15c50d15990c55dffb02bf19c</link>
<description>nvmf updated. Changpeng Liu, 2022-01-27 20:55 UTC.</description>
<category>nvmf</category>
<category>updated</category>
<guid isPermaLink="false">tag:treewatch,2026:0123456789abcdef/1</guid>
<pubDate>Mon, 23 Nov 2026 06:01:00 GMT</pubDate>
<dc:creator>Changpeng Liu</dc:creator>
<content:encoded><![CDATA[<ul>
<li><a href="https://git.example/mirror/spdk/src/branch/master/lib/nvmf">nvmf</a> updated: a → nvmf: &lt;b&gt; &amp; more</li>
</ul>
<p>Changpeng Liu, 2022-01-27 20:55 UTC, <a href="https://git.example/mirror/spdk/commit/d1c2027d019730e15c50d15990c55dffb02bf19c">d1c2027d01</a></p>]]></content:encoded>
</item>
</channel>
</rss>
`);
  });

  it("names no build date before the first update", () => {
    const empty = renderFeed(rss, feedOf([]));
    expect(empty).not.toContain("lastBuildDate");
    expect(empty).toContain(`<atom:link href="${self}" rel="self" type="application/rss+xml"/>`);
    expect(empty).toContain("<ttl>5</ttl>");
  });

  it("escapes a description twice, as it is HTML, and a title once", () => {
    const document = renderFeed(rss, feedOf([updateOf(1, [removed("a<b")])]));
    expect(document).toContain("<title>a&#x3C;b removed</title>");
    expect(document).toContain("<description>a&#x26;lt;b removed.</description>");
  });
});
