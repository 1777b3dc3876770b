/** Ports of this machine. */
import { createServer } from "node:net";
import type { NotRunning } from "./worker.ts";

/** A port that can be listened on; or why it cannot, in one sentence. */
export type Port = { is: "port"; port: number } | { is: "refused"; problem: string };

/** Tries the port; 0 finds a free one. It is free again when this resolves. */
export function choosePort(host: string, port: number): Promise<Port> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => {
      resolve({ is: "refused", problem: explain(error.code, host, port) });
    });
    server.listen({ host, port }, () => {
      const address = server.address();
      const chosen = address !== null && typeof address === "object" ? address.port : port;
      server.close(() => resolve({ is: "port", port: chosen }));
    });
  });
}

/** How many free ports are tried, where each is another program's by the time that it is listened on. */
const TRIES = 5;

/**
 * What was started, and on which port: for 0 a free one, and another where that was taken meanwhile. Whatever keeps the port
 * from being listened on is said in our words.
 */
export async function startOnPort<Started extends object>(
  host: string,
  port: number,
  start: (port: number) => Promise<Started | NotRunning>,
): Promise<{ port: number; started: Started } | NotRunning> {
  for (let tries = 1; ; tries++) {
    const chosen = await choosePort(host, port);
    if (chosen.is === "refused") return { is: "broken", problem: chosen.problem };
    const started = await start(chosen.port);
    if (!("is" in started)) return { port: chosen.port, started };
    const now = await choosePort(host, chosen.port);
    if (now.is === "port") return started;
    if (port !== 0 || tries === TRIES) return { is: "broken", problem: now.problem };
  }
}

function explain(code: string | undefined, host: string, port: number): string {
  switch (code) {
    case "EADDRINUSE":
      return `Port ${port} is in use by another program. Choose another: --port ${port === 65_535 ? 8788 : port + 1}, or --port 0 for any free one.`;
    case "EACCES":
      return `This user may not listen on port ${port}. Choose one above 1023, such as --port 8787.`;
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return `${host} is not an address of this machine. Leave --host away, or give 0.0.0.0 for all of them.`;
    default:
      return `It is not possible to listen on ${host}, port ${port} (${code ?? "unknown error"}).`;
  }
}

/** The address at which a server on this host and port is reached from this machine, without a slash at the end. */
export function addressOf(host: string, port: number): string {
  if (host === "0.0.0.0" || host === "::" || host === "*") return `http://127.0.0.1:${port}`;
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
}
