/** What an operator may ask for, with `Authorization: Bearer ADMIN_TOKEN`. Without that secret these routes do not exist. */
import { Hono } from "hono/tiny";
import { createMiddleware } from "hono/factory";
import { configured } from "../../configured.ts";
import type { Status } from "../../status.ts";
import { isOperator } from "../credentials.ts";
import { problem } from "../problem.ts";

export const operator = new Hono<{ Bindings: Env }>();

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

operator.post("/:watch/poll", onlyOperator, async (c) => {
  const watch = configured(c.env).watches.find(({ id }) => id === c.req.param("watch"));
  if (watch === undefined) return c.notFound();
  return answer(await c.env.WATCHER.getByName(watch.id).pollNow());
});

operator.post("/:watch/channels/:name/resume", onlyOperator, async (c) => {
  const watch = configured(c.env).watches.find(({ id }) => id === c.req.param("watch"));
  if (watch === undefined) return c.notFound();
  const watcher = c.env.WATCHER.getByName(watch.id);
  if (!(await watcher.resume(c.req.param("name")))) return c.notFound();
  return answer(await watcher.status());
});

function answer(status: Status | undefined): Response {
  return Response.json(status, { headers: { "cache-control": "no-store" } });
}
