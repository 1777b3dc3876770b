/** What an operator may ask for, with `Authorization: Bearer ADMIN_TOKEN`. Without that secret these routes do not exist. */
import type { Context } from "hono";
import { Hono } from "hono/tiny";
import { createMiddleware } from "hono/factory";
import { configured } from "../../configured.ts";
import type { Watcher } from "../../watcher.ts";
import { isOperator } from "../credentials.ts";
import { problem } from "../problem.ts";

export const operator = new Hono<{ Bindings: Env }>();

/** Whether an address is one for an operator's POST. */
export function isOperation(path: string): boolean {
  return /^\/[^/]+\/(poll|channels\/[^/]+\/(test|resume))$/.test(path);
}

const onlyOperator = createMiddleware<{ Bindings: Env }>(async (c, next) => {
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
  ofWatcher(c, async (watcher) => answer(await watcher.pollNow())),
);

operator.post("/:watch/channels/:name/resume", onlyOperator, (c) =>
  ofWatcher(c, async (watcher) =>
    (await watcher.resume(c.req.param("name"))) ? answer(await watcher.status()) : noChannel(),
  ),
);

operator.get("/:watch/channels/:name/preview", onlyOperator, (c) =>
  ofWatcher(c, async (watcher) => {
    const messages = await watcher.preview(c.req.param("name"));
    if (messages === undefined) return noChannel();
    return "problem" in messages ? unusable(messages.problem) : answer({ messages });
  }),
);

operator.post("/:watch/channels/:name/test", onlyOperator, (c) =>
  ofWatcher(c, async (watcher) => {
    const tested = await watcher.sendTest(c.req.param("name"));
    if (tested === undefined) return noChannel();
    if ("problem" in tested) return unusable(tested.problem);
    return tested.delivered
      ? answer(tested)
      : problem(502, `Not delivered: ${tested.reason}`, tested.message);
  }),
);

/** Answers for a watch that is configured and valid; 404 for any other name. */
async function ofWatcher(
  c: Context<{ Bindings: Env }>,
  ask: (watcher: DurableObjectStub<Watcher>) => Promise<Response>,
): Promise<Response> {
  const watch = configured(c.env).watches.find(({ id }) => id === c.req.param("watch"));
  return watch === undefined ? c.notFound() : ask(c.env.WATCHER.getByName(watch.id));
}

function answer(body: unknown): Response {
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
