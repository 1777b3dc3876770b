/** PURE. The command `fetch` of version 2 of git's protocol (gitprotocol-v2): its request, and what is answered. */
import { joinBytes } from "../bytes.ts";
import { failure, type GitFailure } from "./failure.ts";
import type { ObjectFormat } from "./object-id.ts";
import { lineOf, type Packet, packetsOf } from "./pkt-line.ts";
import { commandRequest, readError } from "./protocol.ts";

/** What is left out of the pack: all trees and file contents, or only file contents. Wanted objects always come. */
export type ObjectFilter = "tree:0" | "blob:none";

/** What is asked for. */
export type FetchQuestion = {
  /** Object ids; any object may be wanted, if the server lets it. */
  wants: readonly string[];
  /** A commit that is known with all that came before it: the server leaves that out. */
  have?: string;
  /** Commits from each wanted one back, itself counted. */
  depth?: number;
  filter?: ObjectFilter;
  /** Makes the server send at once. Without it, it first says whether it knows `have`, and stops there if it does not. */
  done: boolean;
};

/** The request. It never asks for a thin pack: all that the deltas in the pack need is in it. */
export function fetchRequest(question: FetchQuestion, format: ObjectFormat): string {
  const { wants, have, depth, filter, done } = question;
  return commandRequest("fetch", format, [
    "no-progress",
    "ofs-delta",
    ...wants.map((id) => `want ${id}`),
    ...(depth === undefined ? [] : [`deepen ${depth}`]),
    ...(filter === undefined ? [] : [`filter ${filter}`]),
    ...(have === undefined ? [] : [`have ${have}`]),
    ...(done ? ["done"] : []),
  ]);
}

/** What the server answers. */
export type FetchAnswer = {
  /** Whether the server knows the commit that the request said it has. */
  acknowledged: boolean;
  /** Absent where the server waits for more to be said. */
  pack?: Uint8Array;
};

/**
 * Reads an answer. Failures are those of the packets and of the side band; a pack that is there is whole as far as the
 * packets go, and has not been looked into.
 */
export function readFetch(body: Uint8Array): FetchAnswer | GitFailure {
  if (body.length === 0) return failure("silent");
  const next = packetsOf(body);
  let acknowledged = false;
  const first = next();
  if (first.is === "damaged") return failure("not-git");
  for (let section = first; ; section = next()) {
    if (section.is === "flush") return { acknowledged };
    if (section.is !== "payload") return unexpected(section);
    const name = lineOf(section.bytes);
    if (name === "packfile") {
      const pack = readSideBand(next);
      return pack instanceof Uint8Array ? { acknowledged, pack } : pack;
    }
    if (!OTHER_SECTIONS.has(name)) return failure(readError(name) ?? "not-git");
    const lines = readSection(next);
    if (!("lines" in lines)) return lines;
    if (name === "acknowledgments") acknowledged = lines.lines.some((line) => line.startsWith("ACK "));
    if (lines.isLast) return { acknowledged };
  }
}

const OTHER_SECTIONS = new Set(["acknowledgments", "shallow-info", "wanted-refs", "packfile-uris"]);

/** The lines of a section other than the pack. */
function readSection(next: () => Packet): { lines: string[]; isLast: boolean } | GitFailure {
  const lines: string[] = [];
  for (let one = next(); ; one = next()) {
    if (one.is === "delimiter" || one.is === "flush") return { lines, isLast: one.is === "flush" };
    if (one.is !== "payload") return unexpected(one);
    const line = lineOf(one.bytes);
    const error = readError(line);
    if (error !== undefined) return failure(error);
    lines.push(line);
  }
}

/** The pack, out of the packets that carry it beside progress (band 2) and a fatal error (band 3). */
function readSideBand(next: () => Packet): Uint8Array | GitFailure {
  const chunks: Uint8Array[] = [];
  for (let one = next(); one.is !== "flush"; one = next()) {
    if (one.is !== "payload") return unexpected(one);
    const [band] = one.bytes;
    if (band === 1) {
      chunks.push(one.bytes.subarray(1));
    } else if (band !== 2) {
      return failure(readError(lineOf(one.bytes)) ?? (band === 3 ? "remote" : "damaged"));
    }
  }
  return joinBytes(chunks);
}

function unexpected(one: Packet): GitFailure {
  return failure(one.is === "end" || one.is === "cut" ? "cut" : "damaged");
}
