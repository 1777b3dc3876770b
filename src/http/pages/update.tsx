/** The page of one update. */
import { bodyHtml, maxCategories } from "../../feed/body.ts";
import { headline, shownName, utc } from "../../feed/words.ts";
import type { UpdateView } from "../views.ts";
import { documentUrl, entryUrl, homeUrl, updateUrl } from "./addresses.ts";
import { Dotted } from "./dotted.tsx";
import { Feeds } from "./feeds.tsx";
import { renderPage } from "./layout.tsx";
import { Link } from "./link.tsx";
import { titleOf } from "./state.tsx";

/** The most entries that are led to. */
const maxEntries = 12;

/** The whole document, a function of the view alone. All text in the view may be hostile. */
export function renderUpdate(view: UpdateView): string {
  const { update, pageUrl, previous, next } = view;
  const title = titleOf(view);
  const headed = headline(update);
  const rest = update.changes.length - maxCategories;
  const entries = [...new Set(update.changes.map(({ entry }) => entry))].slice(0, maxEntries);
  return renderPage({
    title: `${headed} · ${title} · Treewatch`,
    description: `Update ${update.seq} of ${title}.`,
    feeds: view.feeds,
    feedsOf: title,
    homeUrl: homeUrl(pageUrl),
    day: undefined,
    main: (
      <>
        <div class="lead">
          <p>
            <Link to={pageUrl}>{title}</Link>
          </p>
          <h1>{headed}</h1>
          <p class="quiet">
            Update {update.seq}, seen {utc(update.detectedAt)}
          </p>
        </div>
        <div class="columns">
          <article>
            {/* All of the upstream's text in it is escaped there, as it is for feeds. */}
            <div
              dangerouslySetInnerHTML={{
                __html: bodyHtml({ ...update, changes: update.changes.slice(0, maxCategories) }),
              }}
            />
            {rest > 0 && <p>{rest} more entries changed.</p>}
            <nav aria-label="Updates">
              <Dotted
                parts={[
                  previous !== undefined && (
                    <a href={updateUrl(pageUrl, previous)} rel="prev">
                      ← Update {previous}
                    </a>
                  ),
                  next !== undefined && (
                    <a href={updateUrl(pageUrl, next)} rel="next">
                      Update {next} →
                    </a>
                  ),
                ]}
              />
            </nav>
          </article>
          <div class="side">
            {entries.length > 0 && (
              <section aria-labelledby="entries">
                <h2 id="entries">What else changed in</h2>
                <p>
                  <Dotted
                    parts={entries.map((entry) => (
                      <Link to={entryUrl(pageUrl, entry)}>
                        <bdi>{shownName(entry)}</bdi>
                      </Link>
                    ))}
                  />
                </p>
              </section>
            )}
            <Feeds feeds={view.feeds} />
          </div>
        </div>
      </>
    ),
    footer: (
      <p>
        For programs:{" "}
        <Link to={documentUrl(pageUrl, `updates.json?after=${update.seq - 1}&limit=1`)}>
          this update as JSON
        </Link>
      </p>
    ),
  });
}
