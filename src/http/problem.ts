/** Errors as `application/problem+json` (RFC 9457): what happened, and what to do instead. */

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
      "content-type": "application/problem+json; charset=utf-8",
      "cache-control": "no-store",
      "access-control-allow-origin": "*",
      "x-content-type-options": "nosniff",
      ...headers,
    },
  });
}
