/** What lets a program on any page in a browser read Treewatch (CORS, Fetch standard). Nothing here goes by cookies. */

/** The methods that readers have. */
export const READER_METHODS = "GET, HEAD, OPTIONS";

/** Goes with every answer that a reader gets: all of its headers may be seen, the ETag among them. */
export const cors = { "access-control-allow-origin": "*", "access-control-expose-headers": "*" };

/** The answer to OPTIONS: what a browser asks before it sends a condition or the readers' key. Good for a day. */
export function preflight(): Response {
  return new Response(null, {
    status: 204,
    headers: {
      ...cors,
      allow: READER_METHODS,
      "access-control-allow-methods": READER_METHODS,
      "access-control-allow-headers": "Authorization, If-None-Match, If-Modified-Since, A-IM",
      "access-control-max-age": "86400",
    },
  });
}
