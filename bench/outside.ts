/** What Treewatch talks to, in the benchmark's own process, where it does not count: a forge, and Slack channels. */
import { createServer } from "node:http";
import { after } from "../demo/forge.ts";
import { directoryPath } from "../demo/forge-page.ts";
import { listenLocally } from "../demo/listening.ts";
import type { History } from "./history.ts";
import { forgePage } from "./pages.ts";

export type Forge = {
  /** The address of one of its directories; there are as many as are asked for. */
  url(directory: string): string;
  /** Pages served so far. */
  served(): number;
  /** Lets the next push happen, in all directories. Throws where there is none left. */
  push(): void;
  close(): Promise<void>;
};

const repository = "mirror/spdk";
const ref = "master";

/** A forge on loopback, each of whose directories shows the history's listing. No two of its answers are the same. */
export async function startForge({ listing: first, pushes }: History): Promise<Forge> {
  const base = directoryPath({ repository, ref, path: "" });
  let listing = first;
  let pushed = 0;
  let served = 0;
  const server = createServer((request, response) => {
    const path = (request.url ?? "").slice(base.length);
    served += 1;
    response.writeHead(200, { "content-type": "text/html; charset=utf-8" });
    response.end(forgePage({ repository, ref, path }, listing, `token-${served}`));
  });
  const { port, close } = await listenLocally(server);
  return {
    url: (directory) => `http://127.0.0.1:${port}${base}${directory}`,
    served: () => served,
    push() {
      const next = pushes[pushed];
      if (next === undefined) throw new Error("the history has no more pushes");
      listing = after(listing, next);
      pushed += 1;
    },
    close,
  };
}

export type Sink = {
  /** The address of one of its channels. */
  url(channel: string): string;
  /** Messages taken so far. */
  taken(): number;
  close(): Promise<void>;
};

/** Answers on loopback as Slack's incoming webhooks do, whatever the path. */
export async function startSink(): Promise<Sink> {
  let taken = 0;
  const server = createServer((request, response) => {
    request.resume().on("end", () => {
      taken += 1;
      response.end("ok");
    });
  });
  const { port, close } = await listenLocally(server);
  return {
    url: (channel) => `http://127.0.0.1:${port}/services/T/B/${channel}`,
    taken: () => taken,
    close,
  };
}
