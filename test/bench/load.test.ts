import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { describe, expect, it } from "vitest";
import { bodyLength, generateLoad } from "../../bench/load.ts";
import { listenLocally } from "../../demo/listening.ts";

async function withServer<T>(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
  use: (url: string) => Promise<T>,
): Promise<T> {
  const { port, close } = await listenLocally(createServer(answer));
  try {
    return await use(`http://127.0.0.1:${port}`);
  } finally {
    await close();
  }
}

const load = { status: 200, connections: 3, forMs: 100 };

describe("the load generator", () => {
  it.each([0, 1, 100, 300_000])("counts as many answers of %i bytes as the server gave", async (bytes) => {
    let given = 0;
    const answer = (_: IncomingMessage, response: ServerResponse) => {
      given += 1;
      response.writeHead(200, { "content-length": bytes }).end(Buffer.alloc(bytes, "\r\n"));
    };
    const { answers, wallMs } = await withServer(answer, (url) => generateLoad({ ...load, url }));
    expect(answers).toBe(given);
    expect(answers).toBeGreaterThan(load.connections);
    expect(wallMs).toBeGreaterThanOrEqual(load.forMs);
  });

  it("counts an answer that comes in pieces once", async () => {
    let given = 0;
    const answer = (_: IncomingMessage, response: ServerResponse) => {
      given += 1;
      response.writeHead(200, { "content-length": 6 }).write("one");
      setTimeout(() => response.end("two"), 5);
    };
    const { answers } = await withServer(answer, (url) => generateLoad({ ...load, url }));
    expect(answers).toBe(given);
  });

  it("asks over as many connections as it is told, again and again over each, with the headers given", async () => {
    const connections = new Set<unknown>();
    const seen = new Set<string | undefined>();
    const answer = ({ socket, headers }: IncomingMessage, response: ServerResponse) => {
      connections.add(socket);
      seen.add(headers["if-none-match"]);
      response.writeHead(304).end();
    };
    const { answers } = await withServer(answer, (url) =>
      generateLoad({ ...load, url, status: 304, headers: { "if-none-match": '"a"' } }),
    );
    expect(connections.size).toBe(3);
    expect([...seen]).toEqual(['"a"']);
    expect(answers).toBeGreaterThan(3);
  });

  it.each([
    { name: "another status", head: { status: 500, headers: { "content-length": "2" } } },
    { name: "no length told", head: { status: 200, headers: { "transfer-encoding": "chunked" } } },
  ])("fails on an answer with $name, so that no error is measured", async ({ head }) => {
    const answer = (_: IncomingMessage, response: ServerResponse) =>
      void response.writeHead(head.status, head.headers).end("no");
    await expect(withServer(answer, (url) => generateLoad({ ...load, url }))).rejects.toThrow(
      `HTTP/1.1 ${head.status}`,
    );
  });

  it("fails where the server closes the connection", async () => {
    const answer = (request: IncomingMessage) => void request.socket.destroy();
    await expect(withServer(answer, (url) => generateLoad({ ...load, url }))).rejects.toThrow(
      /closed|ECONNRESET/,
    );
  });
});

describe("the length of a body", () => {
  it.each([
    { head: "HTTP/1.1 200 OK\r\nContent-Length: 12", status: 200, length: 12 },
    { head: "HTTP/1.1 200 OK\r\nETag: x\r\ncontent-length:7\r\nVary: y", status: 200, length: 7 },
    { head: "HTTP/1.1 304 Not Modified\r\nContent-Length: 12", status: 304, length: 0 },
    { head: "HTTP/1.1 200 OK\r\nX-Content-Length: 12", status: 200, length: undefined },
    { head: "HTTP/1.1 2000 OK\r\nContent-Length: 12", status: 200, length: undefined },
  ])("after $head is $length", ({ head, status, length }) => {
    expect(bodyLength(head, status)).toBe(length);
  });
});
