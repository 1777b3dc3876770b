/** Watches made of plain addresses, as `npm start -- URL…` gives them. */
import * as z from "zod/mini";
import { type Source, sourcesAt, upstreams } from "../src/upstream/index.ts";
import { WatchSpec } from "../src/watch-list.ts";

/** Nothing can be done with an address, and why, in one sentence. */
export type NoSource = { is: "usage"; problem: string };

/** What an address leads to, where one of the upstreams knows it; `others` are what it means to further ones. */
export function sourceAt(
  address: string,
): { is: "source"; url: URL; source: Source; others: readonly Source[] } | NoSource {
  const url = URL.parse(address);
  const [source, ...others] = url === null ? [] : sourcesAt(url);
  if (url !== null && source !== undefined) return { is: "source", url, source, others };
  const reads = upstreams.map((upstream) => upstream.reads).join("; ");
  return { is: "usage", problem: `${address} is no address that Treewatch reads (it reads ${reads}).` };
}

/** One watch for each different address, in their order. */
export function watchesOf(
  addresses: readonly string[],
): { is: "watches"; watches: readonly { id: string; url: string }[] } | NoSource {
  const watches: { id: string; url: string }[] = [];
  for (const address of new Set(addresses)) {
    const found = sourceAt(address);
    if (found.is === "usage") return found;
    const taken = watches.map((watch) => watch.id);
    watches.push({ id: idFor(found.source.title, found.url, taken), url: address });
  }
  return { is: "watches", watches };
}

/**
 * An id that none of `taken` is: made of the title (`spdk/lib` gives `spdk-lib`), else of the address's whole path,
 * else with a number behind it. The ids of addresses that stood there before stay as they are when one is added.
 */
export function idFor(title: string, url: URL, taken: readonly string[]): string {
  const wanted = [slug(title), slug(url.pathname), slug(`${url.host}${url.pathname}`)];
  const free = wanted.find((id) => isId(id) && !taken.includes(id));
  if (free !== undefined) return free;
  const stem = wanted.find(isId) ?? "watch";
  for (let number = 2; ; number++) {
    const id = `${stem.slice(0, 56)}-${number}`;
    if (!taken.includes(id)) return id;
  }
}

function isId(text: string): boolean {
  return z.safeParse(WatchSpec.shape.id, text).success;
}

function slug(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+/, "")
    .slice(0, 63)
    .replace(/-+$/, "");
}
