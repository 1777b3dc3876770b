import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { parseConfig } from "../../../src/config.ts";
import { firstWatch } from "../../../src/http/pages/first-watch.tsx";
import { renderFront } from "../../../src/http/pages/front.tsx";
import type { WatchSummary } from "../../../src/http/views.ts";
import { oneLine } from "../../../src/text.ts";
import type { WatchList } from "../../../src/watch-list.ts";
import { updated } from "../../feed/sample.ts";
import { elementsOf, linksOf, mainText, rowsOf, sectionText, textsOf } from "./read-page.ts";
import { byCommit, frontOf, manyPages, summary, unseen } from "./views.ts";

describe("the watches", () => {
  it("are each named with their state, and their trouble where they have some", () => {
    const { forgeUrl: _, ...idle } = unseen;
    const watches: WatchSummary[] = [
      summary,
      { ...summary, title: "linux/mm", state: "failing", trouble: "The forge answers 503." },
      { ...unseen, title: "new/one", nextAt: "2026-11-23T06:06:00Z" },
      { ...unseen, title: "old/attic", state: "paused" },
      { ...idle, title: "bad", state: "paused", trouble: "1 problem\n- url: write one" },
    ];
    const html = renderFront(frontOf({ watches }));
    expect(textsOf(html, "h1")).toEqual(["5 watches"]);
    expect(textsOf(html, "li").slice(0, 5)).toEqual([
      "spdk/lib ok Checked 06:05 UTC, next 06:10; last change 27 Jan.",
      "linux/mm failing Last try 06:05 UTC, next 06:10; last change 27 Jan. The forge answers 503.",
      "new/one new Not looked at yet; the first look is due at 06:06 UTC.",
      "old/attic paused Not looked at now.",
      "bad idle Not looked at now. Its configuration is not valid: see above.",
    ]);
  });

  it("are dated by the newest look at any of them", () => {
    const earlier = { ...summary, checkedAt: "2026-11-22T23:00:00Z", nextAt: "2026-11-23T23:00:00Z" };
    const html = renderFront(frontOf({ watches: [earlier, summary] }));
    expect(textsOf(html, "header")).toEqual(["Treewatch Mon 23 Nov 2026"]);
    expect(mainText(html)).toContain("Checked 22 Nov 23:00 UTC, next 23:00; last change 27 Jan.");
  });
});

describe("many watches", () => {
  const many = Array.from({ length: 21 }, (_, index) => ({ ...summary, title: `a/${index}` }));
  const named = (count: number) => many.concat(many, many).slice(0, count);

  it("stand below what changed lately, those that fail above it", () => {
    const html = renderFront(frontOf({ watches: many, failing: named(2) }));
    expect(textsOf(html, "h2").slice(0, 4)).toEqual([
      "2 watches cannot be read at the moment",
      "What changed lately",
      "Feeds",
      "All watches",
    ]);
    expect(textsOf(html, "h3")).toHaveLength(21);
    expect(textsOf(html, "nav")).toEqual([]);
  });

  it("of which fifty or more fail are counted behind the fiftieth", () => {
    const failing = (count: number) =>
      sectionText(renderFront(frontOf({ watches: many, failing: named(count) })), `${count} watches cannot`);
    expect(failing(50)).not.toContain("more");
    expect(failing(53)).toMatch(/a\/7 · 3 more, which \/healthz lists$/);
  });

  it("of several pages lead to the others, and only the first says what changed and what is offered", () => {
    const html = renderFront(frontOf({ ...manyPages, watches: many, number: 2, before: 100 }));
    expect(textsOf(html, "h1")).toEqual(["300 watches"]);
    expect(textsOf(html, "h2")).toEqual(["Watches 101 to 121"]);
    expect(textsOf(html, "nav")).toEqual(["← Page 1 · 1 · 2 · 3 · Page 3 →"]);
    expect(textsOf(html, "title")).toEqual(["Page 2 · Treewatch"]);
    expect(linksOf(html)[0]).toBe("https://treewatch.example/");
  });

  it("that are not valid are explained on the first page", () => {
    const { forgeUrl: _, ...idle } = unseen;
    const html = (number: number) => renderFront(frontOf({ ...manyPages, watches: [idle], number }));
    expect(mainText(html(1))).toContain("Its configuration is not valid: see above.");
    expect(mainText(html(3))).toContain("Its configuration is not valid: see the first page.");
  });
});

describe("what changed lately", () => {
  it("names the watch of each update and leads to its page", () => {
    const html = renderFront(frontOf({ updates: [{ watch: summary, update: byCommit([updated("nvmf")]) }] }));
    expect(rowsOf(html, "updates")).toEqual([
      "nvmf/vfio-user: add live migration | 27 Jan 2022 | spdk/lib · nvmf updated · Changpeng Liu · d1c2027",
    ]);
    expect(linksOf(html).filter((link) => link === summary.pageUrl)).toHaveLength(2);
  });

  it("says that there is nothing yet", () => {
    expect(sectionText(renderFront(frontOf()), "What changed lately")).toContain("Nothing yet.");
  });
});

it("offers the feeds over all watches, and all feeds as OPML", () => {
  expect(rowsOf(renderFront(frontOf()), "feeds")).toEqual([
    "RSS 2.0 https://treewatch.example/feed.rss",
    "JSON Feed 1.1 https://treewatch.example/feed.json",
    "OPML, every watch’s feed https://treewatch.example/feeds.opml",
  ]);
});

it("lists what is wrong in the configuration by watch and field", () => {
  const problems = [
    { watch: "bad", field: "every", problem: 'write "5m"' },
    { watch: "worse", problem: "write an object" },
    { field: "WATCHES", problem: "write JSON" },
  ];
  const html = renderFront(frontOf({ problems }));
  expect(sectionText(html, "3 problems in the configuration")).toBeDefined();
  expect(textsOf(html, "li").slice(0, 3)).toEqual([
    'Watch bad, every: write "5m"',
    "Watch worse: write an object",
    "WATCHES: write JSON",
  ]);
});

describe("with no watch configured", () => {
  const html = renderFront(frontOf({ watches: [], problems: [{ field: "WATCHES", problem: "write JSON" }] }));

  it("says what Treewatch is, what to write and what to run, and what is wrong", () => {
    expect(mainText(html)).toContain("watches a directory of somebody else’s source tree and tells people");
    expect(elementsOf(html, "pre")).toHaveLength(2);
    expect(textsOf(html, "pre")[1]).toBe("npm start -- URL");
    expect(mainText(html)).toContain("WATCHES: write JSON");
    expect(textsOf(html, "h2")).toEqual(["1 problem in the configuration"]);
  });

  it("shows lines that are a watches.ts as soon as the address is put in", () => {
    expect(textsOf(html, "pre")[0]).toBe(oneLine(firstWatch));
    const address = "https://git.example/mirror/spdk/src/branch/master/lib";
    const filled = firstWatch.replace("the directory's address, as your browser shows it", address);
    expect(parseConfig({}, evaluate(firstWatch)).problems.map(({ field }) => field)).toEqual(["url"]);
    expect(parseConfig({}, evaluate(filled))).toMatchObject({
      problems: [],
      watches: [{ id: "a-name-for-it" }],
    });
  });

  it("names no address that might not resolve", () => {
    expect(firstWatch).not.toMatch(/https?:/);
  });
});

/** What such a file exports, its `defineWatches` being the plain list. */
function evaluate(file: string): WatchList {
  const expression = file.replace(/^import .*$/m, "").replace("export default", "");
  return runInNewContext(expression, { defineWatches: (watches: unknown[]) => ({ watches }) });
}
