/** PURE. What a row of a forge's tree page means: an entry, if all that the row says agrees with itself. */
import type { Commit, Entry } from "../../listing.ts";
import type { Attributes } from "../attributes.ts";
import { readDate } from "../dates.ts";
import { lastPart, leadsTo, type Here } from "./directory.ts";
import { hasWord, type Field, type Link, type Part } from "../markup.ts";
import type { NotAListing } from "../refusal.ts";
import { followLink } from "../tree-address.ts";

/** An entry, and whether its commit (or date) was there. */
export type Row = { entry: Entry; ready: boolean };

/** Longer ones are no names that a file system takes (255 bytes, Linux); compacted ones hold several. */
const maxNameLength = 1000;

/** The entry that a row is about, or what the row lacks to be one of the directory. */
export function readRow(row: Part, here: Here): Row | NotAListing {
  const { name: cell, message, age } = row.fields;
  if (cell === undefined || message === undefined || age === undefined) return "unreadable-row";
  const entry = readName(row.own.attributes["data-entryname"], cell, here);
  if (typeof entry === "string") return entry;
  const marked = isMarkedNotReady(row.own) || isMarkedNotReady(cell) || isMarkedNotReady(message);
  const written = row.own.attributes["data-ready"];
  if (written !== undefined && written !== String(!marked)) return "unreadable-row";
  if (marked) return { entry, ready: false };
  const ready = readCommit(entry, message, age, here);
  return ready === undefined ? "unreadable-row" : { entry, ready };
}

/** The row's entry without its commit. `written` is its name where the row says it apart (1.16 to 1.22, Forgejo). */
function readName(written: string | undefined, cell: Field, here: Here): Entry | NotAListing {
  const link = cell.links[0];
  // Directories that hold nothing but one directory are joined into one row, which is about the first.
  const shown = link?.title ?? cell.tooltip;
  const name = written ?? (shown === undefined ? plainName(cell, here) : shown.split("/")[0]);
  if (name === undefined || name === "" || name.includes("/")) return "unreadable-row";
  if ((shown ?? name).length > maxNameLength) return "unreadable-row";

  const isHere = leadsTo(name, link, here);
  const kind = kindOf(cell.icon, isHere);
  if (!isHere && kind !== "submodule") return "another-directory";
  const isShown = isHere
    ? link?.text.trim() === (shown ?? name).trim() && hasOneTarget(cell)
    : showsSubmodule(cell, name);
  if (!isShown) return "unreadable-row";
  const url = followLink(link?.href, here.page);
  const plain = isHere && written === undefined && shown === undefined ? unquoted(name) : name;
  return url === undefined ? { name: plain, kind } : { name: plain, kind, url };
}

/** Gogs 0.12 to 0.14 shows names as git quotes them; a `"` or a tab in one makes the whole page an error. */
function unquoted(name: string): string {
  return name.replaceAll("\\\\", "\\");
}

/** What a submodule's cell shows: its name and, but in Gogs where it knows no address, the commit that it is at. */
function shownSubmodule({ text }: Field): { name: string; commit?: string | undefined } {
  const shown = text.trim();
  const at = /@\s*([0-9a-f]{10})$/.exec(shown);
  return at === null ? { name: shown } : { name: shown.slice(0, at.index).trimEnd(), commit: at[1] };
}

/** The name where nothing but the cell's link or text tells it: Gogs, and submodules until 1.15 and in 1.23. */
function plainName(cell: Field, { repository }: Here): string | undefined {
  const href = cell.links[0]?.href ?? "";
  if (href.toLowerCase().includes(`${repository}/src/`)) return lastPart(href);
  return shownSubmodule(cell).name;
}

/** From 1.25 on a symlink has a second link, which follows it. */
function hasOneTarget({ links: [first, second, third] }: Field): boolean {
  return third === undefined && (second === undefined || second.href === `${first?.href}?follow_symlink=1`);
}

