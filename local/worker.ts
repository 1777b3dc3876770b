/** The Worker, run on this machine: built, given its bindings, and served by workerd through Miniflare. */
import type { MiniflareOptions } from "miniflare";
import { buildWorker } from "./build.ts";
import { prepareRuntime } from "./runtime.ts";
import { readWrangler } from "./wrangler-toml.ts";

/** A line that workerd wrote: the Worker's own log or its own noise. */
export type RuntimeLine = { level: string; message: string };

export type RunningWorker = {
  /** Fires the cron trigger and resolves when its handler is done: true if it ended well. */
  tick(scheduledTime: number): Promise<boolean>;
  /** GETs a path, not by way of the port. */
  get: (
    path: string,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<{ status: number; text: string }>;
  /** Ends workerd and everything that belongs to it. */
  stop(): Promise<void>;
};

/** What cannot be run, and why, in words for the operator. */
export type NotRunning = { is: "broken"; problem: string };

/**
 * Builds and starts the Worker; resolves when it answers at `host` and `port` (0: any), which is workerd's own port. Whatever
 * `wrangler.toml` names is bound; `variables` come on top of its own. KV and objects are kept in `folder`. `main` is
 * another entry than its own, relative to `root`.
 */
export async function startWorker(options: {
  root: string;
  main?: string;
  host: string;
  port: number;
  folder: string;
  variables: Readonly<Record<string, string>>;
  onLine: (line: RuntimeLine) => void;
}): Promise<RunningWorker | NotRunning> {
  const { root, host, port, folder, variables, onLine } = options;
  const { main, alias, config } = {
    ...readWrangler(root, variables),
    ...(options.main && { main: options.main }),
  };
  // esbuild works in a process of its own, while Miniflare, which is large, is read here.
  const [built, { Miniflare }] = await Promise.all([buildWorker(root, main, alias), import("miniflare")]);
  if (built.is === "broken") return built;
  const worker: MiniflareOptions["workers"][number] = {
    config: {
      ...config,
      manifest: {
        mainModule: "index.js",
        modulesRoot: root,
        modules: { "index.js": { type: "esm", contents: built.script } },
      },
    },
    dev: { rootPath: root },
  };
  const runtime = new Miniflare({
    host,
    port,
    workers: [worker],
    resourcePersistencePath: folder,
    unsafeTriggerHandlers: true,
    unsafeRuntimeEnv: prepareRuntime(),
    cf: false,
    enableDevRegistry: false,
    logRequests: false,
    // Else an exception that nobody caught leaves no trace at all.
    verbose: true,
    handleStructuredLogs: onLine,
  });
  // Miniflare's own would end this process before the tick in hand is done.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.removeAllListeners(signal);
  try {
    await runtime.ready;
  } catch (error) {
    await runtime.dispose().catch(() => undefined);
    return { is: "broken", problem: explain(error instanceof Error ? error.message : String(error)) };
  }
  return {
    async tick(scheduledTime) {
      const url = `http://localhost/cdn-cgi/local/scheduled?time=${scheduledTime}&format=json`;
      const response = await runtime.dispatchFetch(url);
      await response.text();
      return response.ok;
    },
    async get(path, headers = {}) {
      const response = await runtime.dispatchFetch(`http://localhost${path}`, { headers });
      return { status: response.status, text: await response.text() };
    },
    stop: () => runtime.dispose(),
  };
}

/** What workerd says of a Worker that throws while it is loaded, out of the log line in which it says so. */
function explain(message: string): string {
  const thrown = /"message":("service core:user:(?:[^"\\]|\\.)*")/.exec(message)?.[1];
  if (thrown === undefined) return message;
  const words = String(JSON.parse(thrown)).replace(/^service core:user:[^:]*: /, "");
  return `The Worker (or watches.ts) throws while it is loaded: ${words}`;
}
