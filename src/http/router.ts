/**
 * Which function answers which address. hono's router matches; what hono has around it for applications at large is
 * six times as much, and nothing here uses it.
 */
import { PatternRouter } from "hono/router/pattern-router";

/** A request on its way to its answer. */
export type Routed = {
  readonly request: Request;
  readonly url: URL;
  /** The path, decoded as far as its parts stay apart. */
  readonly path: string;
  readonly env: Env;
  /** What the address has in place of `:name` in the route, decoded; empty where the route has no such part. */
  readonly param: (name: string) => string;
  /** The answer where there is nothing at the address. */
  readonly notFound: () => Response;
};

export type Handler = (c: Routed) => Response | Promise<Response>;
type Route = { readonly method: "GET" | "POST"; readonly path: string; readonly handler: Handler };

/** Routes, as a table that grows. */
export class Routes {
  readonly routes: Route[] = [];

  get(path: string, handler: Handler): void {
    this.routes.push({ method: "GET", path, handler });
  }

  post(path: string, handler: Handler): void {
    this.routes.push({ method: "POST", path, handler });
  }
}

/** What is answered where no route is found, and where a handler throws. */
export type Otherwise = {
  readonly notFound: (c: Omit<Routed, "notFound">) => Response;
  readonly failed: (error: unknown) => Response;
};

/** What answers requests, and the routes it goes by, in their order. */
export type App = {
  readonly routes: readonly Route[];
  readonly fetch: (request: Request, env: Env) => Promise<Response>;
};

/**
 * Answers by the first of the routes that fit the address, with a slash at its end or without. HEAD is answered as GET,
 * without the body (RFC 9110, 9.3.2).
 */
export function createApp(tables: readonly Routes[], { notFound, failed }: Otherwise): App {
  const routes = tables.flatMap((table) => table.routes);
  const router = new PatternRouter<Handler>();
  for (const { method, path, handler } of routes) router.add(method, path, handler);

  async function answer(request: Request, method: string, env: Env): Promise<Response> {
    const url = new URL(request.url);
    // `%25` stays, so that no name is decoded twice.
    const path = decoded(url.pathname.replaceAll("%25", "%2525"), decodeURI);
    const [found] = router.match(method, path)[0];
    const param = (name: string): string => decoded(String(found?.[1][name] ?? ""), decodeURIComponent);
    const c = { request, url, path, env, param };
    const none = (): Response => notFound(c);
    return found === undefined ? none() : found[0]({ ...c, notFound: none });
  }

  return {
    routes,
    async fetch(request, env) {
      try {
        if (request.method !== "HEAD") return await answer(request, request.method, env);
        return new Response(null, await answer(request, "GET", env));
      } catch (error) {
        return failed(error);
      }
    },
  };
}

/** The text as it stands where it is not the encoding of any. */
function decoded(text: string, decode: (text: string) => string): string {
  try {
    return decode(text);
  } catch {
    return text;
  }
}
