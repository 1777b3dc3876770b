/** What every route has in common: who asks, at which address, and how the answer may be kept. */
import { withoutPrivate, type Config } from "../config.ts";
import { configured } from "../configured.ts";
import { watchByName, type NamedWatch } from "../named-watches.ts";
import { readPublished } from "../store/published.ts";
import { readRemoved } from "../store/removed-watches.ts";
import { SECOND } from "../time.ts";
import { cors } from "./cors.ts";
import { isReader } from "./credentials.ts";
import { problem } from "./problem.ts";
import { respond, type Representation } from "./representation.ts";
import type { Routed } from "./router.ts";

/** Serves a watch that is configured, also one whose configuration is not valid. For any other name see `findWatch`. */
export async function withWatch(
  c: Routed,
  serveWatch: (named: NamedWatch) => Promise<Response>,
): Promise<Response> {
  const named = await findWatch(c, shownTo(c));
  return named instanceof Response ? named : ((await movedAway(c, named.key)) ?? serveWatch(named));
}

/**
 * The one of the configured watches that the address names, valid or not, or the answer: 308 for the former name of one,
 * 410 for a watch that was removed, 404 for any other name.
 */
export async function findWatch(c: Routed, config: Config): Promise<NamedWatch | Response> {
  const name = c.param("watch");
  const found = watchByName(config, name);
  if (found?.id === name) return found;
  const { pathname, search } = c.url;
  if (found !== undefined)
    return redirect(`${baseOf(c)}/${found.id}${pathname.replace(/^\/[^/]*/, "")}${search}`);
  const removed = /^[a-z0-9-]+$/.test(name) ? await readRemoved(c.env.KV, name) : undefined;
  if (removed === undefined) return c.notFound();
  return (
    (await movedAway(c, removed.key)) ??
    problem(
      410,
      "Gone",
      `This has not been watched here since ${removed.since}. ${baseOf(c)}/ lists what is.`,
    )
  );
}

/** The 308 for a watch that was moved to another deployment; undefined for one that is here. */
export async function movedAway(c: Routed, key: string): Promise<Response | undefined> {
  const to = (await readPublished(c.env.KV, key, Date.now()))?.head.movedTo;
  if (to === undefined) return undefined;
  const { pathname, search } = c.url;
  return redirect(`${to}${pathname}${search}`);
}

function redirect(location: string): Response {
  // Kept by nobody: a watch may come back, and one may get an earlier name again.
  return new Response(null, { status: 308, headers: { ...cors, location, "cache-control": "no-store" } });
}

/** What this request may know of the configuration: without the readers' key, nothing of private watches. */
export function shownTo(c: Routed): Config {
  const config = configured(c.env);
  return hasKey(c) ? config : withoutPrivate(config);
}

/** Whether the request brings the readers' key. */
export function hasKey(c: Routed): boolean {
  return isReader(c.request, configured(c.env).settings.readToken);
}

/** The parameters of the address, but for the key. */
export function paramsOf(c: Routed): URLSearchParams {
  const params = new URLSearchParams(c.url.search);
  params.delete("key");
  return params;
}

/** Answers with a representation, which a shared cache keeps only where it may. */
export function serve(c: Routed, representation: Representation): Response {
  const keeping =
    representation.keeping === "revalidate" || mayBeShared(c) ? representation.keeping : "reader";
  return respond(c.request, { ...representation, keeping }, Math.floor(Date.now() / SECOND) * SECOND);
}

/**
 * Whether the same address means the same document to everybody. What a reader with the key gets is for that reader
 * alone, and without the one public address documents name the host that was asked, which is in no key of Workers Cache.
 */
function mayBeShared(c: Routed): boolean {
  return configured(c.env).settings.publicUrl !== undefined && !hasKey(c);
}

/** The address at which readers reach Treewatch, without a slash at the end. */
export function baseOf(c: Pick<Routed, "env" | "url">): string {
  return configured(c.env).settings.publicUrl ?? c.url.origin;
}
