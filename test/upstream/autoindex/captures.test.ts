import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { directory, readIndex, readPage, rowsOf, type Shown } from "./page.ts";

/** Pages of real servers; no part of the project. `-lib` is one folder, `-tricky` another. */
const captures = "../shared/captures/autoindex/";
const absent = !existsSync(captures);
const files = absent ? [] : readdirSync(captures).flatMap((name) => name.match(/(.*)\.body$/)?.[1] ?? []);

/** How a server shows what is in a folder. */
type Manner = {
  /** Dotfiles are left out, and links that lead nowhere. */
  hides?: "dot" | "dangling" | "both";
  /** Which sizes are exact. */
  sizes: "all" | "none" | "below 973" | "not gigabytes or megabytes";
  times: "second" | "minute" | "none";
  /** Symbolic links are shown as what they lead to, or a link's own size and time are shown. */
  links: "followed" | "links" | "files";
};

const apache: Manner = { hides: "dangling", sizes: "below 973", times: "minute", links: "followed" };
const manners: readonly [file: RegExp, manner: Manner][] = [
  [/^apache-fancy-suppressed|^apache-plain|F0$/, { ...apache, sizes: "none", times: "none" }],
  [/^apache-fancy/, apache],
  [/^apache-htmltable/, { ...apache, hides: "both" }],
  [/^caddy-/, { sizes: "all", times: "second", links: "links" }],
  [/^lighttpd/, { hides: "both", sizes: "none", times: "second", links: "followed" }],
  [
    /^nginx-html-human/,
    { hides: "dot", sizes: "not gigabytes or megabytes", times: "minute", links: "followed" },
  ],
  [/^nginx-html/, { hides: "dot", sizes: "all", times: "minute", links: "followed" }],
  [/^nginx-json-/, { hides: "dot", sizes: "all", times: "second", links: "followed" }],
  [/^python/, { sizes: "none", times: "none", links: "links" }],
  [/^servehandler-json/, { sizes: "none", times: "none", links: "files" }],
];
const mannerOf = (file: string) => manners.find(([name]) => name.test(file))?.[1];

const written = "2026-11-23T06:10:27Z";
const long = "that-goes-well-beyond-fifty-characters";
/** The folder `tricky`: its files with their sizes, its directories, and its links with where they lead. */
const sizes: Readonly<Record<string, number>> = {
  ".hidden": 0,
  "a b.txt": 0,
  "amp&lt<gt>.txt": 0,
  "colon:name.txt": 0,
  "g5.bin": 5 * 1024 ** 3,
  "hash#frag?.txt": 0,
  "k15.bin": 1536,
  "m1.bin": 1024 ** 2,
  "per%41cent.txt": 0,
  "plain.txt": 0,
  "plus+name.txt": 0,
  [`quote'"q.txt`]: 0,
  "semi;colon.txt": 0,
  [`this-is-a-very-long-file-name-${long}-for-truncation.tar.gz`]: 0,
  "ünïcode-日本.txt": 0,
};
const directories = ["dir one", `a-directory-with-a-very-long-name-${long}-xx`];
const links = { "link-to-file": "plain.txt", "link-to-dir": "dir one", "broken-link": undefined };

