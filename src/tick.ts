/** One firing of the cron trigger: asks about the watches that are due, host by host, and notes that it finished. */
import type { Config } from "./config.ts";
import { configured } from "./configured.ts";
import { dueByHost } from "./due.ts";
import { type Begun, theFleet } from "./fleet.ts";
import { hostName } from "./host.ts";
import { logTrouble } from "./log.ts";
import { deliver } from "./notify/deliver.ts";
import { shareOf } from "./plans.ts";
import { changedKeys, findExpired, nextRoster, rosterMark } from "./roster.ts";
import { isDue } from "./schedule.ts";
import { writeRemoved } from "./store/removed-watches.ts";
import { HOUR, SECOND } from "./time.ts";
import type { Settings } from "./variables.ts";

/** Hosts asked side by side. */
const HOSTS_AT_ONCE = 6;
/** When (milliseconds) a tick counts as over for the hosts that are done: a slow one holds up nobody else. */
const LATE_MS = 45 * SECOND;
/** Time (milliseconds) for one heartbeat; a tick is not over before. */
const HEARTBEAT_TIMEOUT_MS = 10_000;
/** When some of what is kept of removed watches is deleted. */
const SWEEP = { id: "sweep", every: HOUR };

/**
 * Runs a tick. It ends when every poll it began is committed. A watch whose object fails is logged and holds nobody back,
 * but the heartbeat is then left out; what a tick did not come to, or what died with it, the next makes up.
 */
export async function runTick(env: Env, scheduledTime: number): Promise<void> {
  const config = configured(env);
  const fleet = theFleet(env);
  const begun = await fleet.beginTick();
  const last = begun.lastTick?.scheduledTime;
  const due = dueByHost(config.watches, hostName, scheduledTime, {
    last,
    behind: begun.lastTick?.behind ?? {},
    fresh: new Set(begun.fresh),
    awake: new Set(begun.awake),
  });
  const { calls } = shareOf(config.settings.plan);
  const hosts = [...due].slice(0, calls);
  const left = new Set(due.keys());
  let failed = 0;
  const asking = inLanes(hosts, async ([host, keys]) => {
    const round = await askHost(env, host, scheduledTime, keys);
    failed += round.failed;
    if (round.isDone) left.delete(host);
  });
  const standing = () => ({ done: [...due.keys()].filter((host) => !left.has(host)), left: [...left] });
  const late = AbortSignal.timeout(LATE_MS);
  await Promise.race([asking, new Promise((resolve) => late.addEventListener("abort", resolve))]);
  try {
    await keepRoster(env, config, begun, scheduledTime);
  } catch (error) {
    // KV's daily quota, or an outage: the next tick finds the same to do.
    logTrouble("roster-failed", {}, error);
  }
  await fleet.finishTick(scheduledTime, standing());
  if (late.aborted) {
    await asking;
    await fleet.finishTick(scheduledTime, standing());
  }
  if (failed === 0) await beat(config.settings);
}

/** Does the work for each, a few at a time. */
async function inLanes<Of>(all: readonly Of[], work: (one: Of) => Promise<void>): Promise<void> {
  const waiting = all.values();
  await Promise.all(
    Array.from({ length: HOSTS_AT_ONCE }, async () => {
      for (const one of waiting) await work(one);
    }),
  );
}

/**
 * Has a host ask about its watches. One invocation may not do as much as there may be to do, so it is called until it has
 * come to all, or is to be left alone.
 */
export async function askHost(
  env: Env,
  host: string,
  scheduledTime: number,
  keys: readonly string[],
): Promise<{ isDone: boolean; failed: number }> {
  let left = keys;
  let failed = 0;
  try {
    while (left.length > 0) {
      const round = await env.HOST.getByName(host).round(scheduledTime, [...left]);
      failed += round.failed;
      if (!round.goOn) return { isDone: round.left.length === 0, failed };
      left = round.left;
    }
    return { isDone: true, failed };
  } catch (error) {
    logTrouble("round-failed", { host }, error);
    return { isDone: false, failed: failed + 1 };
  }
}

/**
 * Follows the configuration where watches were removed from it or put back: routes get to know, alarms are set anew, and
 * once an hour some of what is kept of a watch that was removed long ago is deleted.
 */
async function keepRoster(env: Env, config: Config, begun: Begun, scheduledTime: number): Promise<void> {
  const mark = rosterMark(config);
  const isSweep = isDue(SWEEP, scheduledTime, begun.lastTick?.scheduledTime);
  if (mark === begun.rosterMark && !isSweep) return;
  const fleet = theFleet(env);
  const before = await fleet.roster();
  const present = nextRoster(before, config, scheduledTime);
  const expired = isSweep ? findExpired(present, scheduledTime) : undefined;
  let after = present;
  if (expired !== undefined && (await env.WATCHER.getByName(expired).forget())) {
    await fleet.forget(expired);
    after = present.filter(({ key }) => key !== expired);
  }
  await writeRemoved(env.KV, before, after);
  if (mark !== begun.rosterMark || JSON.stringify(after) !== JSON.stringify(before))
    await fleet.writeRoster(after, mark);
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
