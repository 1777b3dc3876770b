/**
 * One representation of a resource, and its answer to a conditional request (RFC 9110, 13). Bodies are a pure function
 * of what is stored, so an ETag is made of what goes into a body, and an unchanged one is never rendered.
 */
import { createHash } from "node:crypto";
import { version } from "../version.ts";
import { cors } from "./cors.ts";
import { asksForInstalments, asksUnaware, type Instalments } from "./instalment.ts";

export const JSON_TYPE = "application/json; charset=utf-8";

/** Who may keep an answer, and for how long. */
export type Keeping =
  /** Never changes: kept for a year by anybody. */
  | "immutable"
  /** Kept for a minute by anybody, and served on while the origin fails. */
  | "shared"
  /** Likewise, but by the reader alone. */
  | "reader"
  /** Asked for anew each time, and kept by the reader alone. */
  | "revalidate";

const cacheControl: Readonly<Record<Keeping, string>> = {
  immutable: "public, max-age=31536000, immutable",
  shared: "public, max-age=60, stale-if-error=86400",
  reader: "private, max-age=60, stale-if-error=86400",
  revalidate: "private, no-cache",
};

export type Representation = {
  mediaType: string;
  keeping: Keeping;
  /** All that the body is made of beside the version of Treewatch: the same ingredients, the same bytes. */
  ingredients: readonly string[];
  body: () => string;
  /** When the content last changed (milliseconds since 1970); absent where that is not known. */
  modified?: number;
  headers?: Record<string, string>;
  /** Of a feed whose newest update is known. */
  instalments?: Instalments;
};

/** Rendered bodies by ETag, so that a popular feed is rendered once in each isolate. At most `MEMORY_BYTES` of them. */
const memory = new Map<string, Uint8Array>();
const MEMORY_BYTES = 16 * 1024 * 1024;
let remembered = 0;

/** ETags by what they are made of, where that is short, so that a 304 costs no hash. */
const etags = new Map<string, string>();
const MAX_ETAGS = 1000;
const MAX_KEY_LENGTH = 1000;

/**
 * The answer to a GET or HEAD: 304 where the reader's copy is still good, 226 with what is new to it where the reader
 * asks for that, else the whole. A shared cache that met an answer to `A-IM` could add a copy of its own to the next
 * request's conditions, so it keeps none of them, and `Vary` keeps its others apart.
 */
export function respond(request: Request, representation: Representation, now: number): Response {
  const etag = etagOf(representation);
  const { modified, instalments, keeping } = representation;
  const asked = instalments !== undefined && asksForInstalments(request.headers.get("a-im"));
  const headers: Record<string, string> = {
    ...cors,
    etag,
    "cache-control": cacheControl[asked && keeping === "shared" ? "reader" : keeping],
    vary: instalments === undefined ? "Accept-Encoding" : "Accept-Encoding, A-IM",
    "x-content-type-options": "nosniff",
    ...representation.headers,
  };
  // RFC 9110, 8.8.2.1: never later than Date. Updates of one poll are dated a second apart and may be ahead of it.
  if (modified !== undefined && modified <= now) headers["last-modified"] = new Date(modified).toUTCString();
  if (isFresh(request.headers, etag, modified)) return new Response(null, { status: 304, headers });
  headers["content-type"] = representation.mediaType;
  const given = asked && request.method === "GET" && !asksUnaware(request.headers.get("user-agent"));
  const news = given ? instalments.after(marksIn(request.headers)) : undefined;
  if (news === undefined) return new Response(render(etag, representation), { headers });
  return new Response(news, {
    status: 226,
    headers: { ...headers, im: "feed", "cache-control": "no-store" },
  });
}

/** Whether the reader's copy is still good, which is known before there is a body. */
export function isCurrent(request: Request, facts: Omit<Representation, "keeping" | "body">): boolean {
  return isFresh(request.headers, etagOf(facts), facts.modified);
}

/** Weak: what is between here and the reader may compress the body. Lengths keep ingredients apart, whatever is in them. */
function etagOf({ mediaType, ingredients, instalments }: Omit<Representation, "keeping" | "body">): string {
  const all = [version, mediaType, ...ingredients].map((part) => `${part.length}:${part}`).join("");
  const known = etags.get(all);
  if (known !== undefined) return known;
  const mark = instalments === undefined ? "" : `.${instalments.mark}`;
  const etag = `W/"${createHash("sha1").update(all).digest("base64url")}${mark}"`;
  if (all.length > MAX_KEY_LENGTH) return etag;
  if (etags.size >= MAX_ETAGS) etags.clear();
  etags.set(all, etag);
  return etag;
}

/** Whether the reader's copy is the current one: `If-None-Match` by weak comparison, else `If-Modified-Since`. */
function isFresh(headers: Headers, etag: string, modified: number | undefined): boolean {
  const match = headers.get("if-none-match");
  if (match !== null) {
    if (match.trim() === "*") return true;
    return tagsIn(headers).includes(etag.slice(2));
  }
  const since = Date.parse(headers.get("if-modified-since") ?? "");
  return modified !== undefined && Math.floor(modified / 1000) * 1000 <= since;
}

/** The tags in `If-None-Match`, without what makes them weak. */
function tagsIn(headers: Headers): string[] {
  return headers.get("if-none-match")?.match(/"[^"]*"/g) ?? [];
}

/** The marks of the copies that a reader of a feed has. One that has none is given by a tag without a mark. */
function marksIn(headers: Headers): string[] {
  return tagsIn(headers).map((tag) => tag.slice(1, -1).split(".")[1] ?? "");
}

function render(etag: string, representation: Representation): Uint8Array {
  const known = memory.get(etag);
  if (known !== undefined) return known;
  const body = new TextEncoder().encode(representation.body());
  if (body.length > MEMORY_BYTES / 4) return body;
  memory.set(etag, body);
  remembered += body.length;
  for (const [oldest, bytes] of memory) {
    if (remembered <= MEMORY_BYTES) break;
    memory.delete(oldest);
    remembered -= bytes.length;
  }
  return body;
}
