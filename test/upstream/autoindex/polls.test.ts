import { describe, expect, it } from "vitest";
import type { Page } from "../../../src/upstream/contract.ts";
import { pageOf } from "../pages.ts";
import { directory, fixture, knownFrom, readIndex, readPage } from "./page.ts";
import { IndexWatch, type Seen } from "./watch.ts";

const nginx = fixture("nginx.html").body;

/** What a watch tells of pages that it sees one after the other, a baseline first. */
async function seen(...pages: (string | Page)[]): Promise<Seen[]> {
  let shown: Page | undefined;
  const watch = new IndexWatch(directory, async () => shown ?? pageOf(""));
  const all: Seen[] = [];
  for (const page of pages) {
    shown = typeof page === "string" ? indexOf(page) : page;
    all.push(await watch.poll());
  }
  return all;
}

const at = "Mon, 30 Nov 2026 12:00:00 GMT";
const indexOf = (body: string, type = "text/html") =>
  pageOf(body, { url: directory, headers: { "content-type": type, date: at } });
/** What the second page tells after the first. */
const told = async (...pages: (string | Page)[]) => (await seen(...pages)).at(-1)?.told;
const changed = (from: RegExp | string, to: string, page = nginx) => {
  const result = page.replaceAll(from, to);
  if (result === page) throw new Error(`nothing to replace: ${from}`);
  return result;
};

describe("autoindex: a page like the last", () => {
  it("is not read again, unless something is open", () => {
    const known = knownFrom(readIndex(nginx));
    expect(readPage(nginx, { known })).toMatchObject({ is: "unchanged" });
    expect(readPage(nginx, { known: { ...known, open: true } })).toMatchObject({ is: "listing" });
  });

  it("is not believed where it comes with a refusal, or from elsewhere", () => {
    const known = knownFrom(readIndex(nginx));
    expect(readPage(nginx, { known, status: 500 })).toMatchObject({ is: "refused" });
    expect(readPage(nginx, { known, url: "https://files.example/" })).toMatchObject({ is: "refused" });
  });

  it("is compared with no other directory's", () => {
    const { at: _, ...known } = knownFrom(readIndex(nginx.replaceAll("2026", "2025")));
    expect(readIndex(nginx, { known }).listing).toEqual(readIndex(nginx).listing);
  });
});

describe("autoindex: what is told", () => {
  it("is a changed time, a changed size, and what came and went", async () => {
    expect(await told(nginx, changed(/23-Nov-2026 06:10( +5G)/g, "23-Nov-2026 06:12$1"))).toEqual([
      "updated rounded.iso",
    ]);
    expect(await told(nginx, changed(" 5368709120", " 5368709121"))).toHaveLength(1);
    const renamed = changed("rounded", "rounder");
    const polls = await seen(nginx, renamed, renamed, renamed);
    expect(polls.flatMap((poll) => poll.told)).toEqual(["added rounder.iso", "removed rounded.iso"]);
  });

  it("is one update for each entry, in one poll", async () => {
    expect(await told(nginx, changed("23-Nov-2026 06:10", "23-Nov-2026 07:13"))).toEqual([
      "updated a&b<c.txt",
      "updated dir one",
      "updated rounded.iso",
    ]);
  });

  it.each<[string, string]>([
    ["another order", nginx.replace(/(<a href="dir.*\r\n)([^]*)(?=<\/pre>)/, "$2$1")],
    ["another rounding", changed(" 5G", " 6G")],
    ["a size that is rounded from now on", changed("5368709120", "5G")],
    ["times in another zone", changed("06:10", "07:10").replace("04:05", "05:05")],
    ["another footer", changed("<hr></body>", "<hr>nginx</body>")],
    ["no times any more", changed(/\d\d-\w{3}-\d{4} \d\d:\d\d/g, "")],
  ])("is nothing of %s", async (_, page) => {
    expect(await seen(nginx, page, nginx)).toMatchObject([
      { outcome: "baseline" },
      { outcome: "unchanged", told: [] },
      { outcome: "unchanged", told: [] },
    ]);
  });

  it("is nothing of another server's index, or another form, of the same files", async () => {
    const pages = [
      "lighttpd.html",
      "apache-table.html",
      "caddy.json",
      "caddy.html",
      "nginx.html",
      "nginx.json",
    ];
    const none = /[^\n]*(?:a%26b|longer|rounded|quote|link|plain|hash|nowhere)[^\n]*\n/g;
    const same = pages.map((name) => {
      const { body, headers } = fixture(name);
      const type = headers["content-type"] ?? "";
      // Of each, the one entry that all have.
      if (name.endsWith("json")) return indexOf(JSON.stringify(JSON.parse(body).slice(0, 1)), type);
      if (name === "caddy.html")
        return indexOf(body.replace(/<tr class="file">(?:(?!<tr)[^])*>link<[^]*?<\/tr>/, ""), type);
      return indexOf(body.replace(none, ""), type);
    });
    const [first, ...others] = await seen(...same);
    expect(first?.outcome).toBe("baseline");
    expect(others.flatMap((one) => [one.outcome, ...one.told])).toEqual(others.map(() => "unchanged"));
  });

  it("is nothing while a page cannot be believed, and all of it afterwards", async () => {
    const later = changed("06:10", "08:31");
    expect(await seen(nginx, nginx.slice(0, 500), "<html></html>", later)).toMatchObject([
      { outcome: "baseline" },
      { refusal: { reason: "truncated" } },
      { refusal: { reason: "not-a-listing" } },
      { told: ["updated a&b<c.txt", "updated dir one", "updated rounded.iso"] },
    ]);
  });

  it("is a directory that was emptied only once it stays empty", async () => {
    const empty = nginx.replace(/<a href="(?!\.\.).*\r\n/g, "");
    const [, first, second, third] = await seen(nginx, empty, empty, empty);
    expect([first, second]).toMatchObject([{ outcome: "held", told: [] }, { told: [] }]);
    expect(third?.told).toHaveLength(4);
  });
});
