/**
 * PURE. The tree page of Gitea, Forgejo and Gogs, which shows a directory's last commit and a row for each entry,
 * however many there are. Where the forge serves git, it is read only once the ref has moved. Gitea and Forgejo work the rows' commits out for one second and leave blank what they have not
 * found by then; where it can be asked for apart, it is, once.
 */
import type {
  Answer,
  Known,
  Note,
  Page,
  PageRequest,
  Read,
  Refused,
  Unchanged,
  Upstream,
} from "./contract.ts";
import { lastPart, type Asked } from "./gitea/directory.ts";
import { complete, loaderOf, readLoaded } from "./gitea/loader.ts";
import { findListing, readTreePage, saysArchived, startTag, whyNoListing } from "./gitea/page.ts";
import { arriveAt, type Arrival } from "./gitea/redirect.ts";
import { giteaHistory } from "./gitea/history.ts";
import { writeMark } from "./gitea/mark.ts";
import { askRef } from "./gitea/ref.ts";
import { decodePage, whyNotReadable } from "./page.ts";
import { type Refusal, refused } from "./refusal.ts";
import { decodePath, parentOf, parseTreeUrl, TreeAddress, treeTitle, treeUrl } from "./tree-address.ts";

export const gitea: Upstream<TreeAddress> = {
  name: "gitea",
  reads: "a directory's page at Gitea, Forgejo or Gogs",
  target: TreeAddress,
  fields: {},
  match: parseTreeUrl,
  title: treeTitle,
  url: treeUrl,
  repository: ({ repository }) => `${repository}.git`,
  list: readOnceMoved,
  history: giteaHistory,
};

type Outcome = Read | Unchanged | Refused;
type Reading = Generator<PageRequest, Outcome, Answer>;

/** The directory, unless what is known of it shows that there is nothing new: then the ref is asked for first. */
function* readOnceMoved(target: TreeAddress, known?: Known): Reading {
  if (known === undefined) return yield* readAddress(target);
  const asked = yield* askRef(target, known);
  if ("is" in asked) return asked;
  const at = writeMark(asked.mark);
  if (asked.unmoved) return { is: "unchanged", at };
  const read = yield* readAddress(target, known);
  return read.is === "refused" ? read : { ...read, at };
}

/** The directory at an address or, where a file is there, that entry of the directory it is in. */
function* readAddress(target: TreeAddress, known?: Known): Reading {
  const read = yield* readDirectory(target, known);
  const above = parentOf(target);
  if (!isFilePage(read) || above === undefined) return read;
  return onlyEntry(yield* readDirectory(above), lastPart(target.tree ?? ""), known);
}

function isFilePage(read: Outcome): boolean {
  return (
    read.is === "refused" && read.refusal.reason === "not-a-directory" && read.refusal.because === undefined
  );
}

function* readDirectory(target: TreeAddress, known?: Known): Reading {
  // Until 1.19 the page's language decides how its dates are written.
  const page = yield { url: treeUrl(target), headers: { "accept-language": "en-US,en" } };
  if (page.is === "refused") return page;
  const found = findPage(page, target);
  if ("reason" in found) return refused(found);
  const { text, start, arrival } = found;
  const asked = askedAt(page.url, arrival);
  const above = text.slice(0, start);
  const notes = notesOn(above, arrival);
  const read = withNotes(readTreePage(text, start, asked, known), notes);
  if (read.is !== "listing" || read.notReady.length === 0 || isKnown(read, known)) return read;
  const loader = loaderOf(startTag(text, start), above, asked, read.notReady);
  if (loader === undefined) return read;
  const loaded = readLoaded(yield loader.request, loader);
  return loaded === undefined ? read : complete(read, loaded);
}

/** Under a known head, rows that were ready at it were only forgotten by the forge. */
function isKnown({ listing }: Read, known: Known | undefined): boolean {
  return known?.open === false && listing.head !== undefined && listing.head.id === known.head;
}

/** Text of a page that has a listing, which begins at `start`, and the address that it is at. */
type Found = { text: string; start: number; arrival: Arrival };

/** The listing in a page, not read yet, or why there is none of the directory. */
function findPage(page: Page, target: TreeAddress): Found | Refusal {
  const unreadable = whyNotReadable(page);
  const arrival = arriveAt(page.url, target, page.status);
  // Where a redirect ended says more than that there is nothing to see there.
  const isEmpty = unreadable?.reason === "not-found" || unreadable?.reason === "server-error";
  const elsewhere = "reason" in arrival && arrival.reason !== "not-a-listing" ? arrival : undefined;
  if (unreadable !== undefined) return isEmpty ? (elsewhere ?? unreadable) : unreadable;
  const text = decodePage(page);
  const start = findListing(text);
  if (start < 0) {
    const why = whyNoListing(text, page);
    return why.reason === "not-a-listing" ? (elsewhere ?? why) : why;
  }
  return "reason" in arrival ? arrival : { text, start, arrival };
}

/** What the page at `url` has to be about. */
function askedAt(url: string, { address: { repository, tree } }: Arrival): Asked {
  const name = decodePath(repository).split("/").slice(-2).join("/").toLowerCase();
  const asked = { page: new URL(url), repository: `/${name}` };
  return tree === undefined ? asked : { ...asked, tree: decodePath(tree) };
}

function notesOn(above: string, { address, moved }: Arrival): Note[] {
  const notes: Note[] = [];
  if (moved) notes.push({ note: "moved", to: treeUrl(address) });
  if (saysArchived(above)) notes.push({ note: "archived" });
  if (/^(?:commit\/|[0-9a-f]{40}(?:[0-9a-f]{24})?(?:\/|$))/.test(address.tree ?? ""))
    notes.push({ note: "fixed-commit" });
  return notes;
}

function withNotes<Result extends Outcome>(read: Result, notes: readonly Note[]): Result {
  const hasNone = read.is === "refused" || (read.is === "listing" && notes.length === 0);
  return hasNone ? read : { ...read, notes };
}

/** Of a directory, the entry `name` alone; its commit is the head, so that others' commits change nothing. */
function onlyEntry(directory: Outcome, name: string, known: Known | undefined): Outcome {
  if (directory.is === "refused") {
    const isGone = ["not-found", "not-a-directory", "not-a-listing"].includes(directory.refusal.reason);
    return isGone ? refused({ reason: "not-a-directory" }) : directory;
  }
  // Nothing was known of the directory, so it is read.
  if (directory.is === "unchanged") return directory;
  const { listing, notReady, notes = [] } = directory;
  const entry = listing.entries.find((one) => one.name === name);
  if (entry === undefined) return refused({ reason: "not-a-directory" });
  const head = listing.head?.id === entry.commit?.id ? listing.head : entry.commit;
  const all: Note[] = [...notes, { note: "one-entry", entry: name }];
  if (known?.open === false && head !== undefined && head.id === known.head)
    return { is: "unchanged", notes: all };
  const { head: _, ...rest } = listing;
  return {
    is: "listing",
    listing: { ...rest, ...(head === undefined ? {} : { head }), entries: [entry] },
    notReady: notReady.filter((one) => one === name),
    notes: all,
  };
}
