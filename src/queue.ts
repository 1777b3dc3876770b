/**
 * Hosts that one invocation does not come to go through a queue, where one is bound, and are asked by further invocations.
 * A message only says which hosts: what is due there, and whether it still is, the Fleet knows. So it may come twice.
 */
import * as z from "zod/mini";
import { Asking } from "./asking.ts";
import { theFleet } from "./fleet.ts";
import { logTrouble } from "./log.ts";
import { bindings } from "./variables.ts";

/** Hosts in one message: with the longest names a sixth of the 128 KB that it may have; ten are a batch. */
const HOSTS_A_MESSAGE = 80;

const Message = z.array(z.string());

/** Leaves to others what a tick does not come to. Without a queue, or while it takes nothing, the next tick makes it up. */
export async function handOver(env: Env, asking: Asking): Promise<void> {
  const rounds = bindings(env)["ROUNDS"];
  if (!isQueue(rounds)) return;
  const hosts = asking.handOver();
  try {
    while (hosts.length > 0) await rounds.send(hosts.splice(0, HOSTS_A_MESSAGE));
  } catch (error) {
    logTrouble("queue-failed", {}, error);
  }
}

/** Makes up at the hosts of these messages what the last tick left to do there. Rejects where they are to come again. */
export async function takeRounds(env: Env, messages: readonly { body: unknown }[]): Promise<void> {
  const named = new Set(messages.flatMap(({ body }) => z.safeParse(Message, body).data ?? []));
  const fleet = theFleet(env);
  const begun = await fleet.beginTick();
  const { scheduledTime = 0, behind = {} } = begun.lastTick ?? {};
  const still = named.intersection(new Set(Object.keys(behind)));
  if (still.size === 0) return;
  const asking = new Asking(env, begun, scheduledTime, still);
  await asking.ended;
  await fleet.finishTick(scheduledTime, asking.standing());
}

function isQueue(value: unknown): value is Queue {
  return value !== null && typeof value === "object" && "send" in value;
}
