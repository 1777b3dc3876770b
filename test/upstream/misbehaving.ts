/** A host that does one wrong thing per path and remembers what it was asked: for tests of whatever fetches. */
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo, Server } from "node:net";
import { gzipSync } from "node:zlib";

const mebibyte = Buffer.alloc(1024 * 1024, "x");

export type Misbehaving = {
  origin: string;
  /** Each request as it came, oldest first. */
  seen: { method: string; path: string; headers: IncomingHttpHeaders; body: string }[];
  /** Resolves when the answer to `path` has ended or its connection was given up. */
  ended(path: string): Promise<void>;
  close(): Promise<void>;
};

/** Starts the host on a free port of 127.0.0.1. */
export async function startMisbehaving(): Promise<Misbehaving> {
  const seen: Misbehaving["seen"] = [];
  const endings = new Map<string, Promise<void>>();
  const server = createServer((request, response) => {
    const { method = "", url: path = "", headers } = request;
    endings.set(path, new Promise((resolve) => response.on("close", resolve)));
    const body: Buffer[] = [];
    request.on("data", (chunk: Buffer) => body.push(chunk));
    request.on("end", () => {
      seen.push({ method, path, headers, body: Buffer.concat(body).toString() });
      misbehave(new URL(path, "http://host"), response);
    });
  });
  return {
    origin: `http://127.0.0.1:${await listen(server)}`,
    seen,
    ended: async (path) => endings.get(path),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Lets a server listen on a free port of 127.0.0.1, and returns the port. */
export async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

function misbehave(url: URL, response: ServerResponse): void {
  const html = { "content-type": "text/html" };
  const cut = () => response.destroy();
  switch (url.pathname) {
    case "/plain":
      return void response.writeHead(200, html).end("<p>plain</p>");
    case "/hang":
      return;
    case "/hang-in-body":
      return void response.writeHead(200, html).write("<p>");
    case "/slow":
      return trickle(response, 8, 40);
    case "/endless":
      return flood(response, Number.POSITIVE_INFINITY);
    case "/20-mebibytes":
      return flood(response, 20);
    case "/1-mebibyte":
      return void response.end(mebibyte);
    case "/compressed-20-mebibytes":
      response.writeHead(200, { "content-encoding": "gzip" });
      return void response.end(gzipSync(Buffer.alloc(20 * 1024 * 1024)));
    case "/cut-at-once":
      return void response.destroy();
    case "/cut-known-length":
      return void response.writeHead(200, { "content-length": "1000" }).write("<p>", cut);
    case "/cut-chunked":
      return void response.writeHead(200).write("<p>", cut);
    case "/redirect":
      return redirect(url.searchParams, response);
    case "/redirect-that-hangs":
      return void response.writeHead(302, { location: "/plain" }).write("moved");
    case "/redirects":
      return redirect(oneFewer(url.searchParams), response);
    case "/busy":
      return void response.writeHead(429, { "retry-after": "7" }).end("later");
    default:
      return void response.writeHead(404).end("none");
  }
}

function redirect(how: URLSearchParams, response: ServerResponse): void {
  const to = how.get("to");
  response.setHeader("set-cookie", "seen=1; Path=/");
  if (to !== null) response.setHeader("location", to);
  response.writeHead(Number(how.get("status") ?? 302)).end("moved");
}

function oneFewer(how: URLSearchParams): URLSearchParams {
  const left = Number(how.get("left"));
  return new URLSearchParams({ to: left === 1 ? "/plain" : `/redirects?left=${left - 1}` });
}

function trickle(response: ServerResponse, times: number, everyMs: number): void {
  if (times === 0) return void response.end();
  response.write("<i>");
  setTimeout(() => trickle(response, times - 1, everyMs), everyMs);
}

function flood(response: ServerResponse, mebibytes: number): void {
  if (response.destroyed) return;
  if (mebibytes === 0) return void response.end();
  response.write(mebibyte, () => flood(response, mebibytes - 1));
}
