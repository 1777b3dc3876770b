/** PURE. OPML 2.0: a list of feeds that a reader subscribes to at once. */
import { element, xmlDocument, type Xml } from "./xml.ts";

/** A page and its feeds, which readers put into a folder of its title; each becomes a subscription under its own. */
export type OpmlPage = {
  title: string;
  htmlUrl: string;
  feeds: readonly { url: string; title: string }[];
  /** How many further feeds there are that the list does not name. */
  more?: number;
};

/** Without parameters; served with `; charset=utf-8`. */
export const opmlMediaType = "text/x-opml";

/** The document. Holds no date: the same pages give the same bytes. */
export function renderOpml(title: string, pages: readonly OpmlPage[]): string {
  const folders = pages.map((page) =>
    element("outline", { text: page.title }, [
      ...page.feeds.map(({ url, title: text }) =>
        element("outline", { type: "rss", text, title: text, xmlUrl: url, htmlUrl: page.htmlUrl }),
      ),
      page.more === undefined ? undefined : comment(`${page.more} more are not listed.`),
    ]),
  );
  // A body without an outline is not valid; one that is a comment stands for nothing.
  const body = element("body", {}, folders.length > 0 ? folders : [comment("Nothing is watched yet.")]);
  const head = element("head", {}, [element("title", {}, title)]);
  return xmlDocument(element("opml", { version: "2.0" }, [head, body]));
}

function comment(text: string): Xml {
  return element("outline", { text, isComment: "true" });
}
