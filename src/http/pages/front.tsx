/** The front page and those after it: all watches, what changed lately in any of them, and the feeds over all. */
import type { FrontView, WatchSummary } from "../views.ts";
import { Dotted } from "./dotted.tsx";
import { Address, Feeds } from "./feeds.tsx";
import { FirstWatch } from "./first-watch.tsx";
import { renderPage } from "./layout.tsx";
import { Link } from "./link.tsx";
import { troubleOf } from "./notices.tsx";
import { Problems } from "./problems.tsx";
import { Looked, State, stateOf, titleOf } from "./state.tsx";
import { Updates } from "./updates.tsx";

/** The most watches that stand above what changed lately: a longer list stands below it. */
const few = 20;
/** The most failing watches that are named above the list. */
const maxNamed = 50;

/** The whole document, a function of the view alone. All text in the view may be hostile. */
export function renderFront(view: FrontView): string {
  const { watches, total, number, before, pages } = view;
  const day = dayOf(watches);
  const isFirst = number === 1;
  const isLong = total > few;
  const list = <Watches view={view} day={day} />;
  return renderPage({
    title: isFirst ? "Treewatch" : `Page ${number} · Treewatch`,
    description: "What changes in directories of other people's source trees, in feeds, Slack and JSON.",
    feeds: view.feeds,
    feedsOf: "Treewatch, all watches",
    homeUrl: isFirst ? undefined : pages[0],
    day,
    main: (
      <>
        <div class="lead">
          <h1>{headingOf(total)}</h1>
          <Problems problems={view.problems} />
          {isLong && <Failing watches={view.failing} />}
          {total === 0 ? <FirstWatch /> : !isLong && list}
        </div>
        {total > 0 && isFirst && <Lately view={view} day={day} />}
        {isLong && (
          <section class="listing" aria-labelledby="watches">
            <h2 id="watches">
              {pages.length === 1 ? "All watches" : `Watches ${before + 1} to ${before + watches.length}`}
            </h2>
            {list}
            <Pages pages={pages} number={number} />
          </section>
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

/** Those that fail, on whichever page they are; nothing where none does. */
function Failing({ watches }: { watches: FrontView["failing"] }) {
  if (watches.length === 0) return null;
  const rest = watches.length - maxNamed;
  return (
    <section class="notice trouble" aria-labelledby="failing">
      <h2 id="failing">{headingOf(watches.length)} cannot be read at the moment</h2>
      <p>
        <Dotted
          parts={[
            ...watches.slice(0, maxNamed).map((watch) => <Link to={watch.pageUrl}>{titleOf(watch)}</Link>),
            rest > 0 && `${rest} more, which /healthz lists`,
          ]}
        />
      </p>
    </section>
  );
}

function Lately({ view, day }: Listed) {
  return (
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
  );
}

type Listed = { view: FrontView; day: string | undefined };

function Watches({ view: { watches, total, number }, day }: Listed) {
  const Name = total > few ? "h3" : "h2";
  return (
    <ul class="watches" role="list">
      {watches.map((watch) => (
        <li>
          <Name>
            <Link to={watch.pageUrl}>{titleOf(watch)}</Link>
          </Name>
          <div>
            <p>
              <State watch={watch} /> <Looked watch={watch} day={day} />
            </p>
            {linesOf(watch, number).map((line) => (
              <p class="trouble">{line}</p>
            ))}
          </div>
        </li>
      ))}
    </ul>
  );
}

/** In the list, problems of configuration stand above it, on the first page. */
function linesOf(watch: WatchSummary, number: number): string[] {
  if (stateOf(watch) !== "idle") return troubleOf(watch);
  return [`Its configuration is not valid: see ${number === 1 ? "above" : "the first page"}.`];
}

/** All pages by number, and those beside this one; nothing where there is one. */
function Pages({ pages, number }: { pages: readonly string[]; number: number }) {
  if (pages.length === 1) return null;
  const [before, after] = [pages[number - 2], pages[number]];
  return (
    <nav aria-label="Pages">
      <Dotted
        parts={[
          before && (
            <a href={before} rel="prev">
              ← Page {number - 1}
            </a>
          ),
          ...pages.map((url, index) =>
            index + 1 === number ? <b aria-current="page">{number}</b> : <a href={url}>{index + 1}</a>,
          ),
          after && (
            <a href={after} rel="next">
              Page {number + 1} →
            </a>
          ),
        ]}
      />
    </nav>
  );
}

/** The page's day: of the newest look, or of the first one due where there was none. */
function dayOf(watches: readonly WatchSummary[]): string | undefined {
  const looks = watches.flatMap(({ checkedAt }) => checkedAt ?? []).toSorted();
  const due = watches.flatMap(({ nextAt }) => nextAt ?? []).toSorted();
  return looks.at(-1) ?? due[0];
}
