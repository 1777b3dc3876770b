/** cgit, gitweb and klaus themselves, on loopback: the first two as CGI programs behind a small HTTP server. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { basename, join } from "node:path";
import { listenLocally } from "../../../demo/listening.ts";

const cgit = "/usr/lib/cgit/cgit.cgi";
const gitweb = "/usr/share/gitweb/gitweb.cgi";
const klaus = "/usr/bin/klaus";
const runs = (program: string, ...args: string[]) => spawnSync(program, args).status === 0;

/** Which of the programs this machine has. */
export const installed = {
  cgit: existsSync(cgit),
  gitweb: existsSync(gitweb) && runs("perl", "-MCGI", "-e", "1"),
  klaus: existsSync(klaus) && runs("/usr/bin/python3", "-c", "import klaus"),
};
export type ProgramName = keyof typeof installed;

export type Servers = {
  /** Address of a directory, or of a repository's root, on the branch `main`. */
  url(program: ProgramName, repository: string, directory?: string): string;
  /** Addresses that were asked for since `main` was last looked at, oldest first; klaus's are not seen. */
  asked: string[];
  close(): Promise<void>;
};

const encode = (path: string) => path.split("/").map(encodeURIComponent).join("/");
const environment = {
  PATH: process.env["PATH"] ?? "",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_COUNT: "1",
  GIT_CONFIG_KEY_0: "safe.directory",
  GIT_CONFIG_VALUE_0: "*",
};

/** Serves repositories: those in the folder `root` by name, without `.git`, at all programs that are installed. */
export async function startServers(root: string, names: readonly string[], settings = ""): Promise<Servers> {
  const [cgitrc, conf] = [join(root, "cgitrc"), join(root, "gitweb.conf")];
  const repositories = names.map((name) => `repo.url=${name}\nrepo.path=${join(root, name)}.git\n`);
  writeFileSync(cgitrc, `virtual-root=/cgit\ncache-size=0\n${repositories.join("")}`);
  writeFileSync(conf, `our $projectroot = "${root}";\nour $projects_list = $projectroot;\n${settings}1;\n`);
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? "");
    const { pathname, search, host } = new URL(request.url ?? "/", `http://${request.headers.host}`);
    const [, mount = "", path = ""] = /^(\/\w+)(.*)$/.exec(pathname) ?? [];
    const isCgit = mount === "/cgit";
    const cgi = spawn(isCgit ? cgit : "perl", isCgit ? [] : [gitweb], {
      env: {
        ...environment,
        CGIT_CONFIG: cgitrc,
        GITWEB_CONFIG: conf,
        REQUEST_METHOD: "GET",
        SCRIPT_NAME: mount,
        PATH_INFO: decodeURIComponent(path),
        REQUEST_URI: request.url,
        QUERY_STRING: search.slice(1),
        HTTP_HOST: host,
        SERVER_NAME: "127.0.0.1",
      },
    });
    cgi.stderr.resume();
    const chunks: Buffer[] = [];
    cgi.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
    cgi.on("close", () => {
      const output = Buffer.concat(chunks);
      const [head = ""] = output.toString("latin1").split(/\r?\n\r?\n/, 1);
      const headers = head
        .split(/\r?\n/)
        .map((line: string): [string, string] => [line.replace(/:.*/, ""), line.replace(/^[^:]*: */, "")]);
      const status = headers.find(([name]: [string, string]) => name === "Status")?.[1] ?? "200";
      const body = output
        .subarray(head.length)
        .toString("latin1")
        .replace(/^\r?\n\r?\n/, "");
      response.writeHead(Number.parseInt(status, 10), [...headers.flat(), "connection", "close"]);
      response.end(Buffer.from(body, "latin1"));
    });
  });
  const { port, close } = await listenLocally(server);
  const served = installed.klaus
    ? await startKlaus(names.map((name) => join(root, `${name}.git`)))
    : undefined;
  return {
    asked,
    url(program, repository, directory = "") {
      const path = encode(directory);
      if (program === "cgit") return `http://127.0.0.1:${port}/cgit/${repository}/tree/${path}?h=main`;
      if (program === "klaus") return `http://127.0.0.1:${served?.port}/${repository}/tree/main/${path}`;
      const file = directory === "" ? "" : `;f=${path}`;
      return `http://127.0.0.1:${port}/gitweb?p=${basename(repository)}.git;a=tree${file};hb=refs/heads/main`;
    },
    async close() {
      served?.process.kill();
      await close();
    },
  };
}

async function startKlaus(repositories: readonly string[]): Promise<{ port: number; process: ChildProcess }> {
  const free = await listenLocally(createServer());
  await free.close();
  const args = ["--host", "127.0.0.1", "--port", String(free.port), "--site-name", "local", ...repositories];
  const process = spawn(klaus, args, {
    stdio: "ignore",
    env: { ...environment, PYTHONDONTWRITEBYTECODE: "1" },
  });
  for (let tries = 0; tries < 100; tries++) {
    const answer = await fetch(`http://127.0.0.1:${free.port}/`).catch(() => undefined);
    await answer?.arrayBuffer();
    if (answer?.ok) return { port: free.port, process };
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  process.kill();
  throw new Error("klaus does not answer");
}
