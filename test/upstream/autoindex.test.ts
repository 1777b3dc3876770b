import { describe, expect, it } from "vitest";
import { autoindex } from "../../src/upstream/autoindex.ts";
import { contractSuite } from "./contract.suite.ts";
import { pageOf } from "./pages.ts";
import { directory, fixture, knownFrom, names, readIndex, readPage, rowsOf } from "./autoindex/page.ts";

const read = (name: string) => {
  const { body, ...rest } = fixture(name);
  return readIndex(body, rest);
};
/** The page with its first `from` replaced; fails where there is none, so that no case tests the page itself. */
function changed(page: string, from: string | RegExp, to = ""): string {
  const result = page.replace(from, to);
  if (result === page) throw new Error(`nothing to replace: ${from}`);
  return result;
}

const minute = "2026-11-23T06:10:00Z";
const second = "2026-11-23T06:10:27Z";
const long = "a-name-that-is-longer-than-the-fifty-characters-nginx-shows.tar.gz";

contractSuite("autoindex", () => ({
  upstream: autoindex,
  url: directory,
  notUrl: directory.slice(0, -1),
  target: { directory },
  answer: ({ url }) => pageOf(fixture("nginx.html").body, { url }),
}));

describe("autoindex: addresses", () => {
  it.each([
    ["https://files.example/pub/rel/?C=N;O=D#top", directory, "pub/rel"],
    ["http://files.example:8080/a/b%20c/d/", "http://files.example:8080/a/b%20c/d/", "b c/d"],
    ["https://me:secret@files.example", "https://files.example/", "files.example"],
  ])("are those that end in a slash: %s", (address, target, title) => {
    const found = autoindex.match(new URL(address));
    expect(found).toEqual({ directory: target });
    expect(autoindex.target.safeParse(found).success).toBe(true);
    expect(found && autoindex.title(found)).toBe(title);
    expect(found && autoindex.url(found)).toBe(target);
  });

  it.each([
    "https://files.example/pub/rel",
    "https://hooks.slack.com/services/T0/B0/canary",
    "ftp://files.example/",
  ])("are no others: %s", (address) => {
    expect(autoindex.match(new URL(address))).toBeUndefined();
  });

  it("are asked once, for HTML or, where the server names it, JSON", () => {
    const reading = autoindex.list({ directory });
    const accept = "text/html, application/json;q=0.9";
    expect(reading.next().value).toEqual({ url: directory, headers: { accept }, steady: true });
    const why = { is: "refused", refusal: { reason: "network" } } as const;
    expect(reading.next(why)).toEqual({ value: why, done: true });
  });
});

describe("autoindex: what is read", () => {
  it.each<[string, unknown[][]]>([
    [
      "nginx.html",
      [
        ["a&b<c.txt", "file", 0, minute],
        [long, "file", 5368709120, "2001-02-03T04:05:00Z"],
        ["dir one", "directory", "-", minute],
        ["rounded.iso", "file", "-", minute],
      ],
    ],
    [
      "apache-fancy.html",
      [
        ["colon:name.txt", "file", "-", minute],
        ["dir one", "directory", "-", minute],
        ["ü-日本-日本-日本.gz", "file", 17, "2001-02-03T04:05:00Z"],
      ],
    ],
    [
      "apache-table.html",
      [
        ["dir one", "directory", "-", minute],
        ["plain.txt", "file", "-", "2001-02-03T04:05:00Z"],
      ],
    ],
    [
      "apache-plain.html",
      [
        [" lead.txt", "file", "-", "-"],
        ["dir one", "directory", "-", "-"],
      ],
    ],
    [
      "lighttpd.html",
      [
        ["dir one", "directory", "-", second],
        [`quote'"q.txt`, "file", "-", "2001-02-03T04:05:06Z"],
      ],
    ],
    [
      "caddy.html",
      [
        ["dir one", "directory", "-", second],
        ["link", "symlink", 1536, "2001-02-03T04:05:06Z"],
      ],
    ],
    [
      "python.html",
      [
        ["at@", "file", "-", "-"],
        ["dir one", "directory", "-", "-"],
        ["link-to-dir", "symlink", "-", "-"],
        ["link@", "symlink", "-", "-"],
      ],
    ],
    [
      "nginx.json",
      [
        ["dir one", "directory", "-", second],
        ["hash#frag?.txt", "file", 1536, "2001-02-03T04:05:06Z"],
        ["nowhere", "unknown", "-", second],
      ],
    ],
    [
      "caddy.json",
      [
        ["dir one", "directory", "-", second],
        ["link", "symlink", 7, second],
        ["plain.txt", "file", 1536, "2001-02-03T04:05:06Z"],
      ],
    ],
    [
      "serve-handler.json",
      [
        ["dir one", "directory", "-", "-"],
        ["plain.txt", "file", "-", "-"],
      ],
    ],
  ])("%s gives names, kinds, exact sizes and times, sorted", (name, rows) => {
    expect(rowsOf(read(name).listing)).toEqual(rows);
  });

  it.each(names)("%s gives links that lead to the entries", (name) => {
    const links = read(name).listing.entries.map(({ url }) => url);
    expect(links).toContain(`${directory}dir%20one/`);
    for (const link of links) expect(link).toMatch(/^https:\/\/files\.example\/pub\/rel\/[^/?#]+\/?$/);
  });

  it.each<[string, RegExp | string, string?]>([
    ["nginx.html", /<a href="dir[^]*5G\r\n/],
    ["apache-fancy.html", /<img src="\/icons\/text[^]*(?=<hr><\/pre>)/],
    ["apache-table.html", /<tr class="(?:even|odd)">[^]*<\/tr>\s*(?=<tr class="indexb)/],
    ["apache-plain.html", /<li>[^]*<\/li>/],
    ["lighttpd.html", /<tr class="d"><td class="n"><a href="dir[^]*<\/tr>\n(?=<\/tbody>)/],
    ["caddy.html", /<tr class="file">[^]*<\/tr>(?=\s*<\/tbody>)/],
    ["python.html", /<li>[^]*<\/li>/],
    ["nginx.json", /\[[^]*\]/, "[]"],
    ["serve-handler.json", /,\s*\{\s*"base"[^]*?(?=\s*\],)/],
  ])("%s is an empty directory where it has no rows", (name, rows, none = "") => {
    const { body, ...rest } = fixture(name);
    expect(readIndex(changed(body, rows, none), rest).listing.entries).toEqual([]);
  });

  it("takes another path for the directory's where a proxy leaves a part out, but not another at each poll", () => {
    const { body } = fixture("nginx.html");
    const behind = body.replaceAll("/pub/rel/", "/rel/");
    const first = readIndex(behind);
    expect(readIndex(`${behind}\n`, { known: knownFrom(first) }).listing).toEqual(first.listing);
    const root = body.replaceAll("/pub/rel/", "/");
    expect(readPage(root, { known: knownFrom(first) })).toMatchObject({
      refusal: { because: "another-directory" },
    });
    expect(readPage(root).is).toBe("listing");
  });

  it("follows the directory from http to https", () => {
    const { body } = fixture("nginx.html");
    const asked = { directory: directory.replace("https", "http"), url: directory };
    expect(readIndex(body, asked).listing).toEqual(read("nginx.html").listing);
  });
});
