/**
 * Git servers in a process of their own, so that what they use is not counted: one host for each port, with any number of
 * repositories. All have the same history, and each is so many pushes into it.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { listenLocally } from "../demo/listening.ts";
import { startBackend } from "../test/git/backend.ts";
import { TestRepository } from "../test/git/repository.ts";
import type { Answered, Asked } from "./scale-forges.ts";

/** What is there to be pushed, in each repository. */
const PUSHES = 400;

const [hosts = 1, directories = 1] = process.argv.slice(2).map(Number);
const folder = mkdtempSync(join(tmpdir(), "treewatch-bench-forge-"));
const repository = new TestRepository(folder, "template.git");
const names = Array.from({ length: directories }, (_, index) => `d${index}`);
repository.commits([
  { message: "begin", files: Object.fromEntries(names.map((name) => [`${name}/a.c`, "0"])) },
  ...Array.from({ length: PUSHES }, (_, push) => ({
    files: { [`d${push % directories}/a.c`]: String(push + 1) },
  })),
]);
const ids = repository.git("rev-list", "--reverse", "main").split("\n");
const backend = await startBackend(folder);

/** How far each repository is, by its name. */
const pushed = new Map<string, number>();
/** What git itself answered: the same in all repositories. */
const known = new Map<string, Promise<Buffer>>();
let requests = 0;
let most = 0;
const underWay = new Map<number, number>();

const servers = await Promise.all(
  Array.from({ length: hosts }, async () => {
    const server = createServer({ keepAliveTimeout: 120_000 }, (request, response) => {
      void answer(request, response);
    });
    return listenLocally(server);
  }),
);

process.on("message", (asked: Asked) => {
  for (const name of asked.push) pushed.set(name, (pushed.get(name) ?? 0) + 1);
  tell();
  [requests, most] = [0, 0];
});
process.on("disconnect", () => {
  rmSync(folder, { recursive: true });
  process.exit();
});
tell();

function tell(): void {
  const answered: Answered = { ports: servers.map(({ port }) => port), requests, most };
  process.send?.(answered);
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const port = request.socket.localPort ?? 0;
  const now = (underWay.get(port) ?? 0) + 1;
  underWay.set(port, now);
  requests += 1;
  most = Math.max(most, now);
  response.on("close", () => underWay.set(port, (underWay.get(port) ?? 1) - 1));
  const [, name = "", path = ""] = (request.url ?? "").split("/", 3);
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) if (chunk instanceof Uint8Array) chunks.push(chunk);
  const body = Buffer.concat(chunks).toString();
  const rest = (request.url ?? "").slice(name.length + 1);
  const kind = path === "info" ? "advertisement" : "result";
  response.writeHead(200, { "content-type": `application/x-git-upload-pack-${kind}` });
  response.end(body.includes("command=ls-refs") ? refsOf(name, body) : await askGit(rest, body));
}

/** The refs of a repository that begin as the request says. */
function refsOf(name: string, body: string): string {
  const id = ids[pushed.get(name) ?? 0] ?? "";
  const lines = [`${id} HEAD symref-target:refs/heads/main\n`, `${id} refs/heads/main\n`];
  const prefixes = [...body.matchAll(/ref-prefix (\S+?)(?=\n|[0-9a-f]{4})/g)].map(([, prefix]) => prefix);
  const kept = lines.filter((line) =>
    prefixes.some((prefix) => line.split(" ")[1]?.startsWith(prefix ?? "")),
  );
  return `${kept.map((line) => (line.length + 4).toString(16).padStart(4, "0") + line).join("")}0000`;
}

/** Asks git's own server, once for each question. */
function askGit(rest: string, body: string): Promise<Buffer> {
  const question = `${rest} ${body}`;
  const asked = known.get(question) ?? fetchFrom(`${backend.url("template.git")}${rest}`, body);
  known.set(question, asked);
  return asked;
}

async function fetchFrom(url: string, body: string): Promise<Buffer> {
  const headers = { "git-protocol": "version=2", "content-type": "application/x-git-upload-pack-request" };
  const response = await fetch(url, body === "" ? { headers } : { headers, method: "POST", body });
  return Buffer.from(await response.arrayBuffer());
}
