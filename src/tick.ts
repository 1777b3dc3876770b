/** One firing of the cron trigger: polls the watches that are due, kindly to their hosts, and notes that it finished. */
import type { Watch } from "./config.ts";
import { configured } from "./configured.ts";
import { deliver } from "./notify/deliver.ts";
import { theFleet } from "./fleet.ts";
import { logTrouble } from "./log.ts";
import { changedKeys, findExpired, nextRoster, type Roster } from "./roster.ts";
import { isDue } from "./schedule.ts";
import { writeRemoved } from "./store/removed-watches.ts";
import { HOUR } from "./time.ts";
import type { Settings } from "./variables.ts";

/** Hosts asked side by side. Cloudflare lets one invocation wait for six connections at a time. */
const HOSTS_AT_ONCE = 6;
/** Time (milliseconds) for one heartbeat; a tick is not over before. */
const HEARTBEAT_TIMEOUT_MS = 10_000;
/** When some of what is kept of removed watches is deleted. */
const SWEEP = { id: "sweep", every: HOUR };

/**
 * Runs a tick. It ends when every poll it began is committed. A watch without a snapshot is due at every tick; one
 * whose object fails is logged and holds nobody back, but the heartbeat is then left out; a tick that has been seen polls
 * nothing.
 */
export async function runTick(env: Env, scheduledTime: number): Promise<void> {
  const config = configured(env);
  const { watches, settings } = config;
  const fleet = theFleet(env);
  const { lastTick, known, awake, roster } = await fleet.beginTick();
  const last = lastTick?.scheduledTime;
  const [awakeKeys, knownKeys] = [new Set(awake), new Set(known)];
  const due = watches.filter(
    (watch) =>
      (!watch.paused || awakeKeys.has(watch.key)) &&
      (isDue(watch, scheduledTime, last) || !knownKeys.has(watch.key)),
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
  try {
    await keepRoster(env, roster, nextRoster(roster, config, scheduledTime), { scheduledTime, last });
  } catch (error) {
    // KV's daily quota, or an outage: the next tick finds the same to do.
    logTrouble("roster-failed", {}, error);
  }
  await fleet.finishTick(scheduledTime);
  if (overdue === 0) await beat(settings);
}

/** Ticks one watch; false where its object did not take the tick, so that its poll is overdue. */
async function tickWatch(env: Env, watch: Watch, scheduledTime: number): Promise<boolean> {
  try {
    await env.WATCHER.getByName(watch.key).tick(scheduledTime);
    return true;
  } catch (error) {
    logTrouble("tick-failed", { watch: watch.id }, error);
    return false;
  }
}

/**
 * Follows the configuration where watches were removed from it or put back: routes get to know, alarms are set anew, and
 * once an hour some of what is kept of a watch that was removed long ago is deleted.
 */
async function keepRoster(
  env: Env,
  before: Roster,
  present: Roster,
  { scheduledTime, last }: { scheduledTime: number; last: number | undefined },
): Promise<void> {
  const fleet = theFleet(env);
  let after = present;
  const expired = isDue(SWEEP, scheduledTime, last) ? findExpired(present, scheduledTime) : undefined;
  if (expired !== undefined && (await env.WATCHER.getByName(expired).forget())) {
    await fleet.forget(expired);
    after = present.filter(({ key }) => key !== expired);
  }
  await writeRemoved(env.KV, before, after);
  if (JSON.stringify(after) !== JSON.stringify(before)) await fleet.writeRoster(after);
  for (const key of changedKeys(before, present)) await env.WATCHER.getByName(key).rearm();
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
