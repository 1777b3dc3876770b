/** PURE. What the panel above a forge's listing means: the last commit that touched the directory. */
import type { Commit } from "../../listing.ts";
import { readDate } from "../dates.ts";
import type { Here } from "./directory.ts";
import { commitBehind, oneLine } from "./row.ts";
import type { Field, Part } from "../markup.ts";

/**
 * The directory's last commit (in 1.14 the branch's, also where it does not touch the directory); undefined where the
 * panel is not ready, `damaged` where it contradicts itself.
 */
export function readHead(panel: Part, here: Here): Commit | "damaged" | undefined {
  // A cell of a row, which a cut has joined to the panel.
  if (panel.fields["stray"] !== undefined) return "damaged";
  const [found] = panel.own.links.flatMap((link) => {
    const commit = commitBehind(link, here);
    return commit === undefined ? [] : { commit, shown: link.text.trim() };
  });
  if (found === undefined) return undefined;
  const head = found.commit;
  if (!found.shown.startsWith(head.id.slice(0, 10))) return "damaged";
  const { summary, body, age } = panel.fields;
  head.title = oneLine(summary?.attributes.title ?? summary?.text ?? "");
  const author = authorOf(panel);
  if (author !== "") head.author = author;
  const date = readDate(age?.datetime ?? age?.tooltip ?? panel.own.datetime);
  if (date !== undefined) head.committedAt = date;
  const message = body?.text.replace(/\r\n?/g, "\n").trimEnd();
  if (message !== undefined && message !== "") head.body = message;
  return head;
}

/** The first of those whom the panel names; from 1.27 on it names co-authors as well. */
function authorOf({ fields: { author, authors, people } }: Part): string {
  const [first] = [people, authors].flatMap((named?: Field) => named?.links[0]?.text ?? []);
  return oneLine(author?.attributes.title ?? author?.text ?? first ?? authors?.text ?? "");
}
