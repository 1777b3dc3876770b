/**
 * PURE. The index that a web server makes of a directory: HTML of nginx, Apache (fancy, plain, as a table), lighttpd,
 * Caddy and Python's http.server, JSON of nginx, Caddy and serve-handler. It has sizes and times in place of commits; the
 * times' zone is mostly not told: see `zoneless.ts`. What a server rounds (`1.5K`) is no size, nor is a directory's.
 *
 * A page counts if its title names the directory, if every row is of a known form, shows the name that it leads to and leads
 * to right below the directory, and if the list and the document are closed. JSON proves itself by its shape.
 */
import * as z from "zod/mini";
import { matching } from "../matching.ts";
import { sha256 } from "../hash.ts";
import { parseJson } from "../json.ts";
import { type Entry, sortEntries } from "../listing.ts";
import type { Answer, Known, Page, PageRequest, Read, Refused, Unchanged, Upstream } from "./contract.ts";
import { readDate } from "./dates.ts";
import { decodeText } from "./entities.ts";
import { decodePage, whyNotReadable } from "./page.ts";
import { notAListing, type NotAListing, type Refusal, refused } from "./refusal.ts";
import { decodePath } from "./tree-address.ts";
import { readZoneless, settleTimes } from "./zoneless.ts";

const Target = z.object({
  /** The directory's address, with a slash at its end. */
  directory: matching(/^https?:\/\/[^/?#\s]+\/(?:[^?#\s]*\/)?$/),
});
type Target = z.infer<typeof Target>;

/**
 * The adapter. It takes any address that ends in a slash for a directory's, so that it is the one to try last; no other, lest
 * a secret that was pasted in place of an address becomes the title of a page.
 */
export const autoindex: Upstream<Target> = {
  name: "autoindex",
  reads:
    "a directory index of nginx, Apache, lighttpd, Caddy, Python or serve-handler, at an address that ends in a slash",
  target: Target,
  fields: {},
  match({ protocol, origin, pathname }) {
    const isDirectory = /^https?:$/.test(protocol) && pathname.endsWith("/");
    return isDirectory ? { directory: origin + pathname } : undefined;
  },
  title({ directory }) {
    const { host, pathname } = new URL(directory);
    return decodePath(pathname).split("/").filter(Boolean).slice(-2).join("/") || host;
  },
  url: ({ directory }) => directory,
  list: readIndex,
};

/** What a poll leaves for the next. */
const Mark = z.object({
  /** SHA-256 of the page. */
  hash: z.string(),
  /** How far the server's zone has moved times, in milliseconds. */
  steps: z.array(z.number()),
  /** What the page calls the directory, which may be another path behind a proxy. */
  path: z.exactOptional(z.string()),
});

function* readIndex(
  { directory }: Target,
  known?: Known,
): Generator<PageRequest, Read | Unchanged | Refused, Answer> {
  // Caddy and serve-handler give JSON wherever it is named.
  const accept = "text/html, application/json;q=0.9";
  const page = yield { url: directory, headers: { accept }, steady: true };
  if (page.is === "refused") return page;
  const unreadable = whyNotReadable(page);
  if (unreadable !== undefined) return refused(unreadable);
  const { data: mark } = z.safeParse(Mark, parseJson(known?.at ?? ""));
  const hash = sha256(page.body);
  const isHere = placeOf(page.url) === placeOf(directory);
  if (isHere && mark?.hash === hash && known?.open === false) return { is: "unchanged" };
  const index = isHere ? parsePage(page) : no("another-directory");
  if ("reason" in index) return refused(index);
  const { rows, path } = index;
  if (path !== undefined && !isCalledSo(path, pathOf(decodePath(new URL(directory).pathname)), mark?.path))
    return notAListing("another-directory");
  // Without a mark, what is known is another directory, or was read by another adapter.
  const before = mark && known?.listing?.();
  const now = Date.parse(page.headers.get("date") ?? "") || 0;
  const { entries, steps } =
    mark && before ? settleTimes(before, rows, { earlier: mark.steps, now }) : { entries: rows, steps: [] };
  const at = JSON.stringify({ hash, steps, path });
  return { is: "listing", listing: { entries: sortEntries(entries) }, notReady: [], at };
}

/** Host and path, with the slash at its end; many servers lead from http to https. */
function placeOf(url: string): string {
  const { host, pathname } = new URL(url);
  return host + decodePath(pathname) + pathname.slice(-1);
}

/** Behind a proxy a directory may have another path, which ends alike: at first any such, then the one that it had. */
function isCalledSo(path: string, asked: string, was: string | undefined): boolean {
  const endsAlike = was === undefined && (asked.endsWith(path) || path.endsWith(asked));
  return path === asked || path === was || endsAlike;
}

/** A path with one slash at each end. */
function pathOf(shown: string): string {
  return `/${shown}/`.replace(/\/+/g, "/");
}

function no(because: NotAListing): Refusal {
  return { reason: "not-a-listing", because };
}

/** What an index shows, in its order, each name once. */
type Index = { rows: Entry[]; path?: string };

function parsePage(page: Page): Index | Refusal {
  const body = decodePage(page);
  const type = page.headers.get("content-type") ?? "html";
  if (body.trim() === "") return no("empty-body");
  if (!/html|json/.test(type)) return no("not-html");
  const { origin, pathname } = new URL(page.url);
  const parse = type.includes("json") ? parseJsonIndex : parseHtmlIndex;
  const index = parse(body, origin + pathname);
  if ("reason" in index) return index;
  const isTwice = new Set(index.rows.map(({ name }) => name)).size < index.rows.length;
  return isTwice ? no("unreadable-row") : index;
}

const text = z.string();
const flag = z.boolean();
const count = z.exactOptional(z.number());
const nginxRow = z.object({
  name: text,
  type: z.enum(["directory", "file", "other"]),
  mtime: text,
  size: count,
});
const caddyRow = z.object({ name: text, is_dir: flag, is_symlink: flag, mod_time: text, size: count });
/** Of serve-handler, whose sizes are rounded. */
const served = z.object({ base: text, type: z.enum(["directory", "folder", "file"]) });
const Served = z.object({ files: z.array(served), paths: z.array(z.object({ url: text })) });

function parseJsonIndex(body: string, base: string): Index | Refusal {
  const json = parseJson(body);
  if (json === undefined) return { reason: "truncated" };
  const data =
    z.safeParse(z.array(nginxRow), json).data ??
    z.safeParse(z.array(caddyRow), json).data ??
    z.safeParse(Served, json).data;
  if (data === undefined) return no("no-table");
  const rows: Entry[] = [];
  for (const row of "files" in data ? data.files : data) {
    if ("base" in row && row.base === "..") continue;
    const name = ("base" in row ? row.base : row.name).replace(/\/$/, "");
    if (/^\.{0,2}$|\//.test(name)) return no("unreadable-row");
    const isFile = "type" in row ? row.type === "file" : !row.is_dir;
    const isLink = "is_symlink" in row && row.is_symlink;
    const isOther = "type" in row && row.type === "other";
    const kind = isLink ? "symlink" : isFile ? "file" : isOther ? "unknown" : "directory";
    const url = base + encodeURIComponent(name.toWellFormed()) + (isFile || isOther ? "" : "/");
    const time = "mtime" in row ? row.mtime : "mod_time" in row ? row.mod_time : undefined;
    rows.push(entryOf({ name, kind, url }, readDate(time), isFile && "size" in row ? row.size : undefined));
  }
  return "files" in data ? { rows, path: pathOf(data.paths.at(-1)?.url ?? "") } : { rows };
}

function entryOf(entry: Entry, modifiedAt: string | undefined, size: number | undefined): Entry {
  if (modifiedAt !== undefined) entry.modifiedAt = modifiedAt;
  if (size !== undefined) entry.size = size;
  return entry;
}

/** Parts of the forms below. Repetitions are bounded and pass over no other beginning, lest a page makes the search long. */
const link = '<a href="(?<href>[^"<>]*)"> ?(?<shown>[^<>]*)</a>';
const icon = '(?:(?:<a href="[^"<>]*">)?<img [^<>]*>(?:</a>)?)?';
const time = String.raw`(?<time>\d{2,4}-\w{2,3}-\d{2,4} [\d:]{5,8})`;
const bytes = String.raw`(?<bytes>-|\d[\d.]*[A-Z]?)`;
const cell = "<td[^<>]*>";
const blank = String.raw`(?:&nbsp;|\s){0,99}`;
const headRow = "<tr[^<>]*><th(?:(?!</?tr).){0,2000}</tr>";
const caddyLink = String.raw`<a href="(?<href>[^"<>]*)"><svg[^<>]*><use xlink:href="#(?<icon>[\w-]+)"></use></svg><span class="name">(?<shown>[^<>]*)</span></a>`;
const caddyTime = '<time datetime=" ?(?<time>[^"<>]*)">[^<>]*</time>';

/** How a list begins, what a row of it is, and how it ends, where no white space is left between tags. */
const forms = [
  // nginx; Apache, fancy
  [
    String.raw`<pre>(?:(?=<a href="\.\./">\.\./<)|(?:(?!<pre>|Name)[^\n]){0,999}Name(?:(?!<pre>|<hr)[^\n]){0,999}(?:<hr ?/?>|\n))`,
    String.raw`${icon} {0,99}${link} {0,300}(?:${time} {0,99})?(?:${bytes}(?=[ \r\n]))?(?: (?:(?!<a |</pre>)[^\n]){0,999})?(?:\r?\n|(?=<))`,
    "(?:<hr ?/?>)?</pre>",
  ],
  // Caddy
  [
    '<table aria-describedby="summary"><thead>(?:(?!</thead>|<table).){0,9999}</thead><tbody>(?:<tr><td></td><td><a href="..">.{0,999}?</tr>)?',
    String.raw`<tr class="file"><td></td><td>${caddyLink}</td><td data-order="(?<bytes>-?\d+)">[^<>]*</td>(?:${cell}${caddyTime}</td>)(?:${cell}</td>)</tr>`,
    "</tbody></table>",
  ],
  // Apache, as a table; lighttpd
  [
    `<table[^<>]*>(?:<thead>)?(?:${headRow}){1,9}(?:</thead><tbody>)?`,
    `<tr[^<>]*>(?:${cell}(?:&nbsp;|${icon})</td>)?${cell}${link}/?${blank}</td>(?:${cell}${time}?${blank}</td>)?(?:${cell}${blank}${bytes}?${blank}</td>)?(?:${cell}(?:(?!</td>).){0,999}</td>)?</tr>`,
    `(?:${headRow})?(?:</tbody>)?</table>`,
  ],
  // Python; Apache, plain
  ["</h[12]>(?:<hr>)?<ul>", `<li>${link}</li>`, "</ul>"],
];

function parseHtmlIndex(body: string, base: string): Index | Refusal {
  if (!/<\/html>\s*$/i.test(body)) return { reason: "truncated" };
  const [, title] = /<title>(?:Index of |Directory listing for )?([^<>]{1,4096})</.exec(body) ?? [];
  const html = body.replace(/>\s+</g, "><");
  for (const [begin = "", row = "", end = ""] of forms) {
    const begun = new RegExp(begin, "s").exec(html);
    if (begun === null || title === undefined) continue;
    const list = html.slice(begun.index + begun[0].length);
    const rows = readRows(list, new RegExp(row, "sy"), new RegExp(end, "sy"), base);
    return rows === undefined ? no("unreadable-row") : { rows, path: pathOf(decodeText(title)) };
  }
  return no("no-table");
}

/** The rows that a list begins with, up to its end; undefined where one is of another form, or strange. */
function readRows(list: string, row: RegExp, end: RegExp, base: string): Entry[] | undefined {
  const rows: Entry[] = [];
  for (;;) {
    end.lastIndex = row.lastIndex;
    const found = row.exec(list)?.groups;
    if (found === undefined) return end.test(list) ? rows : undefined;
    const entry = readRow(found, base);
    if (entry === undefined) return undefined;
    if (entry !== "parent") rows.push(entry);
  }
}

function readRow(found: Readonly<Record<string, string>>, base: string): Entry | "parent" | undefined {
  const { href = "", icon: drawn = "", time: when = "", bytes: amount = "" } = found;
  const shown = decodeText(found["shown"] ?? "").trim();
  const url = URL.parse(decodeText(href), base)?.href ?? "";
  const below = url.startsWith(base) ? url.slice(base.length) : "";
  const [, encoded, slash = ""] = /^([^/?#]+)(\/?)$/.exec(below) ?? [];
  if (encoded === undefined) return /^(?:\.\.\/?|Parent Directory)$/.test(shown) ? "parent" : undefined;
  const name = decodePath(encoded);
  // A name that is cut may end in the middle of a character.
  const [, beginning] = /^(.*?)\uFFFD*\.\.>$/s.exec(shown) ?? [];
  const isShown = [name, `${name}/`, `${name}@`].some((whole) => whole.trim() === shown);
  const isCut = beginning !== undefined && (name + slash).startsWith(beginning);
  if (name.includes("/") || !(isShown || isCut)) return undefined;
  const isLink = shown === `${name}@` || drawn.endsWith("-shortcut");
  const kind = isLink ? "symlink" : slash === "" ? "file" : "directory";
  const modifiedAt = when.includes("T") ? readDate(when) : readZoneless(when);
  const isExact = slash === "" && /^\d{1,15}$/.test(amount);
  return entryOf({ name, kind, url }, modifiedAt, isExact ? Number(amount) : undefined);
}
