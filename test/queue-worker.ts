/** The Worker, with a door through which a test sees what ticks have left, and may leave something itself. */
import { theFleet } from "../src/fleet.ts";
import worker from "../src/index.ts";
import { bindings } from "../src/variables.ts";

export { Courier, Fleet, Host, Watcher } from "../src/index.ts";

export default {
  ...worker,
  async fetch(request: Request, env: Env): Promise<Response> {
    const { left, sent } = await request.json<{ left?: string[]; sent?: unknown[] }>();
    const fleet = theFleet(env);
    if (left !== undefined) await fleet.finishTick(Date.UTC(2026, 10, 24, 6), { done: [], left });
    const rounds = bindings(env)["ROUNDS"] as Queue;
    if (sent !== undefined) await rounds.sendBatch(sent.map((body) => ({ body })));
    return Response.json(Object.keys((await fleet.lastTick())?.behind ?? {}));
  },
};
