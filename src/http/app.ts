/** The Worker's answers: health and errors here, all else in `routes/`; what is in a document is decided elsewhere. */
import { theFleet } from "../fleet.ts";
import { logTrouble } from "../log.ts";
import { cors, preflight, READER_METHODS } from "./cors.ts";
import { health } from "./health.ts";
import { problem } from "./problem.ts";
import { JSON_TYPE } from "./representation.ts";
import { baseOf, serve, shownTo } from "./routed.ts";
import { createApp, Routes } from "./router.ts";
import { apiRoutes } from "./routes/api.ts";
import { feedRoutes } from "./routes/feeds.ts";
import { isOperation, operator } from "./routes/operator.ts";
import { pageRoutes } from "./routes/pages.ts";
import { transfer } from "./routes/transfer.ts";

const own = new Routes();

own.get("/healthz", async (c) => {
  const { status, body } = health(shownTo(c), await theFleet(c.env).overview({ failing: true }), Date.now());
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

/** Answers every request. The page of a watch takes any name, so it comes last. */
export const app = createApp([own, feedRoutes, apiRoutes, operator, transfer, pageRoutes], {
  notFound(c) {
    const { method } = c.request;
    if (method === "OPTIONS") return preflight();
    if (method !== "GET" && method !== "HEAD" && !(method === "POST" && isOperation(c.path))) {
      return problem(405, "Method not allowed", "Ask with GET or HEAD.", { allow: READER_METHODS });
    }
    return problem(
      404,
      "Not found",
      `There is nothing at this address. ${baseOf(c)}/ lists what is watched.`,
    );
  },
  failed(error) {
    logTrouble("request-failed", {}, error);
    return problem(
      500,
      "Something went wrong",
      "Treewatch could not answer this. Its operator finds more in the log.",
    );
  },
});
