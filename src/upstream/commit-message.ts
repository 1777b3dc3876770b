/** PURE. A commit's message as its author wrote it, taken apart into what is shown as title and what as body. */
import type { Commit } from "../listing.ts";
import { truncate } from "../text.ts";
import { oneLine } from "./gitea/row.ts";

/** Code points of a message that are kept, the rest being left out: nobody reads on, and they are stored and sent whole. */
const MAX_MESSAGE_CODE_POINTS = 64 * 1024;

/**
 * The first line that is not blank as title, white space collapsed, as forges show it; what follows as body, without
 * blank lines before and white space after it. The title of an empty message is empty, and there is no body.
 */
export function splitMessage(message: string): Pick<Commit, "title" | "body"> {
  const text = truncate(message, MAX_MESSAGE_CODE_POINTS).toWellFormed().replace(/\r\n?/g, "\n").trim();
  const end = text.indexOf("\n");
  if (end < 0) return { title: oneLine(text) };
  const body = text.slice(end).replace(/^(?:[^\S\n]*\n)+/, "");
  return { title: oneLine(text.slice(0, end)), ...(body === "" ? {} : { body }) };
}
