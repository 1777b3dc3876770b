/** The pages for people: the front page, a watch's, and an update's own. */
import { frontPage } from "../front-page.ts";
import { selectionPage, watchPage } from "../pages.ts";
import { pageHeaders } from "../pages/layout.tsx";
import { notUnderstood } from "../parameters.ts";
import type { Keeping } from "../representation.ts";
import { Routes, type Routed } from "../router.ts";
import { baseOf, paramsOf, serve, shownTo, withWatch } from "../routed.ts";
import { asksNothing, parseSelection } from "../selection.ts";
import { updatePage } from "../update-page.ts";

export const pageRoutes = new Routes();

pageRoutes.get("/", (c) => front(c, 1));

// A path, not a parameter, so that a static host can have it: no watch has a document that is called by a number.
pageRoutes.get("/page/:number", (c) => {
  const number = c.param("number");
  return /^[1-9]\d{0,4}$/.test(number) ? front(c, Number(number)) : c.notFound();
});

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

/** The front page asks the Fleet how things stand, as that of a watch does: it is asked for anew each time. */
async function front(c: Routed, number: number): Promise<Response> {
  const found = await frontPage(c.env, shownTo(c), baseOf(c), number);
  return found === undefined ? c.notFound() : page(c, "revalidate", found.html, found.ingredients);
}

function page(
  c: Routed,
  keeping: Keeping,
  html: string | (() => string),
  ingredients = [String(html)],
): Response {
  return serve(c, {
    mediaType: "text/html; charset=utf-8",
    keeping,
    ingredients,
    body: () => (typeof html === "string" ? html : html()),
    headers: pageHeaders,
  });
}
