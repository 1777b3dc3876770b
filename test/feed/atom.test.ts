import { describe, expect, it } from "vitest";
import { atom } from "../../src/feed/atom.ts";
import { renderFeed } from "../../src/feed/render.ts";
import { commitOf, feedOf, updated, updateOf } from "./sample.ts";

describe("an Atom document", () => {
  it("is this one for one update", () => {
    const update = updateOf(1, [updated("nvmf", "a", "nvmf: b")], commitOf("nvmf: b & c"));
    expect(renderFeed(atom, feedOf([update]))).toBe(`<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:fh="http://purl.org/syndication/history/1.0" xml:lang="en">
<id>tag:treewatch,2026:0123456789abcdef</id>
<title>spdk/lib</title>
<subtitle>What changes in spdk/lib.</subtitle>
<updated>2026-11-23T06:01:00Z</updated>
<author>
<name>spdk/lib</name>
</author>
<generator>Treewatch</generator>
<link href="https://watch.example/spdk-lib/feed?entry=bdev*&#x26;kind=added" rel="self" type="application/atom+xml"/>
<link href="https://watch.example/spdk-lib" rel="alternate" type="text/html"/>
<entry>
<id>tag:treewatch,2026:0123456789abcdef/1</id>
<title>nvmf: b &#x26; c</title>
<updated>2026-11-23T06:01:00Z</updated>
<published>2026-11-23T06:01:00Z</published>
<author>
<name>Changpeng Liu</name>
</author>
<category term="nvmf"/>
<category term="updated"/>
<link href="https://git.example/mirror/spdk/commit/d1c2027d019730e15c50d15990c55dffb02bf19c" rel="alternate"/>
<summary>nvmf updated. Changpeng Liu, 2022-01-27 20:55 UTC.</summary>
<content type="html"><![CDATA[<ul>
<li><a href="https://git.example/mirror/spdk/src/branch/master/lib/nvmf">nvmf</a> updated: a → nvmf: b</li>
</ul>
<p>Changpeng Liu, 2022-01-27 20:55 UTC, <a href="https://git.example/mirror/spdk/commit/d1c2027d019730e15c50d15990c55dffb02bf19c">d1c2027d01</a></p>]]></content>
</entry>
</feed>
`);
  });

  it("says when the watch began, before the first update", () => {
    expect(renderFeed(atom, feedOf([]))).toContain("<updated>2026-11-23T00:00:00Z</updated>");
  });
});
