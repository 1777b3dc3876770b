/** PURE. OPML 2.0: a list of feeds that a reader subscribes to at once. */
import { element, xmlDocument } from "./xml.ts";

/** A page and its feeds; each feed becomes a subscription of its own, under its own title. */
export type OpmlPage = { htmlUrl: string; feeds: readonly { url: string; title: string }[] };

/** Without parameters; served with `; charset=utf-8`. */
export const opmlMediaType = "text/x-opml";

/** The document. Holds no date: the same pages give the same bytes. */
export function renderOpml(title: string, pages: readonly OpmlPage[]): string {
  const outlines = pages.flatMap(({ htmlUrl, feeds }) =>
    feeds.map(({ url, title: text }) =>
      element("outline", { type: "rss", text, title: text, xmlUrl: url, htmlUrl }),
    ),
  );
  // A body without an outline is not valid; one that is a comment stands for nothing.
  const nothing = element("outline", { text: "Nothing is watched yet.", isComment: "true" });
  const head = element("head", {}, [element("title", {}, title)]);
  const body = element("body", {}, outlines.length > 0 ? outlines : [nothing]);
  return xmlDocument(element("opml", { version: "2.0" }, [head, body]));
}
