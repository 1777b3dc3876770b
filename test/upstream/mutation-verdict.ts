/** Whether a damaged page was read as less than the truth, as the truth, or as something that it is not. For tests. */
import type { Entry } from "../../src/listing.ts";
import type { Read, Refused, Unchanged } from "../../src/upstream/contract.ts";

/**
 * What is wrong with a reading: nothing where it was refused, or where it is a part of the truth with all that is
 * missing marked as not ready. `isSubject` says of an entry that the damage is in its subject itself: no text can say
 * whether it is the one that was written.
 */
export function wrongWith(
  reading: Read | Unchanged | Refused,
  truth: Read,
  isSubject: (name: string) => boolean,
): string[] {
  if (reading.is === "refused") return [];
  if (reading.is === "unchanged") return ["unchanged without anything known"];
  const notReady = new Set(reading.notReady);
  const rows = new Map(truth.listing.entries.map((entry) => [entry.name, entry]));
  const wrong: string[] = [];
  for (const entry of reading.listing.entries) {
    const row = rows.get(entry.name);
    rows.delete(entry.name);
    const why = row === undefined ? "invented" : whyWrong(entry, row, notReady.has(entry.name));
    const isTold = why === "title" && isSubject(entry.name);
    if (why !== undefined && !isTold) wrong.push(`${entry.name}: ${why}`);
  }
  for (const name of rows.keys()) wrong.push(`${name}: removed`);
  const { head } = reading.listing;
  if (head !== undefined && head.id !== truth.listing.head?.id) wrong.push("head");
  return wrong;
}

function whyWrong(entry: Entry, row: Entry, isNotReady: boolean): string | undefined {
  // What a page does not tell is not compared with anything.
  if (entry.kind !== row.kind && entry.kind !== "unknown") return "kind";
  if (entry.commit === undefined && entry.modifiedAt === undefined)
    return isNotReady || (row.commit === undefined && row.modifiedAt === undefined) ? undefined : "lost";
  if (entry.commit?.id !== row.commit?.id) return "commit";
  if (entry.commit?.committedAt !== row.commit?.committedAt || entry.modifiedAt !== row.modifiedAt)
    return "date";
  return entry.commit?.title === row.commit?.title ? undefined : "title";
}