/** Its links are to another repository and prove nothing, so the cell has to show the name, and one commit. */
function showsSubmodule(cell: Field, name: string): boolean {
  const shown = shownSubmodule(cell);
  const [first, second] = cell.links;
  const start = first?.href ?? "";
  const isGogs = hasWord(cell.icon, "octicon");
  if (shown.name !== name.trim()) return false;
  if (shown.commit === undefined) return isGogs && /^(?:#|$)/.test(start);
  if (second === undefined) return true;
  return ["commit", "tree"].some((unit) => second.href?.startsWith(`${start}/${unit}/${shown.commit}`));
}

const kinds: readonly (readonly [icon: string, kind: Entry["kind"]])[] = [
  ["octicon-file", "file"],
  ["octicon-file-directory-fill", "directory"],
  ["octicon-file-directory", "directory"], // until 1.16, Gogs
  ["octicon-file-text", "file"], // Gogs
  ["octicon-file-symlink-file", "symlink"],
  ["octicon-file-directory-symlink", "symlink"], // from 1.21 on
  ["octicon-file-symlink-directory", "symlink"], // 1.12
  ["octicon-file-submodule", "submodule"],
];

/** From 1.13 to 1.20 a symlink to a directory has a submodule's icon, but its link stays in the directory. */
function kindOf(icon: string, isHere: boolean): Entry["kind"] {
  const [, kind] = kinds.find(([name]) => hasWord(icon, name)) ?? ["", "unknown"];
  return kind === "submodule" && isHere ? "symlink" : kind;
}

/**
 * Writes the commit that a row shows into its entry, or the date where it shows no more, and tells whether there was
 * one. Undefined where the row contradicts itself.
 */
function readCommit(entry: Entry, message: Field, age: Field, here: Here): boolean | undefined {
  const written = age.datetime ?? age.tooltip;
  const date = readDate(written);
  if (date === undefined ? !isNoDate(age, written) : !isSameTime(age)) return undefined;
  let title = oneLine(message.text);
  let isAstray = false;
  for (const link of message.links) {
    if (!isRowsOwn(link)) continue;
    const commit = commitBehind(link, here);
    isAstray ||= commit === undefined;
    if (commit === undefined) continue;
    if (entry.commit !== undefined && entry.commit.id !== commit.id) return undefined;
    if (link.class === undefined && !isSameSubject(link)) return undefined;
    if (isId(link)) {
      if (link.text.trim() !== commit.id.slice(0, 10)) return undefined;
      title = title.slice(10).trimStart();
    }
    entry.commit = commit;
  }
  // A row's own links are all to one commit; what has a title but leads elsewhere is none that forges write.
  if (isAstray && (entry.commit !== undefined || title === "")) return undefined;
  if (entry.commit !== undefined) {
    entry.commit.title = title;
    if (date !== undefined) entry.commit.committedAt = date;
    return true;
  }
  // A commit with an empty message has no link, only its date; text without a link is nothing that forges write.
  if (title !== "" || (written === undefined && age.text.trim() === "")) return false;
  if (date !== undefined) entry.modifiedAt = date;
  return true;
}

/** Go's zero time, which forges print where a commit's date cannot be read. */
const zeroTime = "0001-01-01T";
/** As dates are written until 1.19 unless the forge's operator chose otherwise. */
const rfc1123Start = /^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} /;
const rfc1123 = /^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d [A-Z\d+-]{1,6}$/;

/** Whether a cell without a date that can be read is one that a forge writes. */
function isNoDate({ datetime, text }: Field, written: string | undefined): boolean {
  if (datetime !== undefined) return datetime.startsWith(zeroTime);
  if (written === undefined) return ["", "-"].includes(text.trim());
  if (!rfc1123Start.test(written)) return /\d{4}|\d[:./-]\d/.test(written);
  return rfc1123.test(written) && !/(?:UTC|GMT)$/.test(written);
}

/** From 1.20 on a date is written twice: `…T08:20:39Z` for machines, `… 08:20:39 +00:00` for people without scripts. */
function isSameTime({ datetime, text }: Field): boolean {
  if (datetime === undefined || text.charAt(4) !== "-" || text.charAt(10) !== " ") return true;
  return datetime.slice(0, 10) === text.slice(0, 10) && datetime.slice(11, 19) === text.slice(11, 19);
}

/** Until 1.15 a subject is written twice, of which one has short codes replaced by emoji. */
function isSameSubject({ title = "", text }: Link): boolean {
  return title.includes(":") || oneLine(title) === oneLine(text);
}

function isMarkedNotReady(field: Field): boolean {
  return field.attributes.class !== undefined && hasWord(field.attributes.class, "notready");
}

/** Gogs links a row's commit by its id alone, before the subject. */
function isId({ class: classes = "" }: Attributes): boolean {
  return hasWord(classes, "sha");
}

/**
 * Whether a link in a row's message is to the row's own commit, by class (1.16 on) or, until 1.15, by the subject in its
 * `title`. A subject that names another commit has a link to that one too, of class `commit`.
 */
export function isRowsOwn({ class: classes, title }: Attributes): boolean {
  if (classes === undefined) return title !== undefined;
  return ["default-link", "muted", "title-full-link", "sha"].some((name) => hasWord(classes, name));
}

const commitPath = /\/commit\/([0-9a-f]{40}(?:[0-9a-f]{24})?)$/;

/** The commit that a link leads to, without its title yet; undefined where it is to none of the repository. */
export function commitBehind(
  { href = "" }: Attributes,
  { page, repository }: Pick<Here, "page" | "repository">,
): Commit | undefined {
  const found = commitPath.exec(href);
  const id = found?.[1];
  if (found === null || id === undefined || !href.startsWith("/")) return undefined;
  if (!href.slice(0, found.index).toLowerCase().endsWith(repository)) return undefined;
  const url = followLink(href, page);
  return url === undefined ? { id, title: "" } : { id, title: "", url };
}

/** White space collapsed; where there is none to collapse, the text is not copied. */
export function oneLine(text: string): string {
  return text.trim().replace(/[^\S ]\s*|\s{2,}/g, " ");
}
