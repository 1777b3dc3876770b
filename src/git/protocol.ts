/**
 * PURE. What is said to a git server in version 2 of its protocol before objects are fetched (gitprotocol-v2): what it
 * can do, and where its refs point.
 */
import { joinBytes } from "../bytes.ts";
import { type Failed, failure, type GitFailure } from "./failure.ts";
import { formatOf, isObjectId, type ObjectFormat } from "./object-id.ts";
import { DELIMITER, FLUSH, LENGTH_DIGITS, lineOf, packet, packetsOf } from "./pkt-line.ts";

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
  const next = packetsOf(body);
  const kept: Uint8Array[] = [];
  let at = 0;
  for (;;) {
    const one = next();
    if (one.is === "flush" || one.is === "end") return joinBytes([...kept, body.subarray(at)]);
    if (one.is !== "payload") return body;
    const end = at + LENGTH_DIGITS + one.bytes.length;
    const name = lineOf(one.bytes).split(" ", 2)[1] ?? "";
    if (prefixes.some((prefix) => name.startsWith(prefix))) kept.push(body.subarray(at, end));
    at = end;
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

function readRef(line: string): Ref | "unborn" | undefined {
  const [id = "", name = "", ...attributes] = line.split(" ");
  if (id === "unborn") return "unborn";
  if (!isObjectId(id) || name === "") return undefined;
  const valueOf = (attribute: string) =>
    attributes.find((one) => one.startsWith(attribute))?.slice(attribute.length);
  const peeled = valueOf("peeled:");
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

/** The lines of an answer that ends in a flush packet; other flush and delimiter packets say nothing here. */
function linesOf(body: Uint8Array): string[] | GitFailure {
  if (body.length === 0) return failure("silent");
  const next = packetsOf(body);
  const lines: string[] = [];
  for (let last = ""; ;) {
    const one = next();
    switch (one.is) {
      case "payload": {
        const line = lineOf(one.bytes);
        const error = readError(line);
        if (error !== undefined) return failure(error);
        lines.push(line);
        break;
      }
      case "end":
        return last === "flush" ? lines : failure("cut");
      case "cut":
        return failure(lines.length === 0 ? "not-git" : "cut");
      case "damaged":
        return failure(lines.length === 0 ? "not-git" : "damaged");
      case "flush":
      case "delimiter":
      case "response-end":
        break;
    }
    last = one.is;
  }
}

/** Whether a line is the first of an advertisement of version 0 or 1. */
function isOldAdvertisement(line = ""): boolean {
  return line === "version 1" || isObjectId(line.split(/[ \0]/)[0] ?? "");
}
