/** One firing of the cron trigger: polls the watches that are due, kindly to their hosts, and notes that it finished. */
import type { Watch } from "./config.ts";
import { configured } from "./configured.ts";
import { theFleet } from "./fleet.ts";
import { logTrouble } from "./log.ts";
import { isDue } from "./schedule.ts";

/** Hosts asked side by side. Cloudflare lets one invocation wait for six connections at a time. */
const HOSTS_AT_ONCE = 6;

/**
 * Runs a tick. It ends when every poll it began is committed. A watch without a snapshot is due at every tick; one
 * whose object fails is logged and holds nobody back; a tick that has been seen polls nothing.
 */
export async function runTick(env: Env, scheduledTime: number): Promise<void> {
  const { watches } = configured(env);
  const fleet = theFleet(env);
  const { lastTick, known } = await fleet.beginTick();
  const last = lastTick?.scheduledTime;
  const due = watches.filter(
    (watch) => !watch.paused && (isDue(watch, scheduledTime, last) || !known.includes(watch.id)),
  );
  const hosts = [...Map.groupBy(due, hostOf).values()];
  await Promise.all(
    Array.from({ length: HOSTS_AT_ONCE }, async () => {
      for (let host = hosts.shift(); host !== undefined; host = hosts.shift()) {
        for (const watch of host) await tickWatch(env, watch, scheduledTime);
      }
    }),
  );
  await fleet.finishTick(scheduledTime);
}

async function tickWatch(env: Env, watch: Watch, scheduledTime: number): Promise<void> {
  try {
    await env.WATCHER.getByName(watch.id).tick(scheduledTime);
  } catch (error) {
    logTrouble("tick-failed", { watch: watch.id }, error);
  }
}

function hostOf(watch: Watch): string {
  return new URL(watch.source.url).host;
}
