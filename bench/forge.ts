/** A forge with as many directories as are asked for. It runs in the benchmark's own process, where it does not count. */
import { createServer } from "node:http";
import { after } from "../demo/forge.ts";
import { directoryPath } from "../demo/forge-page.ts";
import { listenLocally } from "../demo/listening.ts";
import type { History } from "../test/history.ts";
import { forgePage } from "./pages.ts";

export type Forge = {
  /** The address of one of its directories. */
  url(directory: string): string;
  /** How many pages of directories it has served. */
  served(): number;
  /** Lets the next push happen, in all directories. Throws where there is none left. */
  push(): void;
  close(): Promise<void>;
};

const repository = "mirror/spdk";
const ref = "master";

/** Starts one on loopback. Each directory shows the history's listing; no two of its pages are the same bytes. */
export async function startForge({ listing: first, pushes }: History): Promise<Forge> {
  const base = directoryPath({ repository, ref, path: "" });
  let listing = first;
  let pushed = 0;
  let served = 0;
  const server = createServer(({ url = "" }, response) => {
    if (!url.startsWith(base)) {
      response.writeHead(404).end();
      return;
    }
    served += 1;
    response.writeHead(200, { "content-type": "text/html; charset=utf-8" });
    response.end(forgePage({ repository, ref, path: url.slice(base.length) }, listing, `token-${served}`));
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
