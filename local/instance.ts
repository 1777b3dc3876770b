/** One running Treewatch: the Worker at its address, and the clock that ticks it. */
import { join } from "node:path";
import { formatTime, SECOND } from "../src/time.ts";
import { keptTime, runClock } from "./clock.ts";
import { createLog, type Wanted } from "./log.ts";
import type { Options } from "./options.ts";
import { addressOf, startOnPort } from "./ports.ts";
import type { State } from "./state.ts";
import { warn } from "./terminal.ts";
import { type NotRunning, startWorker } from "./worker.ts";

export type Instance = {
  /** Where it answers, without a slash at the end. */
  url: string;
  /** Fires the first tick at once, and the others as the options say; nothing where they say `--no-clock`. */
  startClock(): void;
  /** Waits for the tick in hand, 5 seconds at most, and ends everything. */
  stop(): Promise<void>;
};

const longestWaitMs = 5 * SECOND;

/** Starts the Worker in a state folder and resolves when it answers. The clock does not run yet. */
export async function startInstance(options: {
  options: Options;
  state: State;
  variables: Readonly<Record<string, string>>;
  everySeconds: number;
  log: Wanted;
}): Promise<Instance | NotRunning> {
  const { host, clock } = options.options;
  const { state, everySeconds } = options;
  const print = createLog(options.log);
  const running = await startOnPort(host, options.options.port, (port) =>
    startWorker({
      root: join(import.meta.dirname, ".."),
      host,
      port,
      folder: state.folder,
      variables: {
        PUBLIC_URL: addressOf(host, port),
        ...options.variables,
        TICK_SECONDS: String(everySeconds),
      },
      onLine(line) {
        const text = print(line);
        if (text !== undefined) warn(text);
      },
    }),
  );
  if ("is" in running) return running;
  const { port, started: worker } = running;
  const url = addressOf(host, port);
  // The first request is ours: what is wrong with the configuration is told now, not when somebody comes by.
  await fetch(url).then(
    (response) => response.text(),
    () => undefined,
  );
  const stopped = new AbortController();
  let ticking: Promise<void> = Promise.resolve();
  return {
    url,
    startClock() {
      if (!clock) return;
      ticking = runClock({
        periodMs: everySeconds * SECOND,
        kept: keptTime(state),
        signal: stopped.signal,
        async trigger(time) {
          const ended = await worker.tick(time).catch(() => false);
          if (!ended && !stopped.signal.aborted) warn(`The tick of ${formatTime(time)} did not end well.`);
        },
      });
    },
    async stop() {
      stopped.abort();
      await Promise.race([ticking, new Promise((resolve) => setTimeout(resolve, longestWaitMs).unref())]);
      await worker.stop();
      state.close();
    },
  };
}
