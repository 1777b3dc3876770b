import { describe, expect, it } from "vitest";
import type { Page } from "../../../src/upstream/contract.ts";
import type { Refusal } from "../../../src/upstream/refusal.ts";
import { fixture, readPage } from "./page.ts";

const table = fixture("table");
const grid = fixture("grid");
const notAListing = (because: (Refusal & { reason: "not-a-listing" })["because"]): Refusal => ({
  reason: "not-a-listing",
  because,
});
const truncated: Refusal = { reason: "truncated" };
const html = (inside: string) => `<!DOCTYPE html>\n<html><body>${inside}</body>\n</html>\n`;
const refusalOf = (body: string, page?: Partial<Page>) => readPage(body, page === undefined ? {} : { page });
const refused = (refusal: Refusal) => ({ is: "refused", refusal });

/** The page with its first `from` replaced; fails where there is none, so that no case tests the page itself. */
function changed(page: string, from: string | RegExp, to = ""): string {
  const result = page.replace(from, to);
  if (result === page) throw new Error(`nothing to replace: ${from}`);
  return result;
}

describe("gitea: a page that is no listing is refused", () => {
  const cases: [title: string, body: string, refusal: Refusal][] = [
    ["an empty body", "", notAListing("empty-body")],
    ["white space alone", " \n", notAListing("empty-body")],
    ["JSON", '{"message":"hello"}', notAListing("not-html")],
    ["a page without a table of files", html("<p>hello</p>"), notAListing("no-table")],
    ["such a page cut", "<html><body><p>hello", truncated],
    [
      "a table without rows",
      html('<table id="repo-files-table"><tbody></tbody></table>'),
      notAListing("no-rows"),
    ],
    [
      "a login form",
      html('<form class="ui form" action="/user/login" method="post">'),
      { reason: "login-required", status: 200 },
    ],
    [
      "the page of an empty repository",
      html('<div class="page-content repository quickstart">This repository does not contain any content.'),
      { reason: "empty-repository" },
    ],
    [
      "the page of a broken repository",
      html(
        '<div class="page-content repository quickstart">The Git data underlying this repository cannot be read.',
      ),
      { reason: "repository-broken" },
    ],
    ["a migration under way", html('<div id="repo_migrating">'), { reason: "being-migrated" }],
    ["a file's page", html('<div class="tab-size-4 non-diff-file-content">'), { reason: "not-a-directory" }],
  ];
  it.each(cases)("%s", (_title, body, refusal) => {
    expect(refusalOf(body)).toEqual(refused(refusal));
  });

  it("says first what the status says", () => {
    expect(refusalOf(table, { status: 500 })).toEqual(refused({ reason: "server-error", status: 500 }));
  });

  it("recognises the tab that forges redirect to where a repository's code is switched off", () => {
    const page = { url: "https://git.example/mirror/spdk/issues" };
    expect(refusalOf(html("<p>No issues"), page)).toEqual(refused({ reason: "code-disabled" }));
  });
});

describe("gitea: a listing of another directory is refused", () => {
  const gone: Refusal = { reason: "not-found", status: 200, because: "ref" };
  it.each<[title: string, url: string, refusal: Refusal]>([
    [
      "the directory above, which a submodule's address leads to",
      "https://git.example/mirror/spdk/src/branch/master/",
      { reason: "not-a-directory", because: "submodule" },
    ],
    ["the repository's root", "https://git.example/mirror/spdk", notAListing("another-directory")],
    ["another branch", "https://git.example/mirror/spdk/src/branch/main/lib", gone],
    ["a tag of the same name", "https://git.example/mirror/spdk/src/tag/master/lib", gone],
    [
      "another path of another repository",
      "https://git.example/mirror/dpdk/src/branch/main/lib",
      notAListing("another-directory"),
    ],
  ])("%s", (_title, url, refusal) => {
    expect(refusalOf(table, { url })).toEqual(refused(refusal));
  });

  it.each([
    ["of another repository", table.replaceAll("/mirror/spdk/src", "/mirror/spdk-fork/src")],
    ["of another owner", table.replaceAll("/mirror/spdk/src", "/another-mirror/spdk/src")],
    ["of another branch", table.replaceAll("/branch/master", "/branch/main")],
    ["of another path", table.replaceAll("/master/lib/", "/master/libs/")],
    ["with one row of another name", changed(table, 'entryname="Makefile"', 'entryname="Make"')],
    ["with one row of another path", changed(table, 'master/lib/Makefile"', 'master/lib/mk/Makefile"')],
    ["whose row .. leads elsewhere", changed(table, 'master">..', 'master/lib">..')],
    ["whose row .. would be above a root", table.replaceAll("/master/lib/", "/")],
  ])("rows %s", (_title, body) => {
    expect(refusalOf(body)).toEqual(refused(notAListing("another-directory")));
  });

  it("follows a repository that was renamed", () => {
    const body = table.replaceAll("/mirror/spdk/", "/new-mirror/spdk2/");
    const page = { url: "https://git.example/new-mirror/spdk2/src/branch/master/lib" };
    expect(refusalOf(body, page)).toMatchObject({ is: "listing" });
  });

  it("does not mind other letter cases of owner and repository, a slash at the end, or doubled ones", () => {
    const page = { url: "https://git.example/Mirror/SPDK/src/branch/master//lib/" };
    expect(refusalOf(table, page)).toMatchObject({ is: "listing" });
  });
});

