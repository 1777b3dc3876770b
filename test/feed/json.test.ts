import { describe, expect, it } from "vitest";
import { json } from "../../src/feed/json.ts";
import { renderFeed } from "../../src/feed/render.ts";
import { commitOf, feedOf, removed, updated, updateOf } from "./sample.ts";

describe("a JSON Feed document", () => {
  it("is this one for two updates", () => {
    const commit = commitOf("nvmf: b");
    const feed = feedOf([updateOf(2, [removed("a")]), updateOf(1, [updated("nvmf")], commit)]);
    expect(JSON.parse(renderFeed(json, feed))).toEqual({
      version: "https://jsonfeed.org/version/1.1",
      title: "spdk/lib",
      home_page_url: "https://watch.example/spdk-lib",
      feed_url: "https://watch.example/spdk-lib/feed?entry=bdev*&kind=added",
      description: "What changes in spdk/lib.",
      language: "en",
      items: [
        {
          id: "tag:treewatch,2026:0123456789abcdef/2",
          url: "https://git.example/mirror/spdk/src/branch/master/lib/a",
          title: "a removed",
          summary: "a removed.",
          content_html:
            '<ul>\n<li><a href="https://git.example/mirror/spdk/src/branch/master/lib/a">a</a> removed</li>\n</ul>',
          date_published: "2026-11-23T06:02:00Z",
          tags: ["a", "removed"],
          _treewatch: { watch: "spdk-lib", seq: 2 },
        },
        {
          id: "tag:treewatch,2026:0123456789abcdef/1",
          url: commit.url,
          title: "nvmf: b",
          summary: "nvmf updated. Changpeng Liu, 2022-01-27 20:55 UTC.",
          content_html: expect.stringContaining("updated: old subject → new subject"),
          date_published: "2026-11-23T06:01:00Z",
          authors: [{ name: "Changpeng Liu" }],
          tags: ["nvmf", "updated"],
          _treewatch: { watch: "spdk-lib", seq: 1, commit: commit.id, committedAt: "2022-01-27T20:55:16Z" },
        },
      ],
    });
  });

  it("has its list of items when there is none", () => {
    expect(JSON.parse(renderFeed(json, feedOf([])))).toHaveProperty("items", []);
  });
});
