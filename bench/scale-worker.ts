/** Treewatch itself, with what it does counted. `POST /bench/counts` hands that over and begins anew. */
import { Courier as TheCourier } from "../src/courier.ts";
import { Fleet as TheFleet } from "../src/fleet.ts";
import { Host as TheHost } from "../src/host.ts";
import { app } from "../src/http/app.ts";
import { runTick } from "../src/tick.ts";
import { Watcher as TheWatcher } from "../src/watcher.ts";
import { countCalls, countPlatform, countState, hurry, takeCounts } from "./counting.ts";

const classes = { Watcher: TheWatcher, Fleet: TheFleet, Host: TheHost, Courier: TheCourier };
for (const [name, { prototype }] of Object.entries(classes)) countCalls(name, prototype);

export class Watcher extends TheWatcher {
  constructor(ctx: DurableObjectState, env: Env) {
    countState("Watcher", ctx);
    super(ctx, env);
  }
}

export class Fleet extends TheFleet {
  constructor(ctx: DurableObjectState, env: Env) {
    countState("Fleet", ctx);
    super(ctx, env);
  }
}

export class Host extends TheHost {
  constructor(ctx: DurableObjectState, env: Env) {
    countState("Host", ctx);
    super(ctx, env);
  }
}

export class Courier extends TheCourier {
  constructor(ctx: DurableObjectState, env: Env) {
    countState("Courier", ctx);
    super(ctx, env);
  }
}

let isCounted = false;

function count(env: Env): void {
  if (!isCounted) countPlatform(env);
  isCounted = true;
}

export default {
  fetch(request, env) {
    count(env);
    const { pathname } = new URL(request.url);
    switch (pathname) {
      case "/bench/counts":
        return Response.json(takeCounts());
      case "/bench/hurry":
      case "/bench/pause":
        hurry(pathname === "/bench/hurry");
        return new Response();
      default:
        return app.fetch(request, env);
    }
  },
  async scheduled(controller, env) {
    count(env);
    await runTick(env, controller.scheduledTime);
  },
} satisfies ExportedHandler<Env>;
