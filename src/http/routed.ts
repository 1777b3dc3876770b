/** What every route has in common: who asks, at which address, and how the answer may be kept. */
import type { Context } from "hono";
import { namedWatches, withoutPrivate, type Config, type NamedWatch } from "../config.ts";
import { configured } from "../configured.ts";
import { SECOND } from "../time.ts";
import { isReader } from "./credentials.ts";
import { respond, type Representation } from "./representation.ts";

/** A request on its way through the routes. */
export type Routed = Context<{ Bindings: Env }>;

/** Serves a watch that is configured, also one whose configuration is not valid; 404 for any other name. */
export async function withWatch(
  c: Routed,
  serveWatch: (named: NamedWatch) => Promise<Response>,
): Promise<Response> {
  const named = namedWatches(shownTo(c)).find(({ id }) => id === c.req.param("watch"));
  return named === undefined ? c.notFound() : serveWatch(named);
}

/** What this request may know of the configuration: without the readers' key, nothing of private watches. */
export function shownTo(c: Routed): Config {
  const config = configured(c.env);
  return hasKey(c) ? config : withoutPrivate(config);
}

/** Whether the request brings the readers' key. */
export function hasKey(c: Routed): boolean {
  return isReader(c.req.raw, configured(c.env).settings.readToken);
}

/** The parameters of the address, but for the key. */
export function paramsOf(c: Routed): URLSearchParams {
  if (!c.req.url.includes("?")) return new URLSearchParams();
  const params = new URL(c.req.url).searchParams;
  params.delete("key");
  return params;
}

/** Answers with a representation, which a shared cache keeps only where it may. */
export function serve(c: Routed, representation: Representation): Response {
  const keeping =
    representation.keeping === "revalidate" || mayBeShared(c) ? representation.keeping : "reader";
  return respond(c.req.raw, { ...representation, keeping }, Math.floor(Date.now() / SECOND) * SECOND);
}

/**
 * Whether the same address means the same document to everybody. What a reader with the key gets is for that reader
 * alone, and without the one public address documents name the host that was asked, which is in no key of Workers Cache.
 */
function mayBeShared(c: Routed): boolean {
  return configured(c.env).settings.publicUrl !== undefined && !hasKey(c);
}

/** The address at which readers reach Treewatch, without a slash at the end. */
export function baseOf(c: Routed): string {
  return configured(c.env).settings.publicUrl ?? new URL(c.req.url).origin;
}
