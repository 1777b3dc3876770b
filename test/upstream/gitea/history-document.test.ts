import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Commit } from "../../../src/listing.ts";
import { readCommits } from "../../../src/upstream/gitea/commits.ts";
import { readFeed } from "../../../src/upstream/gitea/feed.ts";
import { pageAt } from "./page.ts";
import { idOf } from "./past.ts";

const at = "https://forge.example/own/repo/rss/branch/main/lib";
const guid = `<guid>${idOf("a")}</guid>`;
const feed = (items: string) => `<?xml version="1.0"?><rss><channel><title>T</title>${items}</channel></rss>`;
const readItem = (fields: string) => commitsIn(feed(`<item>${guid}${fields}</item>`))[0];

function commitsIn(body: string | Uint8Array): Commit[] {
  const read = readFeed(pageAt(at, body));
  if ("is" in read) throw new Error("it was refused");
  return read.commits;
}

describe("a feed of commits", () => {
  it("tells of each its id, message, author and date, in its order", () => {
    const item = (id: string, date: string) =>
      `<item><title>t</title><guid>${idOf(id)}</guid><author>Ada &amp; Co</author><description>s&#xA;&#xA;b &lt;i&gt;&#xA;</description><pubDate>${date}</pubDate></item>`;
    expect(
      commitsIn(
        feed(item("b", "Tue, 13 Oct 2015 14:36:39 +0530") + item("a", "Thu, 01 Jan 1970 00:00:00 +0000")),
      ),
    ).toEqual([
      { id: idOf("b"), title: "s", body: "b <i>", author: "Ada & Co", committedAt: "2015-10-13T09:06:39Z" },
      { id: idOf("a"), title: "s", body: "b <i>", author: "Ada & Co", committedAt: "1970-01-01T00:00:00Z" },
    ]);
  });

  it("has commits with empty messages, and without author or date", () => {
    expect(readItem("<description></description>")).toEqual({ id: idOf("a"), title: "" });
  });

  it.each([
    "yesterday",
    "2015-10-13T14:36:39Z",
    "Mon, 01 Jan 0001 00:00:00 +0000",
    "Tue, 99 Oct 2015 14:36:39 +0530",
  ])("tells no date by %s", (date) => {
    expect(readItem(`<pubDate>${date}</pubDate>`)).not.toHaveProperty("committedAt");
  });

  it("is read although a message breaks it: markup, control characters, bytes that are not UTF-8", () => {
    const text = (message: string) => `<content:encoded><![CDATA[${message}]]></content:encoded>`;
    expect(readItem(text("<script>&amp;</item>]]]]><![CDATA[> \u0001 x"))?.title).toBe(
      "<script>&amp;</item>]]> \u0001 x",
    );
    const latin = Buffer.from(feed(`<item>${guid}${text("Gr\u00f6\u00dfe")}</item>`), "latin1");
    expect(commitsIn(latin)[0]?.title).toBe("Gr\ufffd\ufffde");
  });

  it("may have no items", () => {
    expect(commitsIn(feed(""))).toEqual([]);
  });

  it.each([
    ["is cut", feed(`<item>${guid}</item>`).slice(0, -8)],
    ["is a page", `<!doctype html><html><body>${guid}</body></html>`],
    ["is empty", ""],
    ["is an Atom feed", "<feed><entry><id>x</id></entry></feed>"],
    ["is of other things than commits", feed("<item><guid>https://forge.example/own/repo</guid></item>")],
    ["has an item without an id", feed("<item><title>x</title></item>")],
    ["is nested without end", feed(`<item>${guid}${"<i>".repeat(1_000_000)}</item>`)],
  ])("is refused where it %s", (_, body) => {
    expect(readFeed(pageAt(at, body))).toMatchObject({ is: "refused" });
  });

  it.each([404, 500, 429])("is refused with status %i", (status) => {
    expect(readFeed(pageAt(at, feed(""), { status }))).toMatchObject({ is: "refused" });
  });
});

const captures = "../shared/captures/forge/";
const absent = !existsSync(captures);
const capture = (name: string, headers = {}) =>
  pageAt(at, readFileSync(`${captures}${name}.body`), { headers: new Headers(headers) });

/** What is the same wherever a commit is told: until 1.21 feeds have no dates. */
const essence = ({ committedAt: _date, ...commit }: Commit) => commit;

describe.skipIf(absent)("answers of real servers (skipped where ../shared/captures is absent)", () => {
  it.each(["gitea-1.21.4", "gitea-1.24-dev", "gitea-1.25.3", "forgejo-7.0.15", "forgejo-11.0.1"])(
    "%s tells the same commits by feed and by API",
    (server) => {
      const [first, second] = ["api-commits-dir", "api-commits-dir-page2"].map((name) =>
        readCommits(capture(`${server}/${name}`, { "x-total-count": "54" })),
      );
      if (first === undefined || second === undefined || "is" in first || "is" in second)
        throw new Error("the API's answer was refused");
      expect([first.commits.length, second.commits.length, first.total]).toEqual([50, 4, 54]);
      const byFeed = readFeed(capture(`${server}/rss-dir`));
      expect("is" in byFeed ? byFeed : byFeed.commits.map(essence)).toEqual(
        first.commits.map(({ commit }) => essence(commit)),
      );
      const ofFile = readFeed(capture(`${server}/rss-file`));
      expect(ofFile).toMatchObject({ commits: [{ title: "Improve `lib` handling, see #1 :rocket:" }, {}] });
      expect(readFeed(capture(`${server}/rss-missing`))).toEqual({ commits: [] });
    },
  );

  it.each(["gitea-1.16.9", "gitea-1.19.4"])("%s has no feeds of paths, but an API", (server) => {
    expect(readFeed(capture(`${server}/rss-dir`))).toMatchObject({ is: "refused" });
    const read = readCommits(capture(`${server}/api-commits-file`));
    expect(read).toMatchObject({ commits: [{ commit: { author: "Mira Ångström" } }, { isMerge: false }] });
  });

  it("of the repository's activity is no feed of commits", () => {
    expect(readFeed(capture("gitea-1.19.4/accept-rss"))).toMatchObject({ is: "refused" });
  });

  it.each(["gitea-1.13.7", "gogs-0.13.4"])(
    "%s lists a branch whatever path is asked for, and is refused",
    (server) => {
      expect(readCommits(capture(`${server}/api-commits-file`))).toMatchObject({ is: "refused" });
    },
  );
});
