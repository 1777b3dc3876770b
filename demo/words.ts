/** What the demo says, and when. */
import { framed, styled } from "../local/terminal.ts";
import { oneLine } from "../src/text.ts";
import type { Push } from "./forge.ts";
import type { Event } from "./play.ts";

/** The addresses that a newcomer wants. */
export type Addresses = { url: string; forge: string; page: string; feed: string };

/** The beginning. `position` is how many of the `total` pushes have happened in earlier runs. */
export function opening({ url, forge, page, feed }: Addresses, position: number, total: number): string {
  return [
    url,
    "",
    "Treewatch watches a directory and tells people what changed in it. Here the directory is SPDK's lib/",
    "on a forge of the demo's own, and what a Slack channel would get is shown in this window.",
    "",
    `  ${styled("dim", "Forge")}  ${forge}`,
    `  ${styled("dim", "Page")}   ${page}`,
    `  ${styled("dim", "Feed")}   ${feed}`,
    "",
    ...(position === 0 ? [] : [resumed(position, total), ""]),
  ].join("\n");
}

function resumed(position: number, total: number): string {
  return position < total
    ? `The forge goes on where it stood: ${position} of its ${total} pushes have happened.`
    : "The forge has no more pushes: they all happened in earlier runs. Delete the state folder to begin anew.";
}

/** One thing that happens. */
export function happening(event: Event, addresses: Addresses, everySeconds: number): string {
  switch (event.is) {
    case "baseline":
      return stamped(`First look: ${event.entries} entries. They are the baseline, which is told to nobody.`);
    case "pushed":
      return stamped(pushed(event.pushes));
    case "first-told":
      return lookAround(addresses);
    case "all-told":
      return ending(everySeconds);
  }
}

/** The inbox got a message. */
export function told(text: string): string {
  const width = Math.min(process.stdout.columns ?? 100, 110);
  return `${stamped("Slack gets")}\n${framed(text, width)}`;
}

function lookAround({ page, feed }: Addresses): string {
  return [
    "",
    `The same is on the page and in the feed: ${page} and ${feed}`,
    `To watch directories of your own: edit ${styled("bold", "watches.ts")} and run npm start, or at once npm start -- URL`,
    "It stays quiet for fifteen seconds; then twelve weeks of SPDK's history go by, six pushes a second.",
    "",
  ].join("\n");
}

function ending(everySeconds: number): string {
  return [
    "",
    `That was all the forge had. Treewatch goes on looking, every ${everySeconds} s; Ctrl-C ends it, and a restart goes on from here.`,
    `Next: edit ${styled("bold", "watches.ts")} and run npm start.`,
  ].join("\n");
}

/** Of several, whose titles would be too much to read, the first one's day and their ids. */
function pushed(pushes: readonly Push[]): string {
  const [first, second] = pushes;
  if (first !== undefined && second === undefined) return `Somebody pushes ${commit(first)}`;
  return `${first?.head.committedAt?.slice(0, 10)}  ${pushes.map(({ head }) => shortId(head)).join(" ")}`;
}

function commit({ head }: Push): string {
  const author = head.author === undefined ? "" : ` — ${oneLine(head.author)}`;
  return `${shortId(head)} ${oneLine(head.title)}${author}`;
}

function shortId({ id }: Push["head"]): string {
  return styled("cyan", id.slice(0, 7));
}

function stamped(text: string): string {
  return `${styled("dim", new Date().toTimeString().slice(0, 8))}  ${text}`;
}
