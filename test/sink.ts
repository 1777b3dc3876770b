/** A receiver on loopback for what Treewatch sends: it keeps every request and answers as it is told to. */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { listenLocally } from "../demo/listening.ts";

/** A request that has come in whole. */
export type Incoming = {
  /** Milliseconds since 1970, when its body was complete. */
  at: number;
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
};

/** A request and what was answered. */
export type Received = Incoming & { answer: SinkAnswer };

/**
 * What it answers; `"hang"` never does, `"reset"` breaks the connection once the body has been read. The default is
 * Slack's: 200 and `ok`.
 */
export type SinkAnswer =
  | "hang"
  | "reset"
  | { status?: number; headers?: Record<string, string>; body?: string; delayMs?: number };

export type Sink = {
  url: string;
  /** All of them, oldest first. */
  received: readonly Received[];
  /** What is answered from now on; a function sees each request first. */
  answer(next: SinkAnswer | ((request: Incoming) => SinkAnswer)): void;
  /** Resolves when there are at least so many requests; rejects after `withinMs` (10 s). */
  waitFor(count: number, withinMs?: number): Promise<void>;
  close(): Promise<void>;
};

/** Starts one at a free port; behind TLS where a certificate and its key are given. */
export async function createSink(tls?: { key: string; cert: string }): Promise<Sink> {
  const received: Received[] = [];
  const waiting = new Set<() => void>();
  let choose: (request: Incoming) => SinkAnswer = () => ({});
  const take = async (request: IncomingMessage, response: ServerResponse) => {
    let body = "";
    for await (const chunk of request) body += String(chunk);
    const { method = "", url: path = "", headers } = request;
    const whole = { at: Date.now(), method, path, headers, body };
    const answer = choose(whole);
    received.push({ ...whole, answer });
    for (const wake of waiting) wake();
    if (answer === "hang") return;
    if (answer === "reset") {
      request.socket.resetAndDestroy();
      return;
    }
    const { status = 200, headers: answerHeaders = {}, body: words = "ok", delayMs = 0 } = answer;
    setTimeout(() => response.writeHead(status, answerHeaders).end(words), delayMs);
  };
  const listener = (request: IncomingMessage, response: ServerResponse) =>
    void take(request, response).catch(() => undefined);
  const server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
  const { port, close } = await listenLocally(server);
  return {
    url: `${tls === undefined ? "http" : "https"}://127.0.0.1:${port}/services/T0/B0/test`,
    received,
    answer(next) {
      choose = typeof next === "function" ? next : () => next;
    },
    waitFor(count, withinMs = 10_000) {
      return new Promise((resolve, reject) => {
        const late = () => {
          waiting.delete(look);
          reject(new Error(`${received.length} requests came within ${withinMs} ms, not ${count}`));
        };
        const timer = setTimeout(late, withinMs);
        const look = () => {
          if (received.length < count) return;
          clearTimeout(timer);
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      });
    },
    close,
  };
}
