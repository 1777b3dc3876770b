/** Errors as `application/problem+json` (RFC 9457): what happened, and what to do instead. */
import { cors } from "./cors.ts";

/** An error response. Never kept by a cache: what is missing now may be there in a minute. */
export function problem(
  status: number,
  title: string,
  detail: string,
  headers: Record<string, string> = {},
): Response {
  return new Response(JSON.stringify({ type: "about:blank", title, status, detail }), {
    status,
    headers: {
      ...cors,
      "content-type": "application/problem+json; charset=utf-8",
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      ...headers,
    },
  });
}

/** The 503 for what is stored, but not shown by KV from here yet: a minute, as a rule. */
export function notVisibleYet(): Response {
  return problem(503, "Not visible yet", "This is stored, but cannot be seen from here yet.", {
    "retry-after": "60",
  });
}
