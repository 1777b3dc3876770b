/** PURE. Commit objects: what they link to, and what people read of them (gitformat-commit is what git itself writes). */
import type { Commit } from "../listing.ts";
import { formatTime, SECOND } from "../time.ts";
import { formatOf, isObjectId } from "./object-id.ts";

/** What a commit is made of: the tree of the whole repository, and the commits it follows. */
export type CommitLinks = { tree: string; parents: readonly string[] };

/** Bytes of a message that are read. Longer ones are cut: nobody reads on, and they are kept and sent whole. */
const MESSAGE_BYTES = 64 * 1024;
/** Bytes of a header line that are read. */
const HEADER_BYTES = 4096;
/** The most that anyone has merged at once is 66. */
const MAX_PARENTS = 1000;
/** The last second of the year 9999, beyond which times are written in another way. */
const LAST_SECOND = 253_402_300_799;

/**
 * The links that a commit object begins with. Undefined where it does not begin as one, or follows more than 1,000 others,
 * which only an attack does. `id` tells the ids' length.
 */
export function readLinks(id: string, content: Uint8Array): CommitLinks | undefined {
  const parents: string[] = [];
  let tree: string | undefined;
  for (const [name, value] of headersOf(content)) {
    if (name === "tree" && tree === undefined) tree = value;
    else if (name === "parent" && parents.length < MAX_PARENTS) parents.push(value);
    else if (name === "parent") return undefined;
    else break;
  }
  if (tree === undefined) return undefined;
  const areIds = [tree, ...parents].every((one) => isObjectId(one) && formatOf(one) === formatOf(id));
  return areIds ? { tree, parents } : undefined;
}

/**
 * A commit as people read it: the first paragraph of its message as the title, what follows as the body, who wrote it,
 * when it was committed. What is missing or malformed is left out. Text is decoded as the commit says, else as UTF-8.
 */
export function describeCommit(id: string, content: Uint8Array, url?: string): Commit {
  const end = messageStart(content);
  const decode = decoderFor(headerOf(content, "encoding"));
  const author = readName(headerOf(content, "author", decode));
  const committedAt = readTime(headerOf(content, "committer", decode));
  const { title, body } = splitMessage(decode(content.subarray(end, end + MESSAGE_BYTES)));
  return {
    id,
    title,
    ...(author === "" ? {} : { author }),
    ...(committedAt === undefined ? {} : { committedAt }),
    ...(url === undefined ? {} : { url }),
    ...(body === "" ? {} : { body }),
  };
}

const LINE_FEED = 0x0a;
const SPACE = 0x20;

/** Where the message begins: after the first empty line. */
function messageStart(content: Uint8Array): number {
  for (let at = content.indexOf(LINE_FEED); at >= 0; at = content.indexOf(LINE_FEED, at + 1)) {
    if (content[at + 1] === LINE_FEED) return at + 2;
  }
  return content.length;
}

/**
 * Names and values of the header's lines. Those that begin with a space go on with what the one before says (signatures,
 * merged tags), and are passed over.
 */
function* headersOf(content: Uint8Array, decode = decodeUtf8): Generator<[name: string, value: string]> {
  let at = 0;
  while (at < content.length && content[at] !== LINE_FEED) {
    const found = content.indexOf(LINE_FEED, at);
    const end = found < 0 ? content.length : found;
    if (content[at] !== SPACE) yield splitHeader(content.subarray(at, end), decode);
    at = end + 1;
  }
}

function splitHeader(line: Uint8Array, decode: Decode): [name: string, value: string] {
  const space = line.indexOf(SPACE);
  const end = space < 0 ? line.length : space;
  return [decode(line.subarray(0, end)), decode(line.subarray(end + 1, end + 1 + HEADER_BYTES))];
}

function headerOf(content: Uint8Array, wanted: string, decode = decodeUtf8): string | undefined {
  for (const [name, value] of headersOf(content, decode)) if (name === wanted) return value;
  return undefined;
}

type Decode = (bytes: Uint8Array) => string;

const utf8 = new TextDecoder();
const decodeUtf8: Decode = (bytes) => utf8.decode(bytes);

/** Reads text in the encoding that a commit names, where that is one this platform knows. */
function decoderFor(encoding: string | undefined): Decode {
  if (encoding === undefined) return decodeUtf8;
  try {
    const decoder = new TextDecoder(encoding);
    return (bytes) => decoder.decode(bytes);
  } catch {
    return decodeUtf8;
  }
}

/** `Ada Lovelace` of `Ada Lovelace <ada@example> 1700000000 +0100`; empty where there is no name. */
function readName(person = ""): string {
  return person.split("<", 1)[0]?.replace(/\s+/g, " ").trim() ?? "";
}

/** The time in such a line, which stands after the address; undefined where there is none in the years to 9999. */
function readTime(person = ""): string | undefined {
  const seconds = /^\s*(\d{1,12})(?:\s|$)/.exec(person.slice(person.lastIndexOf(">") + 1))?.[1];
  return seconds === undefined || Number(seconds) > LAST_SECOND
    ? undefined
    : formatTime(Number(seconds) * SECOND);
}

/** The first paragraph on one line, as git's `%s` has it, and the rest without white space at its end. */
function splitMessage(message: string): { title: string; body: string } {
  const text = message.replace(/\r\n/g, "\n").replace(/^(?:[^\S\n]*\n)+/, "");
  const end = /\n[^\S\n]*(?:\n|$)/.exec(text)?.index ?? text.length;
  const body = text.slice(end).replace(/^(?:[^\S\n]*\n)+/, "");
  return { title: text.slice(0, end).replace(/\s+/g, " ").trim(), body: body.trimEnd() };
}
