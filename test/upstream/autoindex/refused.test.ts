import { describe, expect, it } from "vitest";
import type { Page } from "../../../src/upstream/contract.ts";
import type { Refusal } from "../../../src/upstream/refusal.ts";
import { directory, fixture, names, readIndex, readPage } from "./page.ts";

const notAListing = (because: (Refusal & { reason: "not-a-listing" })["because"]): Refusal => ({
  reason: "not-a-listing",
  because,
});
const refused = (refusal: Refusal) => ({ is: "refused", refusal });

/** The page with its first `from` replaced; fails where there is none, so that no case tests the page itself. */
function changed(page: string, from: string | RegExp, to = ""): string {
  const result = page.replace(from, to);
  if (result === page) throw new Error(`nothing to replace: ${from}`);
  return result;
}

describe("autoindex: what is refused", () => {
  const nginx = fixture("nginx.html").body;
  const table = fixture("apache-table.html").body;

  it.each<[string, string, Refusal, Partial<Page>?]>([
    ["an empty body", " \n", notAListing("empty-body")],
    ["a login page", "<html><form></form></html>", notAListing("no-table")],
    [
      "an index.html in the index's place",
      "<html><title>Index of /pub/rel/</title><ul><li><a href='a/'>a/</a></li></ul></html>",
      notAListing("no-table"),
    ],
    ["a page without a title", changed(nginx, /<title>.*<\/title>/), notAListing("no-table")],
    ["another directory's index", changed(nginx, "/pub/rel/", "/pub/old/"), notAListing("another-directory")],
    ["a link elsewhere", changed(nginx, 'href="dir%20one/"', 'href="/x/"'), notAListing("unreadable-row")],
    ["a link too deep", changed(nginx, "dir%20one/", "dir%20one/x"), notAListing("unreadable-row")],
    ["a slash in a name", changed(nginx, "dir%20one/", "dir%2Fone/"), notAListing("unreadable-row")],
    ["a link to a search", changed(nginx, 'dir%20one/"', 'dir%20one/?a"'), notAListing("unreadable-row")],
    [
      "a name that it does not lead to",
      changed(nginx, ">rounded", ">pounded"),
      notAListing("unreadable-row"),
    ],
    ["two rows of a name", changed(table, /<tr class="odd.*/, "$&$&"), notAListing("unreadable-row")],
    [
      "a row among others",
      changed(table, '<tr class="even"><td', "<p>hello</p>$&"),
      notAListing("unreadable-row"),
    ],
    ["an index without its end", changed(nginx, "</pre>"), notAListing("unreadable-row")],
    ["a page without its end", changed(nginx, "</html>"), { reason: "truncated" }],
    ["an answer of 403", nginx, { reason: "login-required", status: 403 }, { status: 403 }],
    ["an answer of 404", nginx, { reason: "not-found", status: 404 }, { status: 404 }],
    [
      "a page at another host",
      nginx,
      notAListing("another-directory"),
      { url: "https://cdn.example/pub/rel/" },
    ],
    ["a page at another path", nginx, notAListing("another-directory"), { url: "https://files.example/" }],
    ["a page without the slash", nginx, notAListing("another-directory"), { url: directory.slice(0, -1) }],
  ])("%s", (_, body, refusal, page = {}) => {
    const { headers: _headers, body: _body, is: _is, ...shown } = page;
    expect(readPage(body, shown)).toEqual(refused(refusal));
  });

  it.each<[string, string, string, Refusal]>([
    ["plain text", "text/plain", "a.txt\n", notAListing("not-html")],
    ["XML", "text/xml", "<list></list>", notAListing("not-html")],
    ["JSON that is cut", "application/json", '[{"name":"a"', { reason: "truncated" }],
    ["JSON of something else", "application/json", '{"files":["a"]}', notAListing("no-table")],
    ["a list of names", "application/json", '["a","b"]', notAListing("no-table")],
  ])("%s", (_, type, body, refusal) => {
    expect(readPage(body, { headers: { "content-type": type } })).toEqual(refused(refusal));
  });

  it.each(["", ".", "..", "../a", "a/b"])("JSON with the name %j", (name) => {
    const body = JSON.stringify([{ name, type: "file", mtime: "Sat, 03 Feb 2001 04:05:06 GMT", size: 1 }]);
    const headers = { "content-type": "application/json" };
    expect(readPage(body, { headers })).toEqual(refused(notAListing("unreadable-row")));
  });

  it.each([
    "<pre>Name ",
    "<table><tr><th>",
    "<tr><th></th></tr>",
    '<table aria-describedby="summary"><thead>',
    '<pre><a href="../">../</a>',
    "</h1><ul>",
    "</html> ",
    "> ",
    "&",
  ])("a megabyte of %j, soon", (piece) => {
    const body = (start: string) =>
      `<html><title>Index of /pub/rel/</title>${start}${piece.repeat(2 ** 20 / piece.length)}</html>`;
    const begun = performance.now();
    for (const start of ["", "<pre>Name\n", "<table><tr><th></th></tr>", "</h1><ul>"]) {
      expect(readPage(body(start)).is).toBe("refused");
    }
    expect(performance.now() - begun).toBeLessThan(20_000);
  });

  it.each(names)("%s wherever it is cut", (name) => {
    const { body, ...rest } = fixture(name);
    const end = body.trimEnd().length;
    for (let cut = 0; cut < end; cut++)
      expect(readPage(body.slice(0, cut), rest).is, `${cut}`).toBe("refused");
  });

  it.each(names.filter((name) => name.endsWith("html")))("%s with a name that nobody gave", (name) => {
    const { body, ...rest } = fixture(name);
    // Of a name that the server cuts, only what it shows can be compared.
    const whole = body.replace(/[^\n]*\.\.&gt;[^\n]*\n/, "");
    const known = new Set(readIndex(whole, rest).listing.entries.map((entry) => entry.name));
    for (const length of [1, 2, 17, 90, 200]) {
      for (let at = 0; at + length < whole.length; at++) {
        const damaged = readPage(whole.slice(0, at) + whole.slice(at + length), rest);
        const shown = damaged.is === "listing" ? damaged.listing.entries : [];
        for (const entry of shown) expect([...known], `${at}, ${length}`).toContain(entry.name);
      }
    }
  });
});
