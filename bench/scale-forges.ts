/** The git servers of `scale-forge.ts`, as the benchmark talks to them. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

/** Names of the repositories that are pushed to. */
export type Asked = { push: readonly string[] };
/** Since it was last asked: how many requests came, and how many at most were under way at one host. */
export type Answered = { ports: number[]; requests: number; most: number };

export type Forges = {
  /** Each host's address, without a slash at the end. */
  urls: readonly string[];
  /** Pushes one commit to each repository; it touches one of its directories `d0`, `d1` …, one after the other. */
  push(repositories: readonly string[]): Promise<void>;
  /** What came since this was last asked for, or since a push. */
  counts(): Promise<Pick<Answered, "requests" | "most">>;
  close(): void;
};

/** Starts so many hosts, with repositories of so many directories. */
export async function startForges(hosts: number, directories: number): Promise<Forges> {
  const child = fork(join(import.meta.dirname, "scale-forge.ts"), [String(hosts), String(directories)], {
    execArgv: [],
  });
  const next = async () => {
    const [answered]: Answered[] = await once(child, "message");
    if (answered === undefined) throw new Error("the forges say nothing");
    return answered;
  };
  const ask = async (asked: Asked) => {
    const answered = next();
    child.send(asked);
    return answered;
  };
  const { ports } = await next();
  return {
    urls: ports.map((port) => `http://127.0.0.1:${port}`),
    async push(repositories) {
      await ask({ push: repositories });
    },
    counts: () => ask({ push: [] }),
    close: () => child.disconnect(),
  };
}
