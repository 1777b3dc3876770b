/**
 * The only outgoing send. It makes one request and says what came of it; who may be sent to, when, and what an answer
 * means is decided elsewhere. Nothing here is logged: a channel's address is a secret.
 */
import { refusedHost } from "../address.ts";
import type { Fetch } from "../upstream/fetch.ts";
import type { DeliveryRequest, LaterReason, Reply } from "./contract.ts";

/** Time (milliseconds) for one send, answer included: a hung receiver holds nobody longer. */
export const SEND_TIMEOUT_MS = 15_000;
/** Bytes of an answer that are read; receivers say what they mean in a word. */
const MAX_REPLY_BYTES = 4096;

/** What came of a send: an answer of any status, or why there is none. */
export type Sent =
  | { is: "reply"; reply: Reply }
  | { is: "failed"; reason: Extract<LaterReason, "network" | "timeout"> }
  | { is: "refused"; reason: "private-address" | "not-http" };

/** One sentence for people on why nothing was sent at all; undefined for any other reason. */
export function explainUnsent(reason: string): string | undefined {
  switch (reason) {
    case "private-address":
      return 'The address in the secret is private, local or reserved. Correct it, or set ALLOW_PRIVATE_HOSTS to "true" if that is meant.';
    case "not-http":
      return "The secret holds no http or https address. Put the whole address of the webhook into it.";
    default:
      return undefined;
  }
}

/** Sends once. Follows no redirect, sends nothing to private addresses unless allowed, never rejects. */
export async function deliver(
  request: DeliveryRequest,
  options: { fetch: Fetch; allowPrivateHosts: boolean; timeoutMs?: number },
): Promise<Sent> {
  const url = URL.parse(request.url);
  if (url === null || !/^https?:$/.test(url.protocol)) return { is: "refused", reason: "not-http" };
  if (refusedHost(url, options.allowPrivateHosts) !== undefined)
    return { is: "refused", reason: "private-address" };
  const signal = AbortSignal.timeout(options.timeoutMs ?? SEND_TIMEOUT_MS);
  try {
    const { method, headers, body } = request;
    const response = await options.fetch(url.href, {
      method,
      headers,
      body: method === "GET" ? null : body,
      redirect: "manual",
      signal,
    });
    const text = await beginning(response, signal);
    return { is: "reply", reply: { status: response.status, headers: response.headers, body: text } };
  } catch {
    return { is: "failed", reason: signal.aborted ? "timeout" : "network" };
  }
}

/** The beginning of a body; empty where there is none. The rest is not read. */
async function beginning(response: Response, signal: AbortSignal): Promise<string> {
  const reader = response.body?.getReader();
  if (reader === undefined) return "";
  const abort = () => void reader.cancel().catch(() => {});
  signal.addEventListener("abort", abort, { once: true });
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  while (bytes < MAX_REPLY_BYTES) {
    const { done, value } = await reader.read();
    if (done) break;
    text += decoder.decode(value.subarray(0, MAX_REPLY_BYTES - bytes), { stream: true });
    bytes += value.length;
  }
  signal.removeEventListener("abort", abort);
  abort();
  return text;
}
