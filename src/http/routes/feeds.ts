/** The feeds' routes: of one watch, of all, and the list of them. */
import { Hono } from "hono/tiny";
import { namedWatches } from "../../config.ts";
import { configured } from "../../configured.ts";
import { feedFormats } from "../../feed/index.ts";
import { opmlMediaType, renderOpml } from "../../feed/opml.ts";
import { parseFilter } from "../../filter.ts";
import { theFleet } from "../../fleet.ts";
import { PAGE, readPublished } from "../../store/published.ts";
import { feedLinks, fleetFeed, watchFeed, type FeedDocument } from "../feeds.ts";
import { problem } from "../problem.ts";
import { baseOf, hasKey, keeping, paramsOf, serve, shownTo, withWatch, type Routed } from "../routed.ts";

export const feedRoutes = new Hono<{ Bindings: Env }>({ strict: false });

feedRoutes.get("/feeds.opml", (c) => {
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

  feedRoutes.get(`/feed.${format.extension}`, async (c) => {
    const parsed = parseFilter(paramsOf(c));
    if ("problem" in parsed) return malformedFilter(parsed.problem);
    const overview = await theFleet(c.env).overview(PAGE);
    return serveFeed(c, fleetFeed(baseOf(c), shownTo(c), format, parsed.filter, overview));
  });

  feedRoutes.get(`/:watch/feed.${format.extension}`, (c) =>
    withWatch(c, async (watch) => {
      const parsed = parseFilter(paramsOf(c));
      if ("problem" in parsed) return malformedFilter(parsed.problem);
      const published = await readPublished(c.env.KV, watch.id, Date.now());
      return serveFeed(c, watchFeed(baseOf(c), watch, format, parsed.filter, published));
    }),
  );
}

function malformedFilter(why: string): Response {
  return problem(400, "Malformed filter", `The address asks for what is not understood: ${why}.`);
}
