/** Runs one request under the platform's own `fetch`, in Node or in workerd. */
import type { PageRequest } from "../../src/upstream/contract.ts";
import { createPerform, type Credentials } from "../../src/upstream/fetch.ts";

/** An answer as plain JSON; `text` is left out of large ones. */
export type Told =
  | { is: "page"; url: string; status: number; headers: Record<string, string>; bytes: number; text: string }
  | { is: "refused"; refusal: unknown };

export type AskOptions = {
  /** Origins with public names, and where they really are: the guard sees the former, the network the latter. */
  names: Record<string, string>;
  timeoutMs?: number;
  maxBytes?: number;
  allowPrivateHosts?: boolean;
  credentials?: Credentials;
};

export async function askByName(request: PageRequest, { names, ...options }: AskOptions): Promise<Told> {
  const fetchByName = (url: string, init: RequestInit) => {
    const { origin } = new URL(url);
    return fetch(url.replace(origin, names[origin] ?? origin), init);
  };
  // Without names, the platform's function itself: workerd's refuses to be called as somebody's method.
  const own = Object.keys(names).length === 0 ? fetch : fetchByName;
  const fixed = { fetch: own, userAgent: "Treewatch/test", allowPrivateHosts: false };
  const answer = await createPerform({ ...fixed, ...options })(request);
  if (answer.is === "refused") return answer;
  const { body, headers, ...page } = answer;
  const text = body.length > 1000 ? "" : new TextDecoder().decode(body);
  return { ...page, headers: Object.fromEntries(headers), bytes: body.length, text };
}
