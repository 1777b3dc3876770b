/** The front page: all watches, what changed lately in any of them, and the feeds over all. */
import type { FrontView, WatchSummary } from "../views.ts";
import { Address, Feeds } from "./feeds.tsx";
import { FirstWatch } from "./first-watch.tsx";
import { renderPage } from "./layout.tsx";
import { Link } from "./link.tsx";
import { troubleOf } from "./notices.tsx";
import { Problems } from "./problems.tsx";
import { Looked, State, stateOf, titleOf } from "./state.tsx";
import { Updates } from "./updates.tsx";

/** The whole document, a function of the view alone. All text in the view may be hostile. */
export function renderFront(view: FrontView): string {
  const isEmpty = view.watches.length === 0;
  const day = dayOf(view.watches);
  return renderPage({
    title: "Treewatch",
    description: "What changes in directories of other people's source trees, in feeds, Slack and JSON.",
    feeds: view.feeds,
    feedsOf: "Treewatch, all watches",
    day,
    main: (
      <>
        <div class="lead">
          <h1>{headingOf(view.watches.length)}</h1>
          <Problems problems={view.problems} />
          {isEmpty ? <FirstWatch /> : <Watches watches={view.watches} day={day} />}
        </div>
        {!isEmpty && (
          <div class="columns">
            <section aria-labelledby="updates">
              <h2 id="updates">What changed lately</h2>
              {view.updates.length === 0 && <p>Nothing yet. What comes next appears here.</p>}
              <Updates updates={view.updates} ofMany day={day} />
            </section>
            <div class="side">
              <Feeds feeds={view.feeds}>
                <Address name="OPML, every watch’s feed" url={view.opmlUrl} />
              </Feeds>
            </div>
          </div>
        )}
      </>
    ),
    footer: <p>Treewatch tells what changed in other people’s source trees.</p>,
  });
}

function headingOf(watches: number): string {
  if (watches === 0) return "Nothing is watched yet";
  return watches === 1 ? "1 watch" : `${watches} watches`;
}

function Watches({ watches, day }: { watches: readonly WatchSummary[]; day: string | undefined }) {
  return (
    <ul class="watches" role="list">
      {watches.map((watch) => (
        <li>
          <h2>
            <Link to={watch.pageUrl}>{titleOf(watch)}</Link>
          </h2>
          <div>
            <p>
              <State watch={watch} /> <Looked watch={watch} day={day} />
            </p>
            <Trouble watch={watch} />
          </div>
        </li>
      ))}
    </ul>
  );
}

/** In the list, problems of configuration stand above it. */
function Trouble({ watch }: { watch: WatchSummary }) {
  const lines = stateOf(watch) === "idle" ? ["Its configuration is not valid: see above."] : troubleOf(watch);
  return lines.map((line) => <p class="trouble">{line}</p>);
}

/** The page's day: of the newest look, or of the first one due where there was none. */
function dayOf(watches: readonly WatchSummary[]): string | undefined {
  const looks = watches.flatMap(({ checkedAt }) => checkedAt ?? []).toSorted();
  const due = watches.flatMap(({ nextAt }) => nextAt ?? []).toSorted();
  return looks.at(-1) ?? due[0];
}
