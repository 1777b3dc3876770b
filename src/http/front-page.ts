/** What the front page and those after it show: a hundred watches each, and only of them is asked how they are doing. */
import type { Config } from "../config.ts";
import { theFleet, type FleetUpdate } from "../fleet.ts";
import { namedByKey, namedWatches, versionOf, type NamedWatch } from "../named-watches.ts";
import { PAGE } from "../store/published.ts";
import { parseUpdate } from "../updates.ts";
import { feedLinks } from "./feeds.ts";
import { NEWEST, readTold, summarise } from "./pages.ts";
import { renderFront } from "./pages/front.tsx";
import type { WatchName } from "./views.ts";

/** Watches on a page. */
const WATCHES = 100;

/** The page of this number, from 1 on, and all that it is made of; undefined where there are not so many. */
export async function frontPage(
  env: Env,
  config: Config,
  base: string,
  number: number,
): Promise<{ html: () => string; ingredients: string[] } | undefined> {
  const all = namedWatches(config);
  const pages = Array.from({ length: Math.max(1, Math.ceil(all.length / WATCHES)) }, (_, index) =>
    index === 0 ? `${base}/` : `${base}/page/${index + 1}`,
  );
  if (number > pages.length) return undefined;
  const before = (number - 1) * WATCHES;
  const watches = all.slice(before, before + WATCHES);
  const fleet = theFleet(env);
  const first = number === 1 ? { failing: true, updates: NEWEST } : {};
  const overview = await fleet.overview({ keys: watches.map(({ key }) => key), ...first });
  const { lastTick, told } = overview;
  const failing = overview.failing.flatMap(({ key }) => named(key, ({ watch }) => watch !== undefined));
  let updates = ofNamed(overview.updates);
  if (updates.length < overview.updates.length) {
    // Some are of watches that this reader may not know of, or that were removed: what is behind them is shown instead.
    updates = ofNamed((await fleet.overview({ updates: PAGE })).updates).slice(0, NEWEST);
  }
  return {
    ingredients: [
      base,
      String(number),
      versionOf(config),
      JSON.stringify([lastTick, told, failing, updates]),
    ],
    html() {
      const reports = readTold(told);
      return renderFront({
        watches: watches.map((one) => summarise(base, one, reports.get(one.key), lastTick)),
        total: all.length,
        number,
        before,
        pages,
        failing,
        updates: updates.map(({ watch, text }) => ({ watch, update: parseUpdate(text) })),
        feeds: feedLinks(base),
        opmlUrl: `${base}/feeds.opml`,
        problems: number === 1 ? config.problems : [],
      });
    },
  };

  function ofNamed(some: readonly FleetUpdate[]) {
    return some.flatMap(({ key, text }) => named(key).map((watch) => ({ watch, text })));
  }

  /** The watch of this key, where this reader may know of it and it is one of those. */
  function named(key: string, isOne: (watch: NamedWatch) => boolean = () => true): WatchName[] {
    const found = namedByKey(config, key);
    if (found === undefined || !isOne(found)) return [];
    return [{ id: found.id, title: found.title, pageUrl: `${base}/${found.id}` }];
  }
}
