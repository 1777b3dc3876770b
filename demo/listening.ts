/** A server of Node's on loopback. */
import type { Server } from "node:http";

/** Listens on 127.0.0.1; on any free port where none is given or that one is taken. */
export async function listenLocally(
  server: Server,
  port = 0,
): Promise<{ port: number; close: () => Promise<void> }> {
  const listening = (await listen(server, port)) || (await listen(server, 0));
  const address = server.address();
  if (!listening || address === null || typeof address === "string") {
    throw new Error("127.0.0.1 has no port left to listen on");
  }
  return {
    port: address.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const onError = () => resolve(false);
    server.once("error", onError);
    server.listen(port, "127.0.0.1", () => {
      server.removeListener("error", onError);
      resolve(true);
    });
  });
}
