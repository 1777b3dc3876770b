/** What Treewatch would see at an address: one look at a listing, without a Worker and without keeping anything. */
import { parseSettings } from "../src/config.ts";
import { compareCodePoints, type Entry, type Listing } from "../src/listing.ts";
import { oneLine, truncate } from "../src/text.ts";
import { drive } from "../src/upstream/ask.ts";
import { createPerform, userAgent } from "../src/upstream/fetch.ts";
import { explainRefusal } from "../src/upstream/refusal.ts";
import { sourceAt } from "./addresses.ts";
import type { PeekOptions } from "./options.ts";

/** What is to be printed; or why there is nothing, in words for people. */
export type Peeked =
  | { is: "seen"; text: string }
  | { is: "usage"; problem: string }
  | { is: "refused"; problem: string };

/** Reads the listing once. `variables` are those of the Worker; `ALLOW_PRIVATE_HOSTS` and `CONTACT` count here. */
export async function peek(
  { url: address, json }: PeekOptions,
  variables: Readonly<Record<string, string>>,
): Promise<Peeked> {
  const found = sourceAt(address);
  if (found.is === "usage") return found;
  const { source } = found;
  const settings = parseSettings(variables);
  const { allowPrivateHosts } = settings;
  const perform = createPerform({ fetch, userAgent: userAgent(settings), allowPrivateHosts });
  const result = await drive(source.list(), perform);
  switch (result.is) {
    case "refused":
      return { is: "refused", problem: explainRefusal(result.refusal) };
    case "unchanged":
      throw new Error("a first look cannot find anything unchanged");
    case "listing": {
      const { title, url: page } = source;
      const { listing } = result;
      const text = json ? asJson(title, page, listing) : asTable(title, listing);
      return { is: "seen", text };
    }
  }
}

/** The listing as `snapshot.json` has it, without what only a kept one has: the watch's id and the snapshot's. */
function asJson(title: string, url: string, listing: Listing): string {
  return JSON.stringify({ watch: { title, url }, ...listing }, undefined, 2);
}

/** One line for the directory, one for its head, then a table with one line for each entry. */
export function asTable(title: string, listing: Listing): string {
  const { ref, head, entries } = listing;
  const count = `${entries.length} ${entries.length === 1 ? "entry" : "entries"}`;
  const lines = [`${oneLine(title)}${ref === undefined ? "" : ` at ${oneLine(ref)}`}: ${count}`];
  if (head !== undefined) {
    const by = head.author === undefined ? "" : `, ${oneLine(head.author)}`;
    const when = head.committedAt === undefined ? "" : `, ${head.committedAt}`;
    lines.push(`Newest commit: ${head.id.slice(0, 7)} ${oneLine(head.title)}${by}${when}`);
  }
  const rows = entries.toSorted((a, b) => compareCodePoints(a.name, b.name)).map(cells);
  const widths = [0, 1, 2].map((column) => Math.max(0, ...rows.map((row) => length(row[column] ?? ""))));
  const table = rows.map((row) =>
    row
      .map((cell, column) => (column < widths.length ? cell.padEnd(padTo(cell, widths[column] ?? 0)) : cell))
      .join("  ")
      .trimEnd(),
  );
  return [...lines, "", ...table].join("\n");
}

function cells({ name, kind, commit, modifiedAt }: Entry): string[] {
  const shown = kind === "directory" ? `${oneLine(name)}/` : oneLine(name);
  const when = commit?.committedAt ?? modifiedAt ?? "";
  const title = commit === undefined ? "(its last commit is not known)" : oneLine(commit.title);
  return [truncate(shown, 40), when, commit?.id.slice(0, 7) ?? "", truncate(title, 100)];
}

function length(text: string): number {
  return [...text].length;
}

/** `padEnd` counts UTF-16 units, a terminal shows characters. */
function padTo(text: string, width: number): number {
  return width + text.length - length(text);
}
