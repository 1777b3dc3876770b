/** The page of one watch where less than all is asked for: what changed since a day, or of some of it. */
import { shownName, utc } from "../../feed/words.ts";
import type { Selected } from "../selection.ts";
import type { SelectionView } from "../views.ts";
import { entryUrl, homeUrl } from "./addresses.ts";
import { Dotted } from "./dotted.tsx";
import { Feeds } from "./feeds.tsx";
import { FilterForm } from "./filter-form.tsx";
import { renderPage } from "./layout.tsx";
import { Link } from "./link.tsx";
import { titleOf } from "./state.tsx";
import { Updates } from "./updates.tsx";

/** The most updates of a page, and the most entries that are counted by name. */
const maxShown = 50;

/** The whole document, a function of the view alone. All text in the view may be hostile. */
export function renderSelection(view: SelectionView): string {
  const { found, pageUrl } = view;
  const title = titleOf(view);
  const shown = found.updates.slice(0, maxShown);
  return renderPage({
    title: `Filtered · ${title} · Treewatch`,
    description: `What changed in ${title}, filtered.`,
    feeds: view.feeds,
    feedsOf: `${title}, filtered`,
    homeUrl: homeUrl(pageUrl),
    day: undefined,
    main: (
      <>
        <div class="lead">
          <h1>
            <Link to={pageUrl}>{title}</Link>
          </h1>
        </div>
        <div class="columns">
          <section aria-labelledby="updates">
            <h2 id="updates">What changed, filtered</h2>
            <FilterForm selection={view.selection} />
            <p>{summarise(found, shown.length, view.selection.since)}</p>
            <Counts pageUrl={pageUrl} counts={found.counts} />
            <Updates updates={shown.map((update) => ({ update, watch: view }))} day={undefined} />
          </section>
          <div class="side">
            <Feeds heading="Feeds of this selection" feeds={view.feeds} />
          </div>
        </div>
      </>
    ),
    footer: (
      <p>
        <Link to={pageUrl}>All of {title}</Link>
      </p>
    ),
  });
}

/** How many there are, and of how many: what was not looked at is not said not to be. */
function summarise({ updates, lookedAt, whole }: Selected, shown: number, since: string | undefined): string {
  const count = `${updates.length} of ${whole ? "all" : "the newest"} ${lookedAt} updates`;
  return [
    `${count}${since === undefined ? "" : ` seen since ${utc(since)}`}${updates.length === 1 ? " matches" : " match"}`,
    ...(whole ? [] : ["older ones were not looked at"]),
    ...(shown < updates.length ? [`the newest ${shown} are shown`] : []),
  ]
    .join("; ")
    .concat(".");
}

/** `nvmf 13 · blob 4 · bdev 2`, each leading to what changed in it. */
function Counts({ pageUrl, counts }: { pageUrl: string; counts: Selected["counts"] }) {
  const rest = counts.length - maxShown;
  return (
    <p class="counts">
      <Dotted
        parts={[
          ...counts.slice(0, maxShown).map(([entry, updates]) => (
            <>
              <Link to={entryUrl(pageUrl, entry)}>
                <bdi>{shownName(entry)}</bdi>
              </Link>{" "}
              {updates}
            </>
          )),
          rest > 0 && `${rest} more`,
        ]}
      />
    </p>
  );
}
