/**
 * The only place that fetches from upstreams. It turns a request into a page or into the reason why there is none;
 * what a page means is for `page.ts` to say. It keeps nothing between requests: no cookies, no cache. Credentials of an
 * address are dropped; those that it is given go to their own origin alone.
 */
import { refusedHost } from "../address.ts";
import { joinBytes } from "../bytes.ts";
import { version } from "../version.ts";
import { challengeBehind } from "./challenge.ts";
import type { Answer, Page, PageRequest, Refused } from "./contract.ts";
import { type Refusal, refused } from "./refusal.ts";

/** Makes one request. Never rejects: what goes wrong is a refusal. */
export type Perform = (request: PageRequest) => Promise<Answer>;

/** The platform's `fetch`, as far as it is used. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** Redirects followed for one request, each checked as the first address was. */
const MAX_REDIRECTS = 3;
/** Time for one request with its redirects and the whole body. */
const TIMEOUT_MS = 15_000;
/** Bytes of a body, after decompression. */
const MAX_BYTES = 10 * 1024 * 1024;

/** Characters of a contact that upstreams are shown. */
const MAX_CONTACT_LENGTH = 200;

const REDIRECT_STATUSES = new Set([301, 302, 303, 307, 308]);

/** What another origin may be told that was meant for the first. */
const ANY_ORIGIN_HEADERS = new Set(["accept", "accept-language", "user-agent"]);

/** What shows an upstream who asks: the value of the header `Authorization`, and the only origin that gets it. */
export type Credentials = { origin: string; authorization: string };

type Limits = { allowPrivateHosts: boolean; maxBytes: number };

/** One request on the way along its redirects. */
type Hop = { url: URL; method: "GET" | "POST"; headers: Headers; body: string | null };

/**
 * The performer of all requests to upstreams. It refuses `timeout`, `network`, `tls` (where the platform's error tells),
 * `too-large`, `private-address` (unless `allowPrivateHosts`), `redirect-refused` and, for a redirect that belongs to
 * one, `bot-challenge`; an answer of any status is a page. It asks for `text/html` unless the request says otherwise;
 * the `User-Agent` is always its own. Defaults: 15 s, 10 MiB. `credentials` go along with each request to their origin,
 * until a redirect leads to another one.
 */
export function createPerform(options: {
  fetch: Fetch;
  userAgent: string;
  allowPrivateHosts: boolean;
  credentials?: Credentials;
  timeoutMs?: number;
  maxBytes?: number;
}): Perform {
  const { fetch, allowPrivateHosts, credentials, timeoutMs = TIMEOUT_MS, maxBytes = MAX_BYTES } = options;
  return async (request) => {
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(), timeoutMs);
    try {
      const send = ({ url, ...init }: Hop) =>
        fetch(url.href, { ...init, redirect: "manual", signal: deadline.signal });
      const first = firstHop(request, options.userAgent, credentials);
      return await follow(first, send, { allowPrivateHosts, maxBytes });
    } catch (error) {
      if (deadline.signal.aborted) return refused({ reason: "timeout", timeoutMs });
      return refused({ reason: isTlsError(error) ? "tls" : "network" });
    } finally {
      clearTimeout(timer);
    }
  };
}

/**
 * The `User-Agent` of every request to an upstream: `Treewatch/<version> (+<contact>)`, the contact being `contact`,
 * else `publicUrl`. Without the parentheses where neither is set. A contact is cut to 200 characters and loses what
 * RFC 9110 (5.5, 5.6.5) does not let stand in a header's comment.
 */
export function userAgent({
  contact,
  publicUrl,
}: {
  contact?: string | undefined;
  publicUrl?: string | undefined;
}): string {
  const named = commentText(contact) || commentText(publicUrl);
  return named === "" ? `Treewatch/${version}` : `Treewatch/${version} (+${named})`;
}

function commentText(text = ""): string {
  const sendable = text.replace(/[^ -~]|[()\\]/g, "").trim();
  return sendable.slice(0, MAX_CONTACT_LENGTH);
}

async function follow(first: Hop, send: (hop: Hop) => Promise<Response>, limits: Limits): Promise<Answer> {
  let hop = first;
  for (let redirects = 0; ; redirects++) {
    const refusal = whyNotAsked(hop.url, limits);
    if (refusal !== undefined) return refused(refusal);
    const response = await send(hop);
    if (!REDIRECT_STATUSES.has(response.status)) return readPage(hop.url, response, limits.maxBytes);
    await response.body?.cancel();
    if (redirects === MAX_REDIRECTS) return refused({ reason: "redirect-refused", because: "too-many" });
    const location = response.headers.get("location");
    const target = location === null ? null : URL.parse(location, hop.url);
    if (target === null) return refused({ reason: "redirect-refused", because: "no-location" });
    hop = nextHop(hop, target, response.status);
  }
}

function whyNotAsked(url: URL, { allowPrivateHosts }: Limits): Refusal | undefined {
  if (url.protocol !== "http:" && url.protocol !== "https:")
    return { reason: "redirect-refused", because: "not-http" };
  const host = refusedHost(url, allowPrivateHosts);
  if (host !== undefined) return { reason: "private-address", host };
  const product = challengeBehind(url);
  return product === undefined ? undefined : { reason: "bot-challenge", product };
}

/** Reads the body, and counts while it comes: what a header says of its length proves nothing. */
async function readPage(url: URL, response: Response, maxBytes: number): Promise<Page | Refused> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop cancels the body.
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > maxBytes) return refused({ reason: "too-large", maxBytes });
    chunks.push(chunk);
  }
  return {
    is: "page",
    url: url.href,
    status: response.status,
    headers: response.headers,
    body: joinBytes(chunks),
  };
}

function firstHop(
  { url: address, method = "GET", headers = {}, body = "" }: PageRequest,
  agent: string,
  credentials: Credentials | undefined,
): Hop {
  const url = withoutCredentials(new URL(address));
  const all = new Headers({ accept: "text/html" });
  for (const [name, value] of Object.entries(headers)) all.set(name, value);
  all.set("user-agent", agent);
  // From here on it is a header like any other that is not for another origin: `nextHop` takes it away for good.
  if (url.origin === credentials?.origin) all.set("authorization", credentials.authorization);
  return {
    url,
    method,
    headers: all,
    body: method === "GET" ? null : body,
  };
}

/** The request that a redirect asks for: RFC 9110, 15.4, with the method as browsers change it (Fetch, 4.4). */
function nextHop(hop: Hop, target: URL, status: number): Hop {
  const url = withoutCredentials(target);
  const headers = url.origin === hop.url.origin ? new Headers(hop.headers) : onlyForAnyOrigin(hop.headers);
  if (status === 307 || status === 308) return { ...hop, url, headers };
  headers.delete("content-type");
  return { url, method: "GET", headers, body: null };
}

function onlyForAnyOrigin(headers: Headers): Headers {
  return new Headers([...headers].filter(([name]) => ANY_ORIGIN_HEADERS.has(name)));
}

function withoutCredentials(url: URL): URL {
  const bare = new URL(url);
  bare.username = "";
  bare.password = "";
  bare.hash = "";
  return bare;
}

/** Node names the cause; workerd does not, and Cloudflare's network answers 525 or 526, which `page.ts` reads. */
function isTlsError(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && "code" in cause && /CERT|SSL|TLS|SIGNATURE/.test(String(cause.code));
}
