/** What Treewatch would see at an address: one look at a listing, without a Worker and without keeping anything. */
import { areTags, compareCodePoints, countEntries, type Entry, type Listing } from "../src/listing.ts";
import { showSize } from "../src/size.ts";
import { oneLine, truncate } from "../src/text.ts";
import type { Read } from "../src/upstream/contract.ts";
import type { Source } from "../src/upstream/index.ts";
import { explainNote } from "../src/upstream/notes.ts";
import { explainRefusal } from "../src/upstream/refusal.ts";
import { newestVersionFirst } from "../src/version-order.ts";
import { sourceAt } from "./addresses.ts";
import { columns } from "./columns.ts";
import { createLook } from "./look.ts";
import { styled } from "./terminal.ts";

/** What is to be printed, and what else should be known; or why there is nothing, in words for people. */
export type Peeked =
  | { is: "seen"; text: string; notes: readonly string[] }
  | { is: "usage"; problem: string }
  | { is: "refused"; problem: string };

/** What `peek` was asked to do. `upstream` names the kind of source where an address fits several. */
export type Asked = { url: string; json: boolean; upstream?: string };

/** Reads the listing once. `variables` are those of the Worker: see `createLook`. */
export async function peek(
  { url: address, json, upstream }: Asked,
  variables: Readonly<Record<string, string>>,
): Promise<Peeked> {
  const found = sourceAt(address);
  if (found.is === "usage") return found;
  const sources = [found.source, ...found.others];
  const asked = upstream === undefined ? sources : sources.filter((one) => one.upstream === upstream);
  const names = sources.map((one) => one.upstream);
  if (asked.length === 0) {
    return {
      is: "usage",
      problem: `"${upstream}" does not read this address: write ${names.join(" or ")}.`,
    };
  }
  const look = createLook(variables);
  const problems: string[] = [];
  for (const source of asked) {
    const result = await look({ source });
    if (result.is === "refused") {
      problems.push(`${source.upstream}: ${explainRefusal(result.refusal)}`);
      continue;
    }
    const notes = (result.notes ?? []).map((note) => oneLine(explainNote(note)));
    const text = json ? asJson(source, result.listing) : asTable(source.title, result.listing);
    const left = names.filter((_, place) => place > names.indexOf(source.upstream));
    return { is: "seen", text, notes: [sayKind(source.upstream, left), ...notes, ...notReady(result)] };
  }
  return { is: "refused", problem: problems.join("\n") };
}

/** Which kind of source read it, as a watch would find it, and what else its address may mean. */
function sayKind(upstream: string, others: readonly string[]): string {
  const read = `Read by ${upstream}, as a watch with this address would be.`;
  if (others.length === 0) return read;
  return `${read} To ${others.join(" and ")} the address means something, too: --upstream NAME shows what, and upstream: "NAME" in a watch chooses it.`;
}

function notReady({ notReady: names }: Read): string[] {
  if (names.length === 0) return [];
  const whose = names.length === 1 ? "of 1 entry" : `of ${names.length} entries`;
  return [`The forge has not worked out the last commit ${whose} yet. A watch asks again at its next poll.`];
}

/** The listing as `snapshot.json` has it, without what only a kept one has: the watch's id and the snapshot's. */
function asJson({ title, url }: Source, listing: Listing): string {
  return JSON.stringify({ watch: { title, url }, ...listing }, undefined, 2);
}

/** One line for the directory, one for its head, then a table with one line for each entry. */
export function asTable(title: string, listing: Listing): string {
  const { ref, head, entries } = listing;
  const name = styled("bold", oneLine(title));
  const lines = [`${name}${ref === undefined ? "" : ` at ${oneLine(ref)}`}: ${countEntries(entries)}`];
  if (head !== undefined) {
    const by = head.author === undefined ? "" : `, ${oneLine(head.author)}`;
    const when = head.committedAt === undefined ? "" : `, ${head.committedAt}`;
    lines.push(`Newest commit: ${styled("yellow", head.id.slice(0, 7))} ${oneLine(head.title)}${by}${when}`);
  }
  const hasCommits = head !== undefined || entries.some(({ commit }) => commit !== undefined);
  const rows = areTags(entries)
    ? newestVersionFirst(entries, (entry) => entry.name).map(tagCells)
    : entries.toSorted((a, b) => compareCodePoints(a.name, b.name)).map((entry) => cells(entry, hasCommits));
  return [...lines, "", ...columns(rows)].join("\n");
}

function tagCells({ name, commit }: Entry): string[] {
  return [truncate(oneLine(name), 40), styled("yellow", commit?.id.slice(0, 7) ?? "")];
}

function cells(entry: Entry, hasCommits: boolean): string[] {
  const { name, kind, commit, modifiedAt } = entry;
  const shown = truncate(kind === "directory" ? `${oneLine(name)}/` : oneLine(name), 40);
  const when = styled("dim", commit?.committedAt ?? modifiedAt ?? "");
  const title =
    commit === undefined
      ? styled("dim", hasCommits ? "(its last commit is not known)" : (showSize(entry) ?? ""))
      : truncate(oneLine(commit.title), 100);
  return [
    kind === "directory" ? styled("blue", shown) : shown,
    when,
    styled("yellow", commit?.id.slice(0, 7) ?? ""),
    title,
  ];
}
