/** A way to a server on this machine that counts what passes, headers included: on the socket, whoever asks. */
import { connect, createServer, type Socket } from "node:net";

/** What has passed, both ways together. */
export type Traffic = { bytes: number; requests: number };

export type Counted = {
  port: number;
  /** What has passed since it was last asked. */
  take(): Traffic;
  close(): Promise<void>;
};

/** The first line of a request of HTTP/1.1, at its end. */
const requestLine = / HTTP\/1\.1\r\n/g;

/** Starts one on loopback, at a free port, that leads to another port of this machine. */
export async function countTo(server: number): Promise<Counted> {
  let passed: Traffic = { bytes: 0, requests: 0 };
  const sockets = new Set<Socket>();
  const pass = (from: Socket, to: Socket, count: (chunk: Buffer) => void) => {
    sockets.add(from);
    from.on("data", (chunk) => {
      passed.bytes += chunk.length;
      count(chunk);
    });
    from.on("error", () => to.destroy());
    from.on("close", () => sockets.delete(from));
    from.pipe(to);
  };
  const proxy = createServer((client) => {
    const beyond = connect(server, "127.0.0.1");
    pass(client, beyond, (chunk) => {
      passed.requests += chunk.toString("latin1").match(requestLine)?.length ?? 0;
    });
    pass(beyond, client, () => {});
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  const address = proxy.address();
  if (address === null || typeof address === "string") throw new Error("127.0.0.1 has no port left");
  return {
    port: address.port,
    take() {
      const all = passed;
      passed = { bytes: 0, requests: 0 };
      return all;
    },
    close: () =>
      new Promise((resolve) => {
        proxy.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
