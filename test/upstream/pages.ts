/** Pages for tests, as `fetch.ts` would hand them on. */
import type { Page } from "../../src/upstream/contract.ts";

/** A page of status 200 at an ordinary address, with what the test is about put in. */
export function pageOf(
  body: string | Uint8Array,
  { headers = {}, ...rest }: { url?: string; status?: number; headers?: Record<string, string> } = {},
): Page {
  return {
    is: "page",
    url: "https://forge.example/mirror/spdk/src/branch/master/lib",
    status: 200,
    headers: new Headers({ "content-type": "text/html; charset=utf-8", ...headers }),
    body: typeof body === "string" ? new TextEncoder().encode(body) : body,
    ...rest,
  };
}
