/**
 * PURE. What is said to a git server in version 2 of its protocol before objects are fetched (gitprotocol-v2): what it
 * can do, and where its refs point.
 */
import { joinBytes } from "../bytes.ts";
import { type Failed, failure, type GitFailure } from "./failure.ts";
import { formatOf, isObjectId, type ObjectFormat } from "./object-id.ts";
import { DELIMITER, FLUSH, LENGTH_DIGITS, lineOf, packet, packetsOf, withoutFeed } from "./pkt-line.ts";

/** What a server says that it can do, as far as it matters here. */
export type Capabilities = {
  format: ObjectFormat;
  /** Whether parts of what is fetched can be left out. */
  filter: boolean;
};

/** A branch, a tag or `HEAD`. */
export type Ref = {
  /** `refs/heads/main`, `HEAD`. */
  name: string;
  /** The object that it points to. */
  id: string;
  /** Of an annotated tag: the object that is tagged. */
  peeled?: string;
  /** Of a symbolic ref: the name of the ref that it stands for. */
  target?: string;
};

const SPACE = 0x20;
/** What stands before the object that an annotated tag is of. */
const PEELED = "peeled:";

/**
 * What the answer to `GET {repository}/info/refs?service=git-upload-pack` says. `old-protocol` where the server speaks
 * another version, `not-git` where it is no answer of git's. GitHub and GitLab put a line about the service in front.
 */
export function readCapabilities(body: Uint8Array): Capabilities | GitFailure {
  const lines = linesOf(body);
  if (!Array.isArray(lines)) return lines;
  if (lines[0]?.startsWith("# service=")) lines.shift();
  if (lines[0] !== "version 2") return failure(isOldAdvertisement(lines[0]) ? "old-protocol" : "not-git");
  const valueOf = (name: string) => lines.find((line) => line.startsWith(`${name}=`))?.slice(name.length + 1);
  return {
    format: valueOf("object-format") === "sha256" ? "sha256" : "sha1",
    filter: (valueOf("fetch") ?? "").split(" ").includes("filter"),
  };
}

/** The request for the refs that begin with one of the prefixes. Servers may answer with more. */
export function lsRefsRequest(prefixes: readonly string[], format: ObjectFormat): string {
  return exchangePrefixes(commandRequest("ls-refs", format, ["peel", "symrefs"]), [], prefixes);
}

/** The request for refs `body`, which asks for `before`, as one that asks for `prefixes` instead. */
export function exchangePrefixes(
  body: string,
  before: readonly string[],
  prefixes: readonly string[],
): string {
  const end = prefixPackets(before) + FLUSH;
  return body.slice(0, body.length - end.length) + prefixPackets(prefixes) + FLUSH;
}

function prefixPackets(prefixes: readonly string[]): string {
  return prefixes.map((prefix) => packet(`ref-prefix ${prefix}`)).join("");
}

/**
 * Of an answer with refs, what a server says to a question for these prefixes alone: that is all, where it is no such
 * answer.
 */
export function narrowRefs(body: Uint8Array, prefixes: readonly string[]): Uint8Array {
  const wanted = prefixes.map((prefix) => new TextEncoder().encode(prefix));
  const next = packetsOf(body);
  const kept: Uint8Array[] = [];
  let at = 0;
  // Where what is kept begins, of packets one after the other.
  let run: number | undefined;
  for (;;) {
    const one = next();
    if (one.is === "flush" || one.is === "end") return joinBytes([...kept, body.subarray(run ?? at)]);
    if (one.is !== "payload") return body;
    const nameAt = one.bytes.indexOf(SPACE) + 1;
    if (wanted.some((prefix) => prefix.every((byte, place) => byte === one.bytes[nameAt + place])))
      run ??= at;
    else if (run !== undefined) {
      kept.push(body.subarray(run, at));
      run = undefined;
    }
    at += LENGTH_DIGITS + one.bytes.length;
  }
}

/** One request: a command and its arguments. The format is left out where it is the one that servers take for granted. */
export function commandRequest(command: string, format: ObjectFormat, lines: readonly string[]): string {
  const head = [`command=${command}`, ...(format === "sha1" ? [] : [`object-format=${format}`])];
  return [...head.map(packet), DELIMITER, ...lines.map(packet), FLUSH].join("");
}

