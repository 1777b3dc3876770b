/** The entry: what the platform calls, and the object classes it makes. */
import { env as loaded } from "cloudflare:workers";
import { configured } from "./configured.ts";
import { app } from "./http/app.ts";
import { takeRounds } from "./queue.ts";
import { runTick } from "./tick.ts";

export { Courier } from "./courier.ts";
export { Fleet } from "./fleet.ts";
export { Host } from "./host.ts";
export { Watcher } from "./watcher.ts";

// While it is loaded a Worker may take a second; an invocation on the free plan has a hundredth, and watches are many.
configured(loaded);

export default {
  fetch: app.fetch,
  async scheduled(controller, env) {
    await runTick(env, controller.scheduledTime);
  },
  async queue(batch, env) {
    await takeRounds(env, batch.messages);
  },
} satisfies ExportedHandler<Env>;
