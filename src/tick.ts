/** One firing of the cron trigger: polls the watches that are due, kindly to their hosts, and notes that it finished. */
import type { Watch } from "./config.ts";
import { configured } from "./configured.ts";
import { deliver } from "./notify/deliver.ts";
import { theFleet } from "./fleet.ts";
import { logTrouble } from "./log.ts";
import { isDue } from "./schedule.ts";
import type { Settings } from "./variables.ts";

/** Hosts asked side by side. Cloudflare lets one invocation wait for six connections at a time. */
const HOSTS_AT_ONCE = 6;
/** Time (milliseconds) for one heartbeat; a tick is not over before. */
const HEARTBEAT_TIMEOUT_MS = 10_000;

/**
 * Runs a tick. It ends when every poll it began is committed. A watch without a snapshot is due at every tick; one
 * whose object fails is logged and holds nobody back, but the heartbeat is then left out; a tick that has been seen polls
 * nothing.
 */
export async function runTick(env: Env, scheduledTime: number): Promise<void> {
  const { watches, settings } = configured(env);
  const fleet = theFleet(env);
  const { lastTick, known } = await fleet.beginTick();
  const last = lastTick?.scheduledTime;
  const due = watches.filter(
    (watch) => !watch.paused && (isDue(watch, scheduledTime, last) || !known.includes(watch.id)),
  );
  let overdue = 0;
  const hosts = [...Map.groupBy(due, hostOf).values()];
  await Promise.all(
    Array.from({ length: HOSTS_AT_ONCE }, async () => {
      for (let host = hosts.shift(); host !== undefined; host = hosts.shift()) {
        for (const watch of host) if (!(await tickWatch(env, watch, scheduledTime))) overdue += 1;
      }
    }),
  );
  await fleet.finishTick(scheduledTime);
  if (overdue === 0) await beat(settings);
}

/** Ticks one watch; false where its object did not take the tick, so that its poll is overdue. */
async function tickWatch(env: Env, watch: Watch, scheduledTime: number): Promise<boolean> {
  try {
    await env.WATCHER.getByName(watch.id).tick(scheduledTime);
    return true;
  } catch (error) {
    logTrouble("tick-failed", { watch: watch.id }, error);
    return false;
  }
}

/** Tells a dead man's switch that all is well. One beat that is lost is not repeated: the next comes with the next tick. */
async function beat({ heartbeatUrl, allowPrivateHosts }: Settings): Promise<void> {
  if (heartbeatUrl === undefined) return;
  const request = { url: heartbeatUrl, method: "GET", headers: {}, body: "" } as const;
  const sent = await deliver(request, {
    fetch: (url, init) => fetch(url, init),
    allowPrivateHosts,
    timeoutMs: HEARTBEAT_TIMEOUT_MS,
  });
  if (sent.is === "reply" && sent.reply.status < 300) return;
  const reason = sent.is === "reply" ? `http-${sent.reply.status}` : sent.reason;
  logTrouble("heartbeat-failed", { reason });
}

function hostOf(watch: Watch): string {
  return new URL(watch.source.url).host;
}
