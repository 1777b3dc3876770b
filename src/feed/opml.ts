/** PURE. OPML 2.0: a list of feeds that a reader subscribes to at once. */
import { element, xmlDocument, type Xml } from "./xml.ts";

/** A feed that becomes a subscription under its title, and the page it is of. */
export type Subscription = { url: string; title: string; htmlUrl: string };

/** Without parameters; served with `; charset=utf-8`. */
export const opmlMediaType = "text/x-opml";

/**
 * The document: one folder, of the title, with the feeds; `more` is how many further ones there are that it does not
 * name. Holds no date: the same feeds give the same bytes.
 */
export function renderOpml(title: string, feeds: readonly Subscription[], more = 0): string {
  const outlines = feeds.map(({ url, title: text, htmlUrl }) =>
    element("outline", { type: "rss", text, title: text, xmlUrl: url, htmlUrl }),
  );
  if (feeds.length === 0) outlines.push(comment("Nothing is watched yet."));
  if (more > 0) outlines.push(comment(`${more} more are not listed.`));
  const head = element("head", {}, [element("title", {}, title)]);
  const body = element("body", {}, [element("outline", { text: title }, outlines)]);
  return xmlDocument(element("opml", { version: "2.0" }, [head, body]));
}

function comment(text: string): Xml {
  return element("outline", { text, isComment: "true" });
}
