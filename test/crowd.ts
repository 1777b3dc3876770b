/** Many watches at a few hosts on loopback, which count how many requests each of them had at once. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { listingPage } from "../demo/forge-page.ts";
import { FLUSH, packet } from "../src/git/pkt-line.ts";
import { commit, listing } from "./world.ts";

export type CrowdHost = {
  /** Such as `127.0.0.2:8080`. */
  name: string;
  /** The most requests that it had at once. */
  atOnce(): number;
  /** Paths that were asked for since this was last called, oldest first; marked where they were to send objects. */
  asked(): string[];
  /** Pushes a commit that touches every directory of a repository. */
  push(repository: string): void;
  /** From now on it takes so long (milliseconds) to answer; Infinity: it never does. */
  delay(ms: number): void;
  close(): Promise<void>;
};

/** Starts a forge with any repositories and directories that are asked for, each with one entry, at an address of its own; it serves git unless told not to. */
export async function startHost(address: string, { git = true } = {}): Promise<CrowdHost> {
  const heads = new Map<string, number>();
  let asked: string[] = [];
  let [now, most, delayMs] = [0, 0, 5];
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    now += 1;
    most = Math.max(most, now);
    response.once("close", () => (now -= 1));
    let body = "";
    for await (const chunk of request) body += String(chunk);
    const path = request.url ?? "";
    asked.push(body.includes("command=fetch") ? `objects of ${path}` : path);
    if (delayMs === Infinity) return;
    await sleep(delayMs);
    const isServed = git || !path.includes(".git/");
    const text = isServed && answerTo(path, body, (repository) => heads.get(repository) ?? 1);
    response.writeHead(text ? 200 : 404, { "content-type": "text/html; charset=utf-8" });
    response.end(text || "");
  };
  const server = createServer((request, response) => void answer(request, response).catch(() => undefined));
  server.listen(0, address);
  await once(server, "listening");
  const bound = server.address();
  const port = bound !== null && typeof bound === "object" ? bound.port : 0;
  return {
    name: `${address}:${port}`,
    atOnce: () => most,
    asked() {
      const some = asked;
      asked = [];
      return some;
    },
    push: (repository) => heads.set(repository, (heads.get(repository) ?? 1) + 1),
    delay: (ms) => (delayMs = ms),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** What the forge says; undefined where there is nothing. It has no history but its pages. */
function answerTo(path: string, body: string, headOf: (repository: string) => number): string | undefined {
  const [, repository = "", rest = ""] = /^\/own\/([^/.]+)(.*)$/.exec(path) ?? [];
  const head = commit(headOf(repository));
  if (rest === ".git/info/refs?service=git-upload-pack")
    return ["version 2\n", "fetch=filter\n", "object-format=sha1\n"].map(packet).join("") + FLUSH;
  if (rest === ".git/git-upload-pack" && body.includes("command=ls-refs"))
    return packet(`${head.id} refs/heads/main\n`) + FLUSH;
  const [, directory] = /^\/src\/branch\/main\/(\w+)$/.exec(rest) ?? [];
  if (directory === undefined) return undefined;
  const place = { repository: `own/${repository}`, ref: "main", path: directory };
  return listingPage(place, listing({ [directory]: headOf(repository) }), crypto.randomUUID());
}

/** The path at which a repository's refs are asked for. */
export const refsOf = (repository: string) => `/own/${repository}.git/git-upload-pack`;

/** Watches of so many directories of each repository at a host. */
export function watchesAt(host: CrowdHost, repositories: readonly string[], directories: number) {
  return repositories.flatMap((repository) =>
    Array.from({ length: directories }, (_, index) => ({
      id: `${host.name.replaceAll(/\W/g, "-")}-${repository}-d${index}`,
      url: `http://${host.name}/own/${repository}/src/branch/main/d${index}`,
      every: "1m",
    })),
  );
}

/** How many times each is named. */
export function countOf(names: readonly string[]): Record<string, number> {
  return Object.fromEntries([...Map.groupBy(names, (name) => name)].map(([name, all]) => [name, all.length]));
}