describe("gitea: a damaged listing is refused", () => {
  const row = /<tr data-entryname="Makefile".*?<\/tr>/s;
  it.each([
    ["a row is there twice", changed(table, row, "$&$&")],
    ["a row has no name", changed(table, 'data-entryname="Makefile"', 'data-entryname=""')],
    ["a submodule's name is not in its cell", changed(table, 'entryname="gone"', 'entryname="lost"')],
    ["a row's tag is missing", changed(table, /<tr data-entryname="Makefile".*?>/)],
    ["a row is not closed", changed(table, /<\/tr>\s*(?=<tr data-entryname="Makefile")/)],
    ["a cell is missing", changed(table, '<td class="message nine wide">')],
    ["a cell is not closed", changed(table, /<\/td>\s*(?=<td class="message)/)],
    ["a cell is there twice", changed(table, /<td class="text right age.*?<\/td>/s, "$&$&")],
    [
      "two commits are a row's own",
      changed(fixture("subjects"), 'class="commit"', 'class="default-link muted"'),
    ],
    ["a grid's row is closed too early", changed(grid, /<div class="repo-file-cell message[^>]*>/)],
    ["a grid is closed too early", changed(grid, /(<\/div>\s*)(<div class="repo-file-item">)/, "$1</div>$2")],
    [
      "a grid's row is not closed",
      changed(grid, /<\/div>\s*(?=<div class="repo-file-item">\s*<div[^>]*>\s*<svg[^>]*submodule)/),
    ],
    ["a name is longer than any", table.replaceAll("Makefile", "M".repeat(1001))],
    ["its icon's classes are cut", changed(table, 'class="svg octicon-file"', 'class="octicon-file"')],
    ["a link is its name's but shows another", changed(table, ">Makefile</a>", ">Make</a>")],
    [
      "its date is not the one it shows",
      changed(table, ">2022-01-02</rel", ">2022-01-03 00:00:00 +00:00</rel"),
    ],
    ["a row is ready but for its class", changed(table, 'class="ready entry"', 'class="notready entry"')],
    [
      "white space between its cells is missing",
      changed(table, /<\/td>\s+<td class="message/, '</td><td class="message'),
    ],
    [
      "something stands between rows",
      changed(table, '<tr data-entryname="link"', 'x<tr data-entryname="link"'),
    ],
    ["the row .. holds more", changed(table, "..</a></td>", '..</a></td><td class="age">x</td>')],
    ["the panel's id is not the one it shows", changed(table, "aaaaaaaaaa</span>", "aaaaaaaaab</span>")],
    ["two rows of one commit have two dates", changed(table, "2022-01-02T00", "2022-01-03T00")],
    ["elements are nested without end", changed(table, "Makefile</a>", "<b>".repeat(1_000_000))],
  ])("%s", (_title, body) => {
    expect(refusalOf(body)).toEqual(refused(notAListing("unreadable-row")));
  });

  it("is truncated where the table is not closed although the document is", () => {
    expect(refusalOf(`${table.slice(0, table.indexOf("</tbody>"))}</html>`)).toEqual(refused(truncated));
  });

  it("is truncated wherever it is cut", () => {
    const bytes = new TextEncoder().encode(table);
    const end = bytes.length - 1 - "</html>".length;
    const known = { head: "a".repeat(40), entries: 8, open: false };
    const outcomes = new Set<string>();
    for (let cut = 7; cut <= end; cut += 7) {
      outcomes.add(JSON.stringify(readPage(bytes.subarray(0, cut))));
      outcomes.add(JSON.stringify(readPage(bytes.subarray(0, cut), { known })));
    }
    const beforeHtml = JSON.stringify(refused(notAListing("not-html")));
    expect([...outcomes].toSorted()).toEqual([beforeHtml, JSON.stringify(refused(truncated))].toSorted());
  });
});

describe("gitea: hostile text changes nothing else", () => {
  it("takes names, titles and authors as they are", () => {
    const hostile = "<!channel>\u202E]]>\u0000<script>";
    const escaped = "&lt;!channel&gt;\u202E]]&gt;\u0000&lt;script&gt;";
    const page = changed(table, ">build: all<", `>${escaped}<`);
    const read = readPage(changed(page, /(author-wrapper" title=)"[^"]*"/, `$1"${escaped}"`));
    expect(read).toMatchObject({
      listing: {
        head: { author: hostile },
        entries: [{ name: "Makefile", commit: { title: hostile } }, {}, {}, {}, {}, {}, {}, {}],
      },
    });
  });

  it("follows no link that is not of the web", () => {
    const read = readPage(table.replaceAll("https://example.org/isal", "javascript:alert(1)"));
    const entries = read.is === "listing" ? read.listing.entries : [];
    expect(entries.find((entry) => entry.name === "isal")).not.toHaveProperty("url");
  });

  it("reads a title of 10,000 characters whole", () => {
    const title = "x".repeat(10_000);
    const read = readPage(changed(table, ">build: all<", `>${title}<`));
    expect(read).toMatchObject({ listing: { entries: [{ commit: { title } }, {}, {}, {}, {}, {}, {}, {}] } });
  });
});
