/** The feeds' routes: of one watch, of all, and the lists of them. */
import { configured } from "../../configured.ts";
import type { FeedFormat } from "../../feed/contract.ts";
import { feedFormats } from "../../feed/index.ts";
import { opmlMediaType } from "../../feed/opml.ts";
import { parseFilter } from "../../filter.ts";
import { theFleet } from "../../fleet.ts";
import { namedWatches, versionOf, type NamedWatch } from "../../named-watches.ts";
import { PAGE, readPublished } from "../../store/published.ts";
import { hubOf } from "../../websub.ts";
import type { Asked, FeedDocument } from "../feed-frame.ts";
import { parseFeedQuery } from "../feed-query.ts";
import { fleetFeed, watchFeed } from "../feeds.ts";
import { fleetOpml, watchOpml, type Place } from "../opml.ts";
import { notUnderstood } from "../parameters.ts";
import { archiveFeed, digestFeed } from "../past-feeds.ts";
import { isCurrent, type Keeping } from "../representation.ts";
import { Routes, type Routed } from "../router.ts";
import { baseOf, hasKey, paramsOf, serve, shownTo, withWatch } from "../routed.ts";

export const feedRoutes = new Routes();

feedRoutes.get("/feeds.opml", (c) => {
  const config = shownTo(c);
  return serveOpml(c, [versionOf(config)], (place) => fleetOpml(place, namedWatches(config)));
});

feedRoutes.get("/:watch/feeds.opml", (c) =>
  withWatch(c, async (watch) => {
    const published = await readPublished(c.env.KV, watch.key, Date.now());
    const ingredients = [watch.id, watch.title, published?.version ?? ""];
    return serveOpml(c, ingredients, (place) => watchOpml(place, watch, published));
  }),
);

function serveOpml(c: Routed, ingredients: readonly string[], render: (place: Place) => string): Response {
  const readToken = (hasKey(c) && configured(c.env).settings.readToken) || "";
  const place = { base: baseOf(c), readToken };
  return serve(c, {
    mediaType: `${opmlMediaType}; charset=utf-8`,
    keeping: "shared",
    ingredients: [place.base, readToken, ...ingredients],
    body: () => render(place),
  });
}

for (const format of feedFormats) {
  feedRoutes.get(`/feed.${format.extension}`, async (c) => {
    const parsed = parseFilter(paramsOf(c));
    if ("problem" in parsed) return notUnderstood(parsed.problem);
    const overview = await theFleet(c.env).overview({ updates: PAGE });
    return serveFeed(c, format, fleetFeed(baseOf(c), shownTo(c), format, parsed.filter, overview));
  });

  feedRoutes.get(`/:watch/feed.${format.extension}`, (c) =>
    withWatch(c, (watch) => serveWatchFeed(c, format, watch)),
  );
}

async function serveWatchFeed(c: Routed, format: FeedFormat, watch: NamedWatch): Promise<Response> {
  const query = parseFeedQuery(paramsOf(c));
  if ("problem" in query) return notUnderstood(query.problem);
  const now = Date.now();
  const published = await readPublished(c.env.KV, watch.key, now);
  const hub = hubOf(watch.watch, configured(c.env).settings)?.hub;
  const asked: Asked = { base: baseOf(c), watch, format, query, hub };
  if (query.archive !== undefined) {
    const archive = await archiveFeed(c.env.KV, asked, published, query.archive);
    return archive instanceof Response ? archive : serveFeed(c, format, archive, "immutable");
  }
  if (query.per === undefined) return serveFeed(c, format, watchFeed(asked, published));
  const digest = digestFeed(c.env.KV, asked, published, { period: query.per, now });
  // A reader that has it already costs no read of its updates.
  if (isCurrent(c.request, { mediaType: typeOf(format), ...digest.document })) {
    return serveFeed(c, format, { ...digest.document, render: () => "" });
  }
  const document = await digest.read();
  return document instanceof Response ? document : serveFeed(c, format, document);
}

function serveFeed(
  c: Routed,
  format: FeedFormat,
  document: FeedDocument,
  keeping: Keeping = "shared",
): Response {
  const { render: body, ...rest } = document;
  return serve(c, { mediaType: typeOf(format), keeping, body, ...rest });
}

function typeOf({ mediaType }: FeedFormat): string {
  return `${mediaType}; charset=utf-8`;
}
