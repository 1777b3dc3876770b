/** The performer of upstream requests, as this deployment's settings make it. */
import type { Watch } from "./config.ts";
import { configured } from "./configured.ts";
import { createPerform, userAgent, type Perform } from "./upstream/fetch.ts";
import { tokenCredentials, withAccess, withoutToken } from "./upstream/token.ts";
import { bindings, readText } from "./variables.ts";

/** Makes requests of nobody in particular, as those for robots.txt are: they never show a token. */
export function performer(env: Env): Perform {
  return createPerform(optionsOf(env));
}

/** Makes the requests of a watch, with its token where it has one. Without the token's secret nothing is asked for. */
export function watchPerformer(env: Env, { token }: Pick<Watch, "token">): Perform {
  if (token === undefined) return performer(env);
  const secret = readText(bindings(env), token.secret)?.trim() ?? "";
  if (secret === "") return withoutToken(token.secret);
  const credentials = tokenCredentials(secret, token.origin);
  return withAccess(createPerform({ ...optionsOf(env), credentials }), token.origin);
}

function optionsOf(env: Env) {
  const { settings } = configured(env);
  const { allowPrivateHosts } = settings;
  return {
    fetch: (url: string, init: RequestInit) => fetch(url, init),
    userAgent: userAgent(settings),
    allowPrivateHosts,
  };
}