/** The rows that a server of this manner shows of it. */
function tricky({ hides, sizes: exact, times, links: shown }: Manner, isJson: boolean): unknown[][] {
  const timeOf = (name: string) => (name === "plain.txt" ? "2001-02-03T04:05:06Z" : written);
  const cut = (time: string) =>
    times === "none" ? "-" : times === "minute" ? time.replace(/\d\dZ/, "00Z") : time;
  const sizeOf = (size: number) => {
    if (exact === "all") return size;
    if (exact === "none") return "-";
    return size < (exact === "below 973" ? 973 : 10_000) ? size : "-";
  };
  const rows: unknown[][] = [];
  for (const [name, size] of Object.entries(sizes))
    rows.push([name, "file", sizeOf(size), cut(timeOf(name))]);
  for (const name of directories) rows.push([name, "directory", "-", cut(written)]);
  for (const [name, to] of Object.entries(links)) {
    const isDirectory = to === "dir one";
    if (to === undefined && shown === "followed") {
      // nginx shows the link's own size, in JSON that it is neither file nor directory.
      rows.push([name, isJson ? "unknown" : "file", isJson ? "-" : sizeOf("nowhere".length), cut(written)]);
      continue;
    }
    const kind = shown === "links" ? "symlink" : isDirectory && shown === "followed" ? "directory" : "file";
    const size = isDirectory ? "-" : sizeOf(to === undefined ? "nowhere".length : 0);
    rows.push([name, kind, size, cut(shown === "followed" ? timeOf(to ?? "") : written)]);
  }
  const isHidden = (name: unknown) =>
    (name === ".hidden" && (hides === "dot" || hides === "both")) ||
    (name === "broken-link" && (hides === "dangling" || hides === "both"));
  return rows.filter(([name]) => !isHidden(name));
}

/** The folder `lib`, whose files were all written at one time, as Caddy's JSON has it. */
type Listed = { name: string; size: number; is_dir: boolean };
const lib = absent ? [] : (JSON.parse(readFileSync(`${captures}caddy-json-lib.body`, "utf8")) as Listed[]);

function libRows({ sizes: exact, times }: Manner): unknown[][] {
  const time = { none: "-", minute: "2026-08-21T20:46:00Z", second: "2026-08-21T20:46:41Z" }[times];
  return lib.map(({ name, size, is_dir: isDirectory }) => [
    name.replace(/\/$/, ""),
    isDirectory ? "directory" : "file",
    isDirectory || exact === "none" || (exact === "below 973" && size >= 973) ? "-" : size,
    time,
  ]);
}

function ask(file: string): [body: Buffer, Shown] {
  const head = readFileSync(`${captures}${file}.headers`, "utf8");
  const type = /^content-type: (.*?)\r?$/im.exec(head)?.[1] ?? "";
  const folder = file.includes("-lib") ? "lib" : "tricky";
  return [
    readFileSync(`${captures}${file}.body`),
    { headers: { "content-type": type }, directory: new URL(`/${folder}/`, directory).href },
  ];
}

const byName = (a: unknown[], b: unknown[]) => (String(a[0]) < String(b[0]) ? -1 : 1);

describe.skipIf(absent)("autoindex: pages of real servers (skipped where the captures are not there)", () => {
  const listings = files.filter((file) => mannerOf(file) !== undefined);

  it("are there of every kind of server, and of others", () => {
    for (const [name] of manners)
      expect(
        listings.filter((file) => name.test(file)),
        String(name),
      ).not.toEqual([]);
    expect(files.length).toBeGreaterThan(listings.length);
  });

  it.each(listings)("are read: %s", (file) => {
    const manner = mannerOf(file);
    const rows = rowsOf(readIndex(...ask(file)).listing).toSorted(byName);
    const isLib = file.includes("-lib");
    const expected = manner && (isLib ? libRows(manner) : tricky(manner, file.includes("json")));
    expect(rows).toEqual(expected?.toSorted(byName));
  });

  it.each(listings)("are refused wherever they are cut: %s", (file) => {
    const [body, shown] = ask(file);
    const end = body.toString("latin1").trimEnd().length;
    for (let cut = 0; cut < end; cut += 97) expect(readPage(body.subarray(0, cut), shown).is).toBe("refused");
    expect(readPage(body.subarray(0, end - 1), shown).is).toBe("refused");
  });

  it.each(files.filter((file) => mannerOf(file) === undefined))("are refused: %s", (file) => {
    const because = /xml|jsonp|text/.test(file) ? "not-html" : "no-table";
    expect(readPage(...ask(file))).toEqual({
      is: "refused",
      refusal: { reason: "not-a-listing", because },
    });
  });
});
