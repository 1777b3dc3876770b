/**
 * Real web servers over a test's own folder, each with a configuration of its own, on loopback. They close each connection: a
 * test that writes files for a while would come back to one that has been closed meanwhile.
 */
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe } from "vitest";
import { listenLocally } from "../../../demo/listening.ts";

/** Where a server's files are and where it listens. */
type Site = { home: string; root: string; port: number };

/** A program, the configuration that is written for it, and how it is started in the foreground. */
type Kind = {
  program: string;
  config: (site: Site) => string;
  arguments: (file: string, site: Site) => string[];
};

const isRoot = process.getuid?.() === 0;
const modules = "/usr/lib/apache2/modules";

const nginx = (settings: string): Kind => ({
  program: "/usr/sbin/nginx",
  config: ({ home, root, port }) => `
daemon off;
master_process off;
${isRoot ? "user root;" : ""}
pid ${home}/pid;
error_log stderr crit;
events {}
http {
  access_log off;
  client_body_temp_path ${home}/body;
  proxy_temp_path ${home}/proxy;
  fastcgi_temp_path ${home}/fastcgi;
  uwsgi_temp_path ${home}/uwsgi;
  scgi_temp_path ${home}/scgi;
  server {
    listen 127.0.0.1:${port};
    root ${root};
    autoindex on;
    keepalive_timeout 0;
    ${settings}
  }
}
`,
  arguments: (file, { home }) => ["-p", home, "-c", file],
});

const apache = (options: string): Kind => ({
  program: "/usr/sbin/apache2",
  config: ({ home, root, port }) => `
ServerRoot ${home}
ServerName 127.0.0.1
Listen 127.0.0.1:${port}
PidFile ${home}/pid
ErrorLog ${home}/log
LogLevel crit
KeepAlive Off
${["mpm_event", "authz_core", "dir", "autoindex"].map((name) => `LoadModule ${name}_module ${modules}/mod_${name}.so`).join("\n")}
${isRoot ? "User nobody\nGroup nogroup" : ""}
DocumentRoot ${root}
<Directory ${root}>
  Require all granted
  Options Indexes FollowSymLinks
  IndexOptions ${options}
</Directory>
`,
  arguments: (file) => ["-D", "FOREGROUND", "-f", file],
});

const lighttpd: Kind = {
  program: "/usr/sbin/lighttpd",
  config: ({ root, port }) => `
server.document-root = "${root}"
server.bind = "127.0.0.1"
server.port = ${port}
server.modules = ("mod_dirlisting")
dir-listing.activate = "enable"
server.max-keep-alive-requests = 0
`,
  arguments: (file) => ["-D", "-f", file],
};

/** Each server with its forms of an index, and whether that tells times, and sizes in bytes. */
export const kinds: readonly { name: string; kind: Kind; times: boolean; sizes: boolean }[] = [
  { name: "nginx", kind: nginx(""), times: true, sizes: true },
  {
    name: "nginx, rounded and local",
    kind: nginx("autoindex_exact_size off; autoindex_localtime on;"),
    times: true,
    sizes: false,
  },
  { name: "nginx, JSON", kind: nginx("autoindex_format json;"), times: true, sizes: true },
  { name: "Apache, fancy", kind: apache("FancyIndexing"), times: true, sizes: false },
  {
    name: "Apache, as a table",
    kind: apache("FancyIndexing HTMLTable NameWidth=* XHTML"),
    times: true,
    sizes: false,
  },
  { name: "Apache, plain", kind: apache("None"), times: false, sizes: false },
  { name: "lighttpd", kind: lighttpd, times: true, sizes: false },
];

export class WebServer {
  readonly #kind: Kind;
  readonly #site: Site;
  #process: ChildProcess | undefined;

  private constructor(kind: Kind, site: Site) {
    this.#kind = kind;
    this.#site = site;
  }

  /** A server that is up. Its folder has nothing in it. */
  static async start(kind: Kind): Promise<WebServer> {
    const home = mkdtempSync(join(tmpdir(), "treewatch-index-"));
    // Apache leaves root's rights, and has to read it.
    spawnSync("chmod", ["755", home]);
    const root = join(home, "www");
    mkdirSync(join(root, "pub"), { recursive: true });
    const { port, close } = await listenLocally(createServer());
    await close();
    const server = new WebServer(kind, { home, root, port });
    writeFileSync(join(home, "conf"), kind.config({ home, root, port }));
    await server.up();
    return server;
  }

  /** The folder that is watched, and its address. */
  get folder(): string {
    return join(this.#site.root, "pub");
  }
  get directory(): string {
    return `http://127.0.0.1:${this.#site.port}/pub/`;
  }

  /** Starts it, in a time zone where one is given; resolves once it answers. */
  async up(zone = "UTC"): Promise<void> {
    const { program, arguments: of } = this.#kind;
    const stdio = ["ignore", "ignore", "pipe"] as const;
    const env = { ...process.env, TZ: zone };
    const child = spawn(program, of(join(this.#site.home, "conf"), this.#site), { stdio: [...stdio], env });
    this.#process = child;
    let said = "";
    child.stderr.on("data", (text) => {
      said += String(text);
    });
    for (let tries = 0; tries < 200; tries++) {
      if (child.exitCode !== null) throw new Error(`${program} ended with ${child.exitCode}: ${said}`);
      const answer = await fetch(this.directory).catch(() => undefined);
      await answer?.body?.cancel();
      if (answer !== undefined) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`${program} does not answer: ${said}`);
  }

  /** Stops it, at once; resolves when it is gone. */
  async down(): Promise<void> {
    const child = this.#process;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    await gone;
  }

  async remove(): Promise<void> {
    await this.down();
    rmSync(this.#site.home, { recursive: true, force: true });
  }
}

/** Describes each kind of server; says of those that are not installed that they are skipped. */
export function describeServers(body: (kind: (typeof kinds)[number], server: () => WebServer) => void): void {
  for (const kind of kinds) {
    const isThere = existsSync(kind.kind.program);
    describe.skipIf(!isThere)(`${kind.name}${isThere ? "" : " (skipped: it is not installed here)"}`, () => {
      let server: WebServer | undefined;
      beforeAll(async () => {
        server = await WebServer.start(kind.kind);
      });
      afterAll(() => server?.remove());
      body(kind, () => {
        if (server === undefined) throw new Error("the server is there only while tests run");
        return server;
      });
    });
  }
}
