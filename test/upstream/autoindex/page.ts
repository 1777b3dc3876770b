/** Drives the `autoindex` adapter with one page, as `fetch.ts` would hand it over. For tests. */
import { readFileSync } from "node:fs";
import type { Entry, Listing } from "../../../src/listing.ts";
import { autoindex } from "../../../src/upstream/autoindex.ts";
import type { Known, Page, Read, Refused, Unchanged } from "../../../src/upstream/contract.ts";
import { pageOf } from "../pages.ts";

/** The directory that the fixtures are of. */
export const directory = "https://files.example/pub/rel/";

/** A fixture of each form that is read. */
export const names = [
  "nginx.html",
  "apache-fancy.html",
  "apache-table.html",
  "apache-plain.html",
  "lighttpd.html",
  "caddy.html",
  "python.html",
  "nginx.json",
  "caddy.json",
  "serve-handler.json",
];

export type Shown = Parameters<typeof pageOf>[1] & { known?: Known; directory?: string };

/** A fixture by the end of its name, such as `nginx.html`, and the type that it is of. */
export function fixture(name: string): { body: string; headers: Record<string, string> } {
  const type = name.endsWith(".json") ? "application/json" : "text/html";
  return {
    body: readFileSync(`test/upstream/fixtures/autoindex-${name}`, "utf8"),
    headers: { "content-type": type },
  };
}

/** What the adapter makes of a page, which is at the directory's address unless said otherwise. */
export function readPage(
  body: string | Uint8Array,
  { known, ...shown }: Shown = {},
): Read | Unchanged | Refused {
  const target = { directory: shown.directory ?? directory };
  const reading = autoindex.list(target, known);
  reading.next();
  const page: Page = pageOf(body, { url: target.directory, ...shown });
  const step = reading.next(page);
  if (step.done !== true) throw new Error(`a second request: ${step.value.url}`);
  return step.value;
}

/** As `readPage`, for pages that have to be indexes. */
export function readIndex(...args: Parameters<typeof readPage>): Read {
  const read = readPage(...args);
  if (read.is !== "listing") throw new Error(`no listing: ${JSON.stringify(read)}`);
  return read;
}

/** What a poll leaves for the next. */
export function knownFrom({ listing, at }: Read, open = false): Known {
  const known: Known = { entries: listing.entries.length, open, listing: () => listing };
  return at === undefined ? known : { ...known, at };
}

/** An entry's name and kind, with its size and its time where they are told. */
export const rowOf = ({ name, kind, size, modifiedAt }: Entry) => [
  name,
  kind,
  size ?? "-",
  modifiedAt ?? "-",
];
export const rowsOf = ({ entries }: Listing) => entries.map(rowOf);
