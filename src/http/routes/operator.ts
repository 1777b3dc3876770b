/** What an operator may ask for, with `Authorization: Bearer ADMIN_TOKEN`. Without that secret these routes do not exist. */
import type { Context } from "hono";
import { Hono } from "hono/tiny";
import { createMiddleware } from "hono/factory";
import { configured } from "../../configured.ts";
import type { Watcher } from "../../watcher.ts";
import { isOperator } from "../credentials.ts";
import { problem } from "../problem.ts";
import { findWatch, movedAway } from "../routed.ts";

export const operator = new Hono<{ Bindings: Env }>();

/** Whether an address is one for an operator's POST. */
export function isOperation(path: string): boolean {
  return /^\/[^/]+\/(poll|pause|resume|move|state|channels\/[^/]+\/(test|resume))$/.test(path);
}

export const onlyOperator = createMiddleware<{ Bindings: Env }>(async (c, next) => {
  const { adminToken } = configured(c.env).settings;
  if (adminToken === undefined) return c.notFound();
  if (!isOperator(c.req.raw, adminToken)) {
    return problem(
      401,
      "Not authorised",
      "Send the header Authorization: Bearer, with the value of ADMIN_TOKEN.",
      {
        "www-authenticate": 'Bearer realm="Treewatch"',
      },
    );
  }
  return next();
});

operator.post("/:watch/poll", onlyOperator, (c) =>
  atWatcher(c, async (watcher) => answer(await watcher.pollNow())),
);

operator.post("/:watch/pause", onlyOperator, (c) =>
  atWatcher(c, async (watcher) => answer(await watcher.pause())),
);

operator.post("/:watch/resume", onlyOperator, (c) =>
  atWatcher(c, async (watcher) => {
    const resumed = await watcher.resume();
    return resumed !== undefined && "refused" in resumed
      ? problem(409, "Not resumed", resumed.refused)
      : answer(resumed);
  }),
);

operator.post("/:watch/channels/:name/resume", onlyOperator, (c) =>
  atWatcher(c, async (watcher) =>
    (await watcher.resumeChannel(c.req.param("name"))) ? answer(await watcher.status()) : noChannel(),
  ),
);

operator.get("/:watch/channels/:name/preview", onlyOperator, (c) =>
  atWatcher(c, async (watcher) => {
    const messages = await watcher.preview(c.req.param("name"));
    if (messages === undefined) return noChannel();
    return "problem" in messages ? unusable(messages.problem) : answer({ messages });
  }),
);

operator.post("/:watch/channels/:name/test", onlyOperator, (c) =>
  atWatcher(c, async (watcher) => {
    const tested = await watcher.sendTest(c.req.param("name"));
    if (tested === undefined) return noChannel();
    if ("problem" in tested) return unusable(tested.problem);
    return tested.delivered
      ? answer(tested)
      : problem(502, `Not delivered: ${tested.reason}`, tested.message);
  }),
);

/** Answers for a watch that is configured and valid, and here: 308 for one that was moved away. */
function atWatcher(
  c: Context<{ Bindings: Env }>,
  ask: (watcher: DurableObjectStub<Watcher>) => Promise<Response>,
): Promise<Response> {
  return ofWatcher(c, async (watcher, key) => (await movedAway(c, key)) ?? ask(watcher));
}

/** Answers for a watch that is configured and valid. For any other name see `findWatch`. */
export async function ofWatcher(
  c: Context<{ Bindings: Env }>,
  ask: (watcher: DurableObjectStub<Watcher>, key: string) => Promise<Response>,
): Promise<Response> {
  const found = await findWatch(c, configured(c.env).watches);
  return found instanceof Response ? found : ask(c.env.WATCHER.getByName(found.key), found.key);
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
