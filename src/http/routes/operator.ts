/** What an operator may ask for, with `Authorization: Bearer ADMIN_TOKEN`. Without that secret these routes do not exist. */
import { configured } from "../../configured.ts";
import type { Watcher } from "../../watcher.ts";
import { isOperator } from "../credentials.ts";
import { problem } from "../problem.ts";
import { Routes, type Handler, type Routed } from "../router.ts";
import { findWatch, movedAway } from "../routed.ts";

export const operator = new Routes();

/** Whether an address is one for an operator's POST. */
export function isOperation(path: string): boolean {
  return /^\/[^/]+\/(poll|pause|resume|move|state|channels\/[^/]+\/(test|resume))\/?$/.test(path);
}

/** What answers the operator alone. */
export function onlyOperator(handler: Handler): Handler {
  return (c) => {
    const { adminToken } = configured(c.env).settings;
    if (adminToken === undefined) return c.notFound();
    if (isOperator(c.request, adminToken)) return handler(c);
    return problem(
      401,
      "Not authorised",
      "Send the header Authorization: Bearer, with the value of ADMIN_TOKEN.",
      { "www-authenticate": 'Bearer realm="Treewatch"' },
    );
  };
}

operator.post(
  "/:watch/poll",
  atWatcher(async (watcher) => answer(await watcher.pollNow())),
);

operator.post(
  "/:watch/pause",
  atWatcher(async (watcher) => answer(await watcher.pause())),
);

operator.post(
  "/:watch/resume",
  atWatcher(async (watcher) => {
    const resumed = await watcher.resume();
    return resumed !== undefined && "refused" in resumed
      ? problem(409, "Not resumed", resumed.refused)
      : answer(resumed);
  }),
);

operator.post(
  "/:watch/channels/:name/resume",
  atWatcher(async (watcher, c) =>
    (await watcher.resumeChannel(c.param("name"))) ? answer(await watcher.status()) : noChannel(),
  ),
);

operator.get(
  "/:watch/channels/:name/preview",
  atWatcher(async (watcher, c) => {
    const messages = await watcher.preview(c.param("name"));
    if (messages === undefined) return noChannel();
    return "problem" in messages ? unusable(messages.problem) : answer({ messages });
  }),
);

operator.post(
  "/:watch/channels/:name/test",
  atWatcher(async (watcher, c) => {
    const tested = await watcher.sendTest(c.param("name"));
    if (tested === undefined) return noChannel();
    if ("problem" in tested) return unusable(tested.problem);
    return tested.delivered
      ? answer(tested)
      : problem(502, `Not delivered: ${tested.reason}`, tested.message);
  }),
);

/** Answers the operator for a watch that is configured and valid, and here: 308 for one that was moved away. */
function atWatcher(ask: (watcher: DurableObjectStub<Watcher>, c: Routed) => Promise<Response>): Handler {
  return ofWatcher(async (watcher, c, key) => (await movedAway(c, key)) ?? ask(watcher, c));
}

/** Answers the operator for a watch that is configured and valid. For any other name see `findWatch`. */
export function ofWatcher(
  ask: (watcher: DurableObjectStub<Watcher>, c: Routed, key: string) => Promise<Response>,
): Handler {
  return onlyOperator(async (c) => {
    const found = await findWatch(c, configured(c.env));
    if (found instanceof Response) return found;
    return found.watch === undefined ? c.notFound() : ask(c.env.WATCHER.getByName(found.key), c, found.key);
  });
}

export function answer(body: unknown): Response {
  return Response.json(body, { headers: { "cache-control": "no-store" } });
}

function noChannel(): Response {
  return problem(
    404,
    "No such channel",
    "A channel's name is the name of its secret; status.json lists them.",
  );
}

function unusable(why: string): Response {
  return problem(409, "The channel cannot be used", why);
}
