/**
 * PURE. Requests that several watches have in common, made once for all of them: the same request, and requests for refs of
 * one repository, which are asked for together.
 */
import { exchangePrefixes, narrowRefs } from "../git/protocol.ts";
import { sha256 } from "../hash.ts";
import type { Answer, PageRequest } from "./contract.ts";

/** The most prefixes in one request for refs: each answer is taken apart for each of them. */
const MAX_PREFIXES = 20;

/** Whether an answer to one request is an answer to the other. */
export function isSameRequest(a: PageRequest, b: PageRequest): boolean {
  return a.url === b.url && a.method === b.method && a.body === b.body;
}

/**
 * Requests, no two of them the same, in groups that one request each can be made for (see `requestFor`): those with different
 * tokens are apart.
 */
export function groupRequests<Of extends { request: PageRequest; token: string }>(
  all: readonly Of[],
): Of[][] {
  const groups = Map.groupBy(all, ({ request: { url, method, body = "", prefixes }, token }) => {
    const frame = prefixes === undefined ? body : exchangePrefixes(body, prefixes, []);
    return JSON.stringify([token, url, method, frame]);
  });
  return [...groups.values()].flatMap((group) =>
    Array.from({ length: Math.ceil(group.length / MAX_PREFIXES) }, (_, index) =>
      group.slice(index * MAX_PREFIXES, (index + 1) * MAX_PREFIXES),
    ),
  );
}

/** The request whose answer holds the answers to all of a group. */
export function requestFor(group: readonly PageRequest[]): PageRequest {
  const [first, ...others] = group;
  if (first === undefined) throw new Error("a group has a request");
  const { body = "", prefixes: before = [] } = first;
  if (others.length === 0) return first;
  const prefixes = [...new Set(group.flatMap((request) => request.prefixes ?? []))].toSorted();
  return { ...first, prefixes, body: exchangePrefixes(body, before, prefixes) };
}

/** What `answer`, to the request for a whole group, is to one of it. */
export function answerTo(request: PageRequest, answer: Answer, group: readonly PageRequest[]): Answer {
  if (group.length === 1 || answer.is === "refused") return answer;
  return { ...answer, body: narrowRefs(answer.body, request.prefixes ?? []) };
}

/**
 * Names the answer to a request: another one where anything in it is that was asked for, whatever a server says of other
 * refs. Undefined where nothing was answered.
 */
export function digestOf({ prefixes }: PageRequest, answer: Answer): string | undefined {
  if (answer.is === "refused") return undefined;
  const asked = prefixes === undefined ? answer.body : narrowRefs(answer.body, prefixes);
  return sha256(JSON.stringify([answer.url, answer.status]), asked);
}
