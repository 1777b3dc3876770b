/** PURE. The RSS feed that Gitea (1.20 on) and Forgejo make of the commits that touched a path: newest first, at most 50. */
import { isObjectId } from "../../git/object-id.ts";
import type { Commit } from "../../listing.ts";
import { formatTime } from "../../time.ts";
import { splitMessage } from "../commit-message.ts";
import type { Answer, Refused } from "../contract.ts";
import { walk } from "../elements.ts";
import { oneLine } from "./row.ts";
import { decodePage, whyNotReadable } from "../page.ts";
import { refused } from "../refusal.ts";

/**
 * The commits in a feed, in its order; none where the path has none, which these forges do not tell from a path that does
 * not exist. Refused where the answer is no such feed or not a whole one: those of other things than commits have no
 * object ids. Until 1.21 and Forgejo 7 a feed has no dates. Addresses of commits are not taken from it.
 */
export function readFeed(answer: Answer): { commits: Commit[] } | Refused {
  if (answer.is === "refused") return answer;
  const refusal = whyNotReadable(answer);
  if (refusal !== undefined) return refused(refusal);
  const items = readItems(decodePage(answer));
  const commits = items?.flatMap((item) => commitOf(item) ?? []);
  if (items === undefined || commits?.length !== items.length)
    return refused({ reason: "not-supported", status: answer.status });
  return { commits };
}

/** What an item says of its commit. The message stands there twice; only the second may hold control characters. */
const fields = ["guid", "author", "pubDate", "description", "content:encoded"] as const;
type Field = (typeof fields)[number];
type Item = { [field in Field]?: string };

/** `rss`, `channel`, `item`, a field. */
const maxDepth = 4;

/**
 * The items of a feed; undefined where it is none or not closed. Messages that are not in UTF-8 make it malformed XML
 * (their bytes stand in it as they are), which matters to no one here.
 */
function readItems(text: string): Item[] | undefined {
  const items: Item[] = [];
  let field: Field | undefined;
  let isWhole = false;
  const { path, run, stop } = walk(text, "xml", {
    open(name) {
      if (path.length === maxDepth || (path[0] ?? name) !== "rss") return stop();
      const parent = path.join(" ");
      if (parent === "rss channel" && name === "item") items.push({});
      field = parent === "rss channel item" ? fields.find((one) => one === name) : undefined;
    },
    attribute() {},
    text(written) {
      const item = items.at(-1);
      if (item !== undefined && field !== undefined) item[field] = (item[field] ?? "") + written;
    },
    close(_, end) {
      field = undefined;
      if (path.length === 1) isWhole = end !== undefined;
    },
  });
  run();
  return isWhole ? items : undefined;
}

function commitOf(item: Item): Commit | undefined {
  const id = item.guid?.trim() ?? "";
  if (!isObjectId(id)) return undefined;
  const author = oneLine(item.author ?? "");
  const committedAt = readRfc822(item.pubDate?.trim() ?? "");
  return {
    id,
    ...splitMessage(item["content:encoded"] ?? item.description ?? ""),
    ...(author === "" ? {} : { author }),
    ...(committedAt === undefined ? {} : { committedAt }),
  };
}

/** `Tue, 13 Oct 2015 14:36:39 +0530`, the only form in which these feeds write a date. */
const rfc822 = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} [1-9]\d{3} \d{2}:\d{2}:\d{2} [+-]\d{4}$/;

function readRfc822(text: string): string | undefined {
  const ms = rfc822.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(ms) ? undefined : formatTime(ms);
}
