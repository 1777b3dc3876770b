/** The performer of upstream requests, as this deployment's settings make it. */
import { configured } from "./configured.ts";
import { createPerform, userAgent, type Perform } from "./upstream/fetch.ts";

export function performer(env: Env): Perform {
  const { settings } = configured(env);
  const { allowPrivateHosts } = settings;
  return createPerform({
    fetch: (url, init) => fetch(url, init),
    userAgent: userAgent(settings),
    allowPrivateHosts,
  });
}