/** The refs in an answer; none where no ref begins so. `damaged` where a line is no ref. */
export function readRefs(body: Uint8Array): Ref[] | GitFailure {
  const lines = linesOf(body);
  if (!Array.isArray(lines)) return lines;
  const refs: Ref[] = [];
  for (const line of lines) {
    const ref = readRef(line);
    if (ref === "unborn") continue;
    if (ref === undefined) return failure("damaged");
    refs.push(ref);
  }
  return refs;
}

/**
 * Hands over each ref of an answer by its name and the object that it comes to: of an annotated tag, the tagged one. That the
 * object's id is one is for the caller to see: for answers of megabytes, of which little is new, nothing is made of what
 * nobody looks at. Returns what is wrong with the answer, as `readRefs` does, once it has come to it.
 */
export function visitRefs(
  body: Uint8Array,
  visit: (name: string, id: string) => void,
): GitFailure | undefined {
  let isDamaged = false;
  const wrong = eachLine(body, (line) => {
    const space = line.indexOf(" ");
    const end = line.indexOf(" ", space + 1);
    const name = end < 0 ? line.slice(space + 1) : line.slice(space + 1, end);
    const peeled = end < 0 ? -1 : line.indexOf(PEELED, end) + PEELED.length;
    if (space < 0 || name === "") isDamaged = true;
    // Both ids are of one length.
    else visit(name, peeled < PEELED.length ? line.slice(0, space) : line.slice(peeled, peeled + space));
  });
  return wrong ?? (isDamaged ? failure("damaged") : undefined);
}

function readRef(line: string): Ref | "unborn" | undefined {
  const [id = "", name = "", ...attributes] = line.split(" ");
  if (id === "unborn") return "unborn";
  if (!isObjectId(id) || name === "") return undefined;
  const valueOf = (attribute: string) =>
    attributes.find((one) => one.startsWith(attribute))?.slice(attribute.length);
  const peeled = valueOf(PEELED);
  const target = valueOf("symref-target:");
  if (peeled !== undefined && (!isObjectId(peeled) || formatOf(peeled) !== formatOf(id))) return undefined;
  return {
    name,
    id,
    ...(peeled === undefined ? {} : { peeled }),
    ...(target === undefined ? {} : { target }),
  };
}

/** What the server says is wrong, where a line says so (gitprotocol-pack, "ERR"); its words differ from server to server. */
export function readError(line: string): Failed | undefined {
  if (!line.startsWith("ERR ")) return undefined;
  if (/not our ref|not valid|unadvertised object|no such|not found|missing/i.test(line)) return "no-object";
  return /filter/i.test(line) ? "no-filter" : "remote";
}

function linesOf(body: Uint8Array): string[] | GitFailure {
  const lines: string[] = [];
  return eachLine(body, (line) => lines.push(line)) ?? lines;
}

/** Hands over the lines of an answer that ends in a flush packet; other flush and delimiter packets say nothing here. */
function eachLine(body: Uint8Array, visit: (line: string) => void): GitFailure | undefined {
  if (body.length === 0) return failure("silent");
  const next = packetsOf(body);
  // Decoded as a whole: line by line, a megabyte of them takes five times as long.
  const text = decodeAscii(body);
  let isFirst = true;
  for (let last = ""; ;) {
    const one = next();
    switch (one.is) {
      case "payload": {
        const { bytes } = one;
        const start = bytes.byteOffset - body.byteOffset;
        const line =
          text === undefined ? lineOf(bytes) : withoutFeed(text.slice(start, start + bytes.length));
        const error = readError(line);
        if (error !== undefined) return failure(error);
        visit(line);
        isFirst = false;
        break;
      }
      case "end":
        return last === "flush" ? undefined : failure("cut");
      case "cut":
        return failure(isFirst ? "not-git" : "cut");
      case "damaged":
        return failure(isFirst ? "not-git" : "damaged");
      case "flush":
      case "delimiter":
      case "response-end":
        break;
    }
    last = one.is;
  }
}

/** The text of bytes that are ASCII, a character each; undefined where they are not. */
function decodeAscii(bytes: Uint8Array): string | undefined {
  const text = new TextDecoder().decode(bytes);
  // What is not ASCII takes more bytes than characters, or is no UTF-8.
  return text.length === bytes.length && !text.includes("\uFFFD") ? text : undefined;
}

/** Whether a line is the first of an advertisement of version 0 or 1. */
function isOldAdvertisement(line = ""): boolean {
  return line === "version 1" || isObjectId(line.split(/[ \0]/)[0] ?? "");
}
