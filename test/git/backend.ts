/** A git server on loopback: git's own `http-backend`, as a CGI program behind a small HTTP server. */
import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { join } from "node:path";
import { listenLocally } from "../../demo/listening.ts";

const execPath = spawnSync("git", ["--exec-path"], { encoding: "utf8" }).stdout?.trim() ?? "";
const program = join(execPath, "git-http-backend");

/** Whether this machine has git with its HTTP server. */
export const hasBackend = execPath !== "" && existsSync(program);

/** One request that was answered: bytes of the bodies. */
export type Exchange = { path: string; up: number; down: number };

export type Backend = {
  /** Address of the repository of a name. */
  url(name: string): string;
  /** What has been answered, oldest first. */
  exchanges: Exchange[];
  /** Git's configuration from now on, on top of each repository's own. */
  configure(config: Readonly<Record<string, string>>): void;
  close(): Promise<void>;
};

/** What GitHub allows: partial clones, of trees only those without any. */
export const likeGitHub = {
  "uploadpack.allowFilter": "true",
  "uploadpackfilter.tree.maxDepth": "0",
  "uploadpackfilter.combine.allow": "false",
};

/** Serves every repository in the folder `root`. */
export async function startBackend(
  root: string,
  config: Readonly<Record<string, string>> = likeGitHub,
): Promise<Backend> {
  const exchanges: Exchange[] = [];
  let settings = config;
  const server = createServer((request, response) => {
    void answer(request, response, root, settings).then((exchange) => exchanges.push(exchange));
  });
  const { port, close } = await listenLocally(server);
  return {
    url: (name) => `http://127.0.0.1:${port}/${name}`,
    exchanges,
    configure: (next) => {
      settings = next;
    },
    close,
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  root: string,
  config: Readonly<Record<string, string>>,
): Promise<Exchange> {
  const { pathname, search } = new URL(request.url ?? "/", "http://127.0.0.1");
  const cgi = spawn(program, { env: environment(request, root, pathname, search, config) });
  const body = await bytesOf(request);
  cgi.stdin.on("error", () => {});
  cgi.stdin.end(body);
  cgi.stderr.resume();
  const output = await bytesOf(cgi.stdout);
  const end = output.indexOf("\r\n\r\n");
  const headers = output
    .subarray(0, Math.max(end, 0))
    .toString()
    .split("\r\n")
    .map((line): [string, string] => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon), line.slice(colon + 1).trim()];
    });
  const status = headers.find(([name]) => name === "Status")?.[1] ?? "200";
  const content = output.subarray(end + 4);
  // A test that computes for a while would come back to a connection that has been closed meanwhile.
  response.writeHead(Number.parseInt(status, 10), [...headers.flat(), "connection", "close"]).end(content);
  return { path: pathname, up: body.length, down: content.length };
}

async function bytesOf(stream: AsyncIterable<unknown>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) if (chunk instanceof Uint8Array) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function environment(
  { method, headers }: IncomingMessage,
  root: string,
  pathname: string,
  search: string,
  config: Readonly<Record<string, string>>,
): Record<string, string> {
  const settings = Object.entries({ "safe.directory": "*", ...config });
  const numbered = settings.flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${index}`, key],
    [`GIT_CONFIG_VALUE_${index}`, value],
  ]);
  return {
    PATH: process.env["PATH"] ?? "",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_COUNT: String(settings.length),
    ...Object.fromEntries(numbered),
    GIT_PROJECT_ROOT: root,
    GIT_HTTP_EXPORT_ALL: "1",
    PATH_INFO: pathname,
    QUERY_STRING: search.slice(1),
    REQUEST_METHOD: method ?? "GET",
    CONTENT_TYPE: headers["content-type"] ?? "",
    REMOTE_ADDR: "127.0.0.1",
    ...(typeof headers["git-protocol"] === "string" ? { GIT_PROTOCOL: headers["git-protocol"] } : {}),
    ...(headers["content-encoding"] === undefined
      ? {}
      : { HTTP_CONTENT_ENCODING: headers["content-encoding"] }),
  };
}
