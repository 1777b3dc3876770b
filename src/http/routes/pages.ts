/** The pages for people: the front page, a watch's, and an update's own. */
import { frontPage, selectionPage, watchPage, type Page } from "../pages.ts";
import { notUnderstood } from "../parameters.ts";
import type { Keeping } from "../representation.ts";
import { Routes, type Routed } from "../router.ts";
import { baseOf, paramsOf, serve, shownTo, withWatch } from "../routed.ts";
import { asksNothing, parseSelection } from "../selection.ts";
import { updatePage } from "../update-page.ts";

export const pageRoutes = new Routes();

// Both ask the Fleet how things stand, so they are asked for anew each time.
pageRoutes.get("/", async (c) => page(c, "revalidate", await frontPage(c.env, shownTo(c), baseOf(c))));

pageRoutes.get("/:watch", (c) =>
  withWatch(c, async (named) => {
    const selection = parseSelection(paramsOf(c));
    if ("problem" in selection) return notUnderstood(selection.problem);
    if (asksNothing(selection)) return page(c, "revalidate", await watchPage(c.env, named, baseOf(c)));
    return page(c, "shared", await selectionPage(c.env, named, baseOf(c), selection));
  }),
);

pageRoutes.get("/:watch/updates/:seq", (c) =>
  withWatch(c, async (named) => {
    const seq = c.param("seq");
    if (!/^[1-9]\d{0,14}$/.test(seq)) return c.notFound();
    const found = await updatePage(c.env, named, baseOf(c), Number(seq));
    return found instanceof Response ? found : page(c, "shared", found);
  }),
);

function page(c: Routed, keeping: Keeping, { html, headers }: Page): Response {
  return serve(c, {
    mediaType: "text/html; charset=utf-8",
    keeping,
    ingredients: [html],
    body: () => html,
    headers,
  });
}
