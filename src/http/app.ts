/** The routes. Each finds what it serves and says how it may be kept; what is in a document is decided elsewhere. */
import { Hono } from "hono/tiny";
import { explainProblems, namedWatches, type NamedWatch } from "../config.ts";
import { configured } from "../configured.ts";
import { feedFormats } from "../feed/index.ts";
import { opmlMediaType, renderOpml } from "../feed/opml.ts";
import { parseFilter } from "../filter.ts";
import { theFleet } from "../fleet.ts";
import { logTrouble } from "../log.ts";
import type { Status } from "../status.ts";
import { getText, keys } from "../store/kv.ts";
import { PAGE, readPublished, type Published } from "../store/published.ts";
import { isSnapshotId } from "../store/snapshot.ts";
import { parseTime } from "../time.ts";
import { feedLinks, fleetFeed, watchFeed, type FeedDocument } from "./feeds.ts";
import { health } from "./health.ts";
import { parseRange, updatesBody } from "./json.ts";
import { operator } from "./operator.ts";
import { frontPage, watchPage } from "./pages.ts";
import { problem } from "./problem.ts";
import { baseOf, hasKey, keeping, paramsOf, serve, shownTo, withWatch, type Routed } from "./routed.ts";

const JSON_TYPE = "application/json; charset=utf-8";

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
  if (c.req.method === "OPTIONS") {
    return new Response(null, {
      status: 204,
      headers: { allow: "GET, HEAD, OPTIONS", "access-control-allow-origin": "*" },
    });
  }
  if (c.req.method !== "GET" && c.req.method !== "HEAD" && c.req.method !== "POST") {
    return problem(405, "Method not allowed", "Ask with GET or HEAD.", { allow: "GET, HEAD, OPTIONS" });
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
      headers: { "content-type": JSON_TYPE, "cache-control": "no-store" },
    });
  }
  return serve(c, { mediaType: JSON_TYPE, keeping: "revalidate", ingredients: [text], body: () => text });
});

app.get("/feeds.opml", (c) => {
  const base = baseOf(c);
  // Whoever brings the key gets it back in the addresses: a feed reader has no other way to bring it.
  const readToken = hasKey(c) ? configured(c.env).settings.readToken : undefined;
  const key = readToken === undefined ? "" : `?key=${encodeURIComponent(readToken)}`;
  const pages = namedWatches(shownTo(c)).map(({ id, title }) => {
    const htmlUrl = `${base}/${id}`;
    const feeds = feedLinks(htmlUrl).slice(0, 1);
    return { htmlUrl: `${htmlUrl}${key}`, feeds: feeds.map(({ url }) => ({ url: `${url}${key}`, title })) };
  });
  const ingredients = [base, JSON.stringify(pages)];
  const body = () => renderOpml("Treewatch", pages);
  return serve(c, { mediaType: `${opmlMediaType}; charset=utf-8`, keeping: keeping(c), ingredients, body });
});

for (const format of feedFormats) {
  const serveFeed = (c: Routed, document: FeedDocument) =>
    serve(c, {
      mediaType: `${format.mediaType}; charset=utf-8`,
      keeping: keeping(c),
      ingredients: document.ingredients,
      body: document.render,
      ...(document.modified === undefined ? {} : { modified: document.modified }),
    });

  app.get(`/feed.${format.extension}`, async (c) => {
    const parsed = parseFilter(paramsOf(c));
    if ("problem" in parsed) return malformedFilter(parsed.problem);
    const overview = await theFleet(c.env).overview(PAGE);
    return serveFeed(c, fleetFeed(baseOf(c), shownTo(c), format, parsed.filter, overview));
  });

  app.get(`/:watch/feed.${format.extension}`, (c) =>
    withWatch(c, async (watch) => {
      const parsed = parseFilter(paramsOf(c));
      if ("problem" in parsed) return malformedFilter(parsed.problem);
      const published = await readPublished(c.env.KV, watch.id, Date.now());
      return serveFeed(c, watchFeed(baseOf(c), watch, format, parsed.filter, published));
    }),
  );
}

app.get("/:watch", (c) => withWatch(c, async (named) => page(c, await watchPage(c.env, named, baseOf(c)))));

app.get("/:watch/snapshot.json", (c) =>
  withWatch(c, async (watch) => {
    const published = await readPublished(c.env.KV, watch.id, Date.now());
    if (published === undefined) return noBaseline();
    const { snapshot } = published.head;
    return serve(c, {
      mediaType: JSON_TYPE,
      keeping: "shared",
      ingredients: [snapshot.id],
      body: () => published.snapshotText,
      modified: parseTime(snapshot.takenAt),
    });
  }),
);

app.get("/:watch/snapshots/:file", (c) =>
  withWatch(c, async (watch) => {
    const id = c.req.param("file").replace(/\.json$/, "");
    if (!isSnapshotId(id) || !c.req.param("file").endsWith(".json")) return noSnapshot();
    const stored = await getText(c.env.KV, keys.snapshot(watch.id, id));
    if (stored === undefined) return goneSnapshot(id, await readPublished(c.env.KV, watch.id, Date.now()));
    return serve(c, {
      mediaType: JSON_TYPE,
      keeping: "immutable",
      ingredients: [id],
      body: () => stored.text,
    });
  }),
);

app.get("/:watch/updates.json", (c) =>
  withWatch(c, async (watch) => {
    const range = parseRange(paramsOf(c));
    if (range instanceof Response) return range;
    const published = await readPublished(c.env.KV, watch.id, Date.now());
    const text = await updatesBody(c.env.KV, watch.id, published, range);
    if (text instanceof Response) return text;
    return serve(c, { mediaType: JSON_TYPE, keeping: "shared", ingredients: [text], body: () => text });
  }),
);

app.get("/:watch/status.json", (c) =>
  withWatch(c, async (named) => {
    const status = (await c.env.WATCHER.getByName(named.id).status()) ?? (await idleStatus(c.env, named));
    const text = JSON.stringify(status);
    return serve(c, { mediaType: JSON_TYPE, keeping: "revalidate", ingredients: [text], body: () => text });
  }),
);

app.route("/", operator);

/** The status of a watch whose configuration is not valid: what is published stays as it is. */
async function idleStatus(env: Env, { id, problems }: NamedWatch): Promise<Status> {
  const published = await readPublished(env.KV, id, Date.now());
  const latest = published?.head.latest ?? 0;
  return {
    watch: id,
    state: "paused",
    reason: "invalid-configuration",
    message: explainProblems(problems),
    ...(published === undefined ? {} : { snapshot: published.head.snapshot.id }),
    latest,
    published: latest,
    channels: [],
  };
}

function malformedFilter(why: string): Response {
  return problem(400, "Malformed filter", `The address asks for what is not understood: ${why}.`);
}

function noBaseline(): Response {
  return problem(
    404,
    "No snapshot yet",
    "The directory has not been read yet: status.json says why, or when it will be.",
  );
}

function noSnapshot(): Response {
  return problem(
    404,
    "No such snapshot",
    "A snapshot's id is what snapshot.json and updates.json name, as snapshots/ID.json.",
  );
}

function goneSnapshot(id: string, published: Published | undefined): Response {
  const oldest = published?.head.oldestSnapshot;
  // Ids begin with their time. Of the same second, an older one cannot be told from one that never was.
  if (oldest === undefined || id.slice(0, 16) > oldest.id.slice(0, 16)) return noSnapshot();
  return problem(
    410,
    "Gone",
    `The oldest snapshot that is kept is ${oldest.id}, taken at ${oldest.takenAt}.`,
  );
}

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
