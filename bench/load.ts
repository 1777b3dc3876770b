/** The load generator: raw sockets that ask again as soon as they are answered. It counts whole answers and nothing else. */
import { connect } from "node:net";

export type Load = {
  url: string;
  headers?: Readonly<Record<string, string>>;
  /** What every answer has to have, else the load fails. */
  status: number;
  connections: number;
  forMs: number;
};

export type Loaded = { answers: number; wallMs: number };

/** Asks over all connections for as long as it is told, and until what is under way is answered. */
export async function generateLoad(load: Load): Promise<Loaded> {
  const start = performance.now();
  const until = start + load.forMs;
  const counts = await Promise.all(Array.from({ length: load.connections }, () => askOver(load, until)));
  return { answers: counts.reduce((sum, count) => sum + count, 0), wallMs: performance.now() - start };
}

/** Asks over one connection, one request at a time. Resolves with the number of answers. */
function askOver({ url, headers = {}, status }: Load, until: number): Promise<number> {
  const { hostname, port, host, pathname, search } = new URL(url);
  const lines = Object.entries({ host, ...headers }).map(([name, value]) => `${name}: ${value}`);
  const request = [`GET ${pathname}${search} HTTP/1.1`, ...lines, "", ""].join("\r\n");
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(request));
    let answers = 0;
    let missing = 0;
    let head = Buffer.alloc(0);
    socket.setNoDelay();
    socket.on("error", reject);
    socket.on("close", () => reject(new Error(`${url}: the connection was closed after ${answers} answers`)));
    socket.on("data", (chunk) => {
      let rest = chunk;
      if (missing === 0) {
        head = Buffer.concat([head, chunk]);
        const end = head.indexOf("\r\n\r\n");
        if (end < 0) return;
        const length = bodyLength(head.toString("latin1", 0, end), status);
        if (length === undefined) {
          socket.destroy(new Error(`${url}: unlike what was expected:\n${head.toString("latin1", 0, end)}`));
          return;
        }
        missing = length;
        rest = head.subarray(end + 4);
        head = Buffer.alloc(0);
      }
      missing -= rest.length;
      if (missing > 0) return;
      answers += 1;
      if (performance.now() < until) socket.write(request);
      else {
        resolve(answers);
        socket.destroy();
      }
    });
  });
}

/** The length of the body that follows this head; undefined where the status is another or the length is not told. */
export function bodyLength(head: string, status: number): number | undefined {
  if (!head.startsWith(`HTTP/1.1 ${status} `)) return undefined;
  if (status === 304) return 0;
  const told = /^content-length: *(\d+)$/im.exec(head)?.[1];
  return told === undefined ? undefined : Number(told);
}
