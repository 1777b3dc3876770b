/** One tick without a server: the Worker is started on its state, ticked once, read, and ended. */
import { join } from "node:path";
import type { Config } from "../src/config.ts";
import type { Status } from "../src/status.ts";
import { formatTime, MINUTE } from "../src/time.ts";
import { keptTime, nextTime } from "./clock.ts";
import type { Deployed } from "./deployed.ts";
import { createLog } from "./log.ts";
import { settle } from "./settled.ts";
import { writeSite, type Written } from "./site.ts";
import type { State } from "./state.ts";
import { untilStopped } from "./stopping.ts";
import { warn } from "./terminal.ts";
import { startWorker, type NotRunning, type RunningWorker } from "./worker.ts";

/** What came of it. `troubles` are sentences for people: empty where every watch was read and every channel told. */
export type Once = { is: "done"; statuses: readonly Status[]; written: Written; troubles: readonly string[] };

/** The longest that is waited for publication and channels (milliseconds). */
const SETTLE_MS = 5 * MINUTE;

/**
 * Ticks once and writes what readers get into the folder `out`. What is private is polled and told to its channels, but
 * nothing of it is written. A signal ends it where it is.
 */
export async function once(options: {
  deployed: Deployed;
  variables: Readonly<Record<string, string>>;
  state: State;
  out: string;
}): Promise<Once | NotRunning> {
  const { deployed, variables, state } = options;
  const print = createLog("trouble");
  const list = dueAtEachRun(deployed.written);
  const worker = await startWorker({
    root: join(import.meta.dirname, ".."),
    host: "127.0.0.1",
    port: 0,
    folder: state.folder,
    variables: { ...variables, ...(list === undefined ? {} : { WATCHES: JSON.stringify(list) }) },
    onLine(line) {
      const text = print(line);
      if (text !== undefined) warn(text);
    },
  });
  if ("is" in worker) return worker;
  try {
    // After the start, which takes the signals away from Miniflare.
    const ended = untilStopped().then(() => ({ is: "broken" as const, problem: endedBefore }));
    return await Promise.race([tickAndWrite(worker, options), ended]);
  } finally {
    await worker.stop();
  }
}

const endedBefore =
  "It was told to end before it was done. What is committed is kept, and the next run goes on.";

async function tickAndWrite(
  worker: RunningWorker,
  { deployed: { config }, state, out }: { deployed: Deployed; state: State; out: string },
): Promise<Once> {
  const kept = keptTime(state);
  const time = nextTime(Date.now(), kept.read());
  kept.write(time);
  const ticked = await worker.tick(time);
  const polled = config.watches.map(({ id }) => id);
  const key = config.settings.readToken;
  const { statuses, late } = await settle(worker.get, polled, { key, timeoutMs: SETTLE_MS });
  const shown = config.watches.filter((watch) => !watch.private).map(({ id }) => id);
  const written = await writeSite(worker.get, shown, out);
  const failed = ticked ? [] : [`The tick of ${formatTime(time)} did not end well.`];
  return { is: "done", statuses, written, troubles: [...failed, ...troublesOf(config, statuses, late)] };
}

/**
 * The list, in which a watch that says nothing of its interval is due at each tick: the timer that runs this decides.
 * What is no list stays as it is, for the Worker to say so.
 */
function dueAtEachRun(written: unknown): unknown {
  const list = Array.isArray(written) ? { watches: written } : written;
  if (list === null || typeof list !== "object") return list;
  const defaults = "defaults" in list ? list.defaults : undefined;
  if (defaults !== undefined && (defaults === null || typeof defaults !== "object")) return list;
  return { ...list, defaults: { every: "1m", ...defaults } };
}

function troublesOf(config: Config, statuses: readonly Status[], late: readonly string[]): string[] {
  const wrong = config.idle.map(({ id }) => `watch "${id}" is not valid, so it was not read.`);
  const failed = statuses.flatMap(({ watch, state, lastPoll }) =>
    state === "failing" ? `watch "${watch}" cannot be read. ${lastPoll?.message ?? ""}`.trim() : [],
  );
  const untold = statuses.flatMap(({ watch, channels, ops = [] }) =>
    [...channels, ...ops].flatMap(({ name, state, message }) =>
      state === "stopped" || state === "retrying" || state === "unconfigured"
        ? `watch "${watch}", channel ${name}: ${message ?? state}`
        : [],
    ),
  );
  const waiting = late.map(
    (watch) => `watch "${watch}": not everything was told in time; the next run goes on.`,
  );
  return [...wrong, ...failed, ...untold, ...waiting];
}
