/** The page of one watch. */
import type { WatchView } from "../views.ts";
import { ActivityPicture } from "./activity.tsx";
import { documentUrl, homeUrl } from "./addresses.ts";
import { CommitLine } from "./commit.tsx";
import { Channels } from "./channels.tsx";
import { Feeds } from "./feeds.tsx";
import { FilterForm } from "./filter-form.tsx";
import { renderPage } from "./layout.tsx";
import { Link } from "./link.tsx";
import { Listing } from "./listing.tsx";
import { Notices } from "./notices.tsx";
import { Looked, State, titleOf } from "./state.tsx";
import { Time } from "./time.tsx";
import { Updates } from "./updates.tsx";

/** The whole document, a function of the view alone. All text in the view may be hostile. */
export function renderWatch(view: WatchView): string {
  const title = titleOf(view);
  const day = view.checkedAt ?? view.nextAt;
  const isQuiet = view.updates.length === 0;
  const picture = view.activity && <ActivityPicture activity={view.activity} />;
  return renderPage({
    title: `${title} · Treewatch`,
    description: `What changes in ${title}: the newest updates, the listing and its feeds.`,
    feeds: view.feeds,
    feedsOf: title,
    homeUrl: homeUrl(view.pageUrl),
    day,
    main: (
      <>
        <div class="lead">
          <h1>
            <Link to={view.forgeUrl}>{title}</Link>
          </h1>
          <p>
            <State watch={view} /> <Looked watch={view} day={day} />
          </p>
          <Notices watch={view} day={day} />
        </div>
        <div class="columns">
          <div>
            <section aria-labelledby="updates">
              <h2 id="updates">What changed</h2>
              {isQuiet ? (
                <Quiet view={view} day={day} />
              ) : (
                <>
                  <FilterForm selection={{ filter: {} }} />
                  <Updates updates={view.updates.map((update) => ({ update, watch: view }))} day={day} />
                </>
              )}
            </section>
            {isQuiet && picture}
          </div>
          <div class="side">
            <Feeds feeds={view.feeds} />
            <Channels channels={view.channels} pageUrl={view.pageUrl} day={day} />
            {!isQuiet && picture}
          </div>
        </div>
        {view.entries && (
          <Listing
            entries={view.entries}
            newestFirst={isQuiet}
            snapshotUrl={documentUrl(view.pageUrl, "snapshot.json")}
            day={day}
          />
        )}
      </>
    ),
    footer: (
      <p>
        For programs:{" "}
        {["snapshot.json", "updates.json", "status.json"].map((name, i) => (
          <>
            {i > 0 && ", "}
            <Link to={documentUrl(view.pageUrl, name)}>{name}</Link>
          </>
        ))}
      </p>
    ),
  });
}

/** What stands in place of updates: what was there when watching began. */
function Quiet({ view, day }: { view: WatchView; day: string | undefined }) {
  if (view.entries === undefined) return <p>What changes after the first look appears here.</p>;
  return (
    <>
      <p>
        Nothing since the first look
        {view.since !== undefined && (
          <>
            , <Time at={view.since} day={day} />
          </>
        )}
        . What comes next appears here.
      </p>
      {view.head && (
        <p>
          Newest commit: <CommitLine commit={view.head} day={day} />
        </p>
      )}
    </>
  );
}
