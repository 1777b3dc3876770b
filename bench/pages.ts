/** Pages as large as Gitea's own: the demo forge's, with their icons drawn and with what surrounds a real table of files. */
import { createHash } from "node:crypto";
import { listingPage, type Place } from "../demo/forge-page.ts";
import { type Commit, type Entry, type Listing, sortEntries } from "../src/listing.ts";

/** What a folder's icon is drawn with in Gitea 1.21; every row has one. */
const drawing = `<path d="M1.75 1A1.75 1.75 0 0 0 0 2.75v10.5C0 14.216.784 15 1.75 15h12.5A1.75 1.75 0 0 0 16 13.25v-8.5A1.75 1.75 0 0 0 14.25 3H7.5a.25.25 0 0 1-.2-.1l-.9-1.2C6.07 1.26 5.55 1 5 1H1.75Z"/>`;

/** As Gitea 1.21 offers them in every footer. They make a decoded page text of two bytes a character. */
const languages =
  "Deutsch English Español Français Latviešu Português Türkçe Čeština Ελληνικά Български Русский Українська فارسی 日本語 简体中文 한국어";

/** Items in the bars above the table: with them, what stands there is as long as in Gitea 1.21. */
const items = 36;

/** The directory's page. SPDK's `lib/`, 38 rows, comes to about 62 kB, as it does at a Gitea. */
export function forgePage(place: Place, listing: Listing, token: string): string {
  const bar = Array.from({ length: items }, (_, item) => {
    const href = `/${place.repository}/activity/${item}`;
    return `\n\t\t\t\t\t<a class="item" href="${href}" data-tooltip-content="Sign in to see this page of the repository.">\n\t\t\t\t\t\t<svg viewBox="0 0 16 16" class="svg octicon-pulse" aria-hidden="true" width="16" height="16"></svg> Activity\n\t\t\t\t\t\t<span class="ui small label">${item}</span>\n\t\t\t\t\t</a>`;
  }).join("");
  const menu = languages
    .split(" ")
    .map(
      (language) =>
        `\n\t\t\t\t<a lang="${language}" data-url="/?lang=${language}" class="item ">${language}</a>`,
    )
    .join("");
  return listingPage(place, listing, token)
    .replace('<div role="main"', (main) => `<div class="ui secondary menu">${bar}\n</div>\n${main}`)
    .replace("</footer>", (end) => `<div class="menu language-menu">${menu}\n\t</div>${end}`)
    .replaceAll("</svg>", () => `${drawing}</svg>`);
}

/** A listing of `rows` entries: the seed's, then the same ones again under other names, each with a commit of its own. */
export function listingOf(seed: Listing, rows: number): Listing {
  const entries = Array.from({ length: rows }, (_, row): Entry => {
    const entry = seed.entries[row % seed.entries.length];
    if (entry === undefined) throw new Error("the seed has no entries");
    const name =
      row < seed.entries.length ? entry.name : `${entry.name}-${Math.floor(row / seed.entries.length)}`;
    return { ...entry, name };
  });
  return { ...seed, entries: sortEntries(entries) };
}

/** The listing after `count` of its rows, evenly spread, got a new commit each; the last of them is the head. */
export function withChanges(listing: Listing, count: number): Listing {
  const every = Math.floor(listing.entries.length / count);
  let head = listing.head;
  const entries = listing.entries.map((entry, row) => {
    if (row % every !== 0 || row >= every * count) return entry;
    const commit: Commit = {
      ...(entry.commit ?? { title: "" }),
      id: createHash("sha1").update(entry.name).digest("hex"),
      title: `${entry.name}: one change of ${count}`,
    };
    head = commit;
    return { ...entry, commit };
  });
  return { ...listing, ...(head === undefined ? {} : { head }), entries };
}
