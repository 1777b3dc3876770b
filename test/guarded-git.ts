/** Servers on loopback that remember every request: one that lets nobody through to git without a token, one that listens. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { listenLocally } from "../demo/listening.ts";

/** A request as it came; `everything` is its address, its headers and its body. */
export type Seen = { path: string; authorization: string | undefined; everything: string };

export type Gate = { origin: string; seen: Seen[]; close: () => Promise<void> };

/**
 * Asks for the token (as the password of HTTP Basic) at addresses that end in `.git/…`, and then hands on to the server
 * `behind`; `/moved/` redirects to the same path at `movedTo`; `/hook` takes messages; elsewhere there is nothing.
 */
export function startGate(to: { behind: string; token: string; movedTo: string }): Promise<Gate> {
  return start(async (request, body, path) => {
    const { url = "/", method = "GET", headers } = request;
    if (path === "/hook") return new Response("ok");
    if (path.startsWith("/moved/")) {
      return new Response(null, { status: 307, headers: { location: `${to.movedTo}${url}` } });
    }
    if (!path.includes(".git/")) return new Response("nothing here", { status: 404 });
    const given = Buffer.from(headers.authorization?.replace("Basic ", "") ?? "", "base64").toString();
    if (given.replace(/^[^:]*:/, "") !== to.token) {
      const asks = { "www-authenticate": 'Basic realm="murmur"' };
      return new Response("who are you?", { status: 401, headers: asks });
    }
    const kept = ["content-type", "git-protocol"].flatMap((name) => {
      const value = headers[name];
      return typeof value === "string" ? [[name, value] as [string, string]] : [];
    });
    return fetch(`${to.behind.replace(/\/$/, "")}${url}`, {
      method,
      headers: kept,
      ...(method === "POST" ? { body } : {}),
    });
  });
}

/** Asks everybody for a login. */
export function startListener(): Promise<Gate> {
  return start(() => Promise.resolve(new Response("who are you?", { status: 401 })));
}

async function start(
  answer: (request: IncomingMessage, body: Buffer<ArrayBuffer>, path: string) => Promise<Response>,
): Promise<Gate> {
  const seen: Seen[] = [];
  const respond = async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) if (chunk instanceof Buffer) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const path = new URL(request.url ?? "/", "http://127.0.0.1").pathname;
    const { authorization } = request.headers;
    const everything = [request.url, ...request.rawHeaders, body.toString("latin1")].join("\n");
    seen.push({ path, authorization, everything });
    const { status, headers, body: content } = await answer(request, body, path);
    const type = headers.get("content-type") ?? "text/plain";
    const bytes = content === null ? "" : Buffer.from(await new Response(content).arrayBuffer());
    const location = headers.get("location");
    response
      .writeHead(status, { "content-type": type, ...(location === null ? {} : { location }) })
      .end(bytes);
  };
  const server = createServer((request, response) => void respond(request, response));
  const { port, close } = await listenLocally(server);
  return { origin: `http://127.0.0.1:${port}`, seen, close };
}
