/**
 * PURE. What a host's robots.txt says to Treewatch (RFC 9309). It is for pages that are read as a browser would: an
 * upstream with a protocol for programs is not a crawler of pages.
 */
import type { Answer, PageRequest } from "./contract.ts";
import type { Perform } from "./fetch.ts";
import { decodePage } from "./page.ts";
import { type RobotsVerdict, refused } from "./refusal.ts";
import { allows } from "./robots-txt.ts";

/** The name by which robots.txt may address Treewatch. */
const PRODUCT = "Treewatch";
/** RFC 9309, 2.5: at least 500 KiB have to be read; what comes after is not. */
const MAX_LENGTH = 512_000;

/** The rules of a host. `unreadable` where it could not say any: then everything is forbidden (RFC 9309, 2.3.1.4). */
export type Robots = { rules: string } | "unreadable";

/** The request for the rules that hold for an address. */
export function robotsRequest(url: string): PageRequest {
  return { url: new URL("/robots.txt", url).href, headers: { accept: "text/plain" } };
}

/** The rules that an answer holds. A client error means that there are none (RFC 9309, 2.3.1.3). */
export function readRobots(answer: Answer): Robots {
  if (answer.is === "refused") return "unreadable";
  if (answer.status >= 200 && answer.status < 300) return { rules: decodePage(answer).slice(0, MAX_LENGTH) };
  return answer.status >= 400 && answer.status < 500 ? { rules: "" } : "unreadable";
}

/** What the rules say of an address. */
export function judgeByRobots(robots: Robots, url: string): "allowed" | RobotsVerdict {
  if (robots === "unreadable") return "unreadable";
  return allows(robots.rules, PRODUCT, new URL(url)) ? "allowed" : "forbidden";
}

/** Git's own endpoints (gitprotocol-http): a protocol for programs, which is not crawling. */
const gitEndpoint = /\/(?:info\/refs|git-upload-pack)$/;

/** A performer that asks for no page which `judge` does not allow. */
export function obeying(
  perform: Perform,
  judge: (url: string) => Promise<"allowed" | RobotsVerdict>,
): Perform {
  return async (request) => {
    if (gitEndpoint.test(new URL(request.url).pathname)) return perform(request);
    const verdict = await judge(request.url);
    if (verdict === "allowed") return perform(request);
    return refused({ reason: "robots", because: verdict });
  };
}
