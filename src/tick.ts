/** One firing of the cron trigger: asks about the watches that are due, host by host, and notes that it finished. */
import { Asking } from "./asking.ts";
import type { Config } from "./config.ts";
import { configured } from "./configured.ts";
import { type Begun, theFleet } from "./fleet.ts";
import { logTrouble } from "./log.ts";
import { deliver } from "./notify/deliver.ts";
import { handOver } from "./queue.ts";
import { changedKeys, findExpired, nextRoster, rosterMark } from "./roster.ts";
import { isDue } from "./schedule.ts";
import { writeRemoved } from "./store/removed-watches.ts";
import { HOUR, SECOND } from "./time.ts";
import type { Settings } from "./variables.ts";

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
  const asking = new Asking(env, begun, scheduledTime);
  const late = AbortSignal.timeout(LATE_MS);
  await Promise.race([asking.ended, new Promise((resolve) => late.addEventListener("abort", resolve))]);
  try {
    await keepRoster(env, config, begun, scheduledTime);
  } catch (error) {
    // KV's daily quota, or an outage: the next tick finds the same to do.
    logTrouble("roster-failed", {}, error);
  }
  await fleet.finishTick(scheduledTime, asking.standing());
  await handOver(env, asking);
  if (late.aborted) {
    await asking.ended;
    await fleet.finishTick(scheduledTime, asking.standing());
  }
  if (asking.failed === 0) await beat(config.settings);
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
