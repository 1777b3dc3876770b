/** The document around a page: head, masthead, main, footer. Nothing in it is loaded from anywhere or runs. */
import type { Child } from "hono/jsx";
import { webUrl } from "../../text.ts";
import type { FeedLink } from "../views.ts";
import { icon, Mark } from "./mark.tsx";
import { securityPolicy, style } from "./style.ts";
import { Day } from "./time.tsx";

/** The headers that every page is sent with, beside those of any answer. */
export const pageHeaders = { "content-security-policy": securityPolicy, "referrer-policy": "no-referrer" };

/** What a page says of itself. */
type Page = {
  /** Of the browser's window; fit to print. */
  title: string;
  description: string;
  /** Of autodiscovery; each is named with `feedsOf` in front. */
  feeds: readonly FeedLink[];
  feedsOf: string;
  /** The front page; absent on the front page itself. */
  homeUrl?: string | undefined;
  /** The day of which the page's times are that show none: any time of it. Absent where nothing was looked at. */
  day: string | undefined;
  main: Child;
  /** What stands in the footer, beside the words on time. */
  footer: Child;
};

/** The whole HTML document. Texts are escaped here; the caller has made them fit to print. */
export function renderPage(page: Page): string {
  const document = (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{page.title}</title>
        <meta name="description" content={page.description} />
        <link rel="icon" href={icon} />
        {page.feeds.map(({ name, mediaType, url }) => (
          <link rel="alternate" type={mediaType} title={`${page.feedsOf} (${name})`} href={webUrl(url)} />
        ))}
        <style dangerouslySetInnerHTML={{ __html: style }} />
      </head>
      <body>
        <header class="masthead">
          <Brand homeUrl={page.homeUrl} />
          <p>
            <Day of={page.day} />
          </p>
        </header>
        <main>{page.main}</main>
        <footer>
          {page.day !== undefined && (
            <p>Times are UTC; the day and year they leave out are those at the top.</p>
          )}
          {page.footer}
        </footer>
      </body>
    </html>
  );
  if (document instanceof Promise) throw new TypeError("No part of a page may be asynchronous.");
  return `<!doctype html>\n${document.toString()}\n`;
}

function Brand({ homeUrl }: { homeUrl: string | undefined }) {
  const url = webUrl(homeUrl);
  const name = (
    <>
      <Mark />
      Treewatch
    </>
  );
  return url === undefined ? (
    <p class="brand">{name}</p>
  ) : (
    <a class="brand" href={url}>
      {name}
    </a>
  );
}
