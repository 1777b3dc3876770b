/** PURE. OPML 2.0: a list of feeds that a reader subscribes to at once. */
import { generateOpml } from "feedsmith";
import { finish, plain } from "./xml.ts";

/** A page and its feeds; each feed becomes a subscription of its own, under its own title. */
export type OpmlPage = { htmlUrl: string; feeds: readonly { url: string; title: string }[] };

/** Without parameters; served with `; charset=utf-8`. */
export const opmlMediaType = "text/x-opml";

/** The document. Holds no date: the same pages give the same bytes. */
export function renderOpml(title: string, pages: readonly OpmlPage[]): string {
  const outlines = pages.flatMap((page) =>
    page.feeds.map((feed) => {
      const text = plain(feed.title);
      return { type: "rss", text, title: text, xmlUrl: plain(feed.url), htmlUrl: plain(page.htmlUrl) };
    }),
  );
  // A body without an outline is not valid; one that is a comment stands for nothing.
  const nothing = { text: "Nothing is watched yet.", isComment: true };
  return finish(
    generateOpml({
      head: { title: plain(title) },
      body: { outlines: outlines.length > 0 ? outlines : [nothing] },
    }),
  );
}
