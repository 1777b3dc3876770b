/** The Worker's answers: pages and health here, feeds and the API beside; what is in a document is decided elsewhere. */
import { Hono } from "hono/tiny";
import { theFleet } from "../fleet.ts";
import { logTrouble } from "../log.ts";
import { cors, preflight, READER_METHODS } from "./cors.ts";
import { health } from "./health.ts";
import { frontPage, watchPage } from "./pages.ts";
import { problem } from "./problem.ts";
import { JSON_TYPE } from "./representation.ts";
import { baseOf, serve, shownTo, withWatch, type Routed } from "./routed.ts";
import { apiRoutes } from "./routes/api.ts";
import { feedRoutes } from "./routes/feeds.ts";
import { isOperation, operator } from "./routes/operator.ts";

export const app = new Hono<{ Bindings: Env }>({ strict: false });

app.onError((error) => {
  logTrouble("request-failed", {}, error);
  return problem(
    500,
    "Something went wrong",
    "Treewatch could not answer this. Its operator finds more in the log.",
  );
});

app.notFound((c) => {
  const { method, path } = c.req;
  if (method === "OPTIONS") return preflight();
  if (method !== "GET" && method !== "HEAD" && !(method === "POST" && isOperation(path))) {
    return problem(405, "Method not allowed", "Ask with GET or HEAD.", { allow: READER_METHODS });
  }
  return problem(404, "Not found", `There is nothing at this address. ${baseOf(c)}/ lists what is watched.`);
});

app.get("/", async (c) => page(c, await frontPage(c.env, shownTo(c), baseOf(c))));

app.get("/healthz", async (c) => {
  const { status, body } = health(shownTo(c), await theFleet(c.env).overview(0), Date.now());
  const text = JSON.stringify(body);
  // A copy can only be good while the clock ticks: 304 stands for a 200 (RFC 9110, 13.2.1).
  if (status !== 200) {
    return new Response(text, {
      status,
      headers: { ...cors, "content-type": JSON_TYPE, "cache-control": "no-store" },
    });
  }
  return serve(c, { mediaType: JSON_TYPE, keeping: "revalidate", ingredients: [text], body: () => text });
});

// Before the page of a watch, which takes any name.
for (const routes of [feedRoutes, apiRoutes, operator]) app.route("/", routes);

app.get("/:watch", (c) => withWatch(c, async (named) => page(c, await watchPage(c.env, named, baseOf(c)))));

/** A page for people. It asks the Fleet how things stand, so it is asked for anew each time. */
function page(c: Routed, { html, headers }: { html: string; headers: Record<string, string> }): Response {
  return serve(c, {
    mediaType: "text/html; charset=utf-8",
    keeping: "revalidate",
    ingredients: [html],
    body: () => html,
    headers,
  });
}
