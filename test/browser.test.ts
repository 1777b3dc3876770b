/**
 * The pages in a real browser, where Debian's Chromium is installed: the newcomer's way through them, what the first
 * screen shows, and nothing amiss. Screenshots of the way are left in `artefacts/`.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import axe from "axe-core";
import { chromium, type Browser, type BrowserContextOptions, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { createForge, type Forge } from "../demo/forge.ts";
import { spdkLib } from "../demo/spdk-lib.ts";
import { twelveWeeks } from "../demo/twelve-weeks.ts";
import { json, startInstance, type RunningInstance } from "./instance.ts";
import { createSink, type Sink } from "./sink.ts";

const executablePath = "/usr/bin/chromium";
const installed = existsSync(executablePath);
const quiet = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"];
const artefacts = join(import.meta.dirname, "../artefacts");

/** Everything that the demo's forge lets happen. */
const pushes = [...spdkLib.pushes.slice(0, 1), ...twelveWeeks];
const newest = twelveWeeks.at(-1)?.head;
const selection = "/spdk-lib?entry=nvm*&since=2022-01-01";
const paths = ["/", "/spdk-lib", selection, `/spdk-lib/updates/${pushes.length}`, "/unreachable", "/invalid"];

/** Two that cannot be read, among many that are not looked at. */
const crowd = Array.from({ length: 120 }, (_, index) => ({
  id: `crowd-${index}`,
  ...(index === 119 ? { title: "far away" } : {}),
  url: `http://127.0.0.1:9/a/b${index}/src/branch/main/lib`,
  paused: index % 100 !== 19,
}));

const looks = [
  ["light", 1200],
  ["dark", 1200],
  ["light", 360],
  ["dark", 360],
] as const;

/** Runs in the page: its text that can be seen without scrolling. Page code, so a string: it is of another world. */
const visibleText = `(() => {
  const seen = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const range = document.createRange();
    range.selectNodeContents(node);
    const { bottom, height } = range.getBoundingClientRect();
    if (height > 0 && bottom <= innerHeight) seen.push(node.textContent);
  }
  return seen.join(" ").replace(/\\s+/g, " ");
})()`;

/** Likewise, once axe-core is there: what it finds, with the elements. */
const violations = `axe.run().then(({ violations }) => violations
  .filter(({ impact }) => impact === "serious" || impact === "critical")
  .map(({ id, nodes }) => id + ": " + nodes.map(({ html }) => html).join(" ")))`;

describe.skipIf(!installed)(
  `the pages in a browser${installed ? "" : " (skipped: /usr/bin/chromium is not installed)"}`,
  () => {
    let browser: Browser;
    let forge: Forge;
    let sink: Sink;
    let instance: RunningInstance;
    /** Another, of more watches than a page holds, some of which cannot be read. */
    let crowded: RunningInstance;
    const said: string[] = [];

    beforeAll(async () => {
      forge = await createForge({ listing: spdkLib.listing, pushes });
      sink = await createSink();
      const notify = [{ slack: "SLACK_TEAM" }, { slack: "SLACK_MISSING" }];
      const watches = [
        { id: "spdk-lib", url: forge.url, every: "5m", notify },
        { id: "unreachable", url: "http://127.0.0.1:9/a/b/src/branch/main/lib" },
        { id: "invalid", url: "nowhere" },
      ];
      instance = await startInstance({ watches, vars: { SLACK_TEAM: sink.url } });
      let time = Date.UTC(2026, 10, 24, 6);
      await instance.tick(time);
      while (forge.position() < pushes.length) {
        for (let amount = 0; amount < 25; amount++) forge.push();
        await instance.tick((time += 300_000));
      }
      await sink.waitFor(1);
      await vi.waitFor(async () => {
        const { published } = await json<{ published: number }>(instance, "/spdk-lib/status.json");
        if (published < pushes.length) throw new Error("not published yet");
      }, 10_000);
      crowded = await startInstance({ watches: crowd });
      await crowded.tick(time);
      browser = await chromium.launch({ executablePath, args: quiet });
    });

    afterEach(() => {
      if (said.length > 0) throw new Error(said.splice(0).join("\n"));
    });

    afterAll(async () => {
      await browser.close();
      await Promise.all([instance.stop(), crowded.stop()]);
      await Promise.all([forge.close(), sink.close()]);
    });

    /** Opens a page. What its console says fails the test. */
    async function open(path: string, options: BrowserContextOptions): Promise<Page> {
      const context = await browser.newContext(options);
      const page = await context.newPage();
      page.on("console", (message) => said.push(message.text()));
      page.on("pageerror", (error) => said.push(String(error)));
      await page.goto(new URL(path, instance.url).href);
      return page;
    }

    it.each(looks)(
      "lead a newcomer from the front page to a feed, in %s at %d px, without JavaScript",
      async (colorScheme, width) => {
        const page = await open("/", {
          colorScheme,
          viewport: { width, height: 800 },
          javaScriptEnabled: false,
        });
        const keep = (step: string) =>
          page.screenshot({ path: join(artefacts, `${step}-${colorScheme}-${width}.png`), fullPage: true });
        await keep("1-front");

        await page.getByRole("heading", { level: 2 }).getByRole("link", { name: "spdk/lib" }).click();
        expect(new URL(page.url()).pathname).toBe("/spdk-lib");
        await expect.poll(() => page.getByRole("img", { name: "Commits by week" }).isVisible()).toBe(true);
        await keep("2-watch");

        await page.getByLabel("entry").fill("nvm*");
        await page.getByLabel("since").fill("2022-01-01");
        await page.getByRole("button", { name: "Show" }).click();
        expect(new URL(page.url()).searchParams.get("entry")).toBe("nvm*");
        const text = await page.locator("main").innerText();
        expect(text).toMatch(/119 of all 247 updates seen since 2022-01-01 00:00 UTC match/);
        expect(text).toContain("nvmf 74 · nvme 47");
        expect(text).toContain("/spdk-lib/feed.rss?entry=nvm*");
        await keep("3-filter");

        await page.getByRole("link", { name: newest?.title ?? "" }).click();
        expect(new URL(page.url()).pathname).toBe(`/spdk-lib/updates/${pushes.length}`);
        expect(await page.locator("h1").innerText()).toBe(newest?.title);
        expect(await page.locator("pre").innerText()).toBe(newest?.body);
        await keep("4-update");

        const feed = await page.getByRole("link", { name: /feed\.rss/ }).getAttribute("href");
        const answer = await page.request.get(feed ?? "");
        expect(answer.headers()["content-type"]).toMatch(/^application\/rss\+xml/);
        expect(await answer.text()).toContain(`<title>${newest?.title}</title>`);
        await page.context().close();
      },
    );

    it.each(looks)(
      "lead through many watches, in %s at %d px, those that fail first",
      async (colorScheme, width) => {
        const page = await open(`${crowded.url}/`, { colorScheme, viewport: { width, height: 800 } });
        await page.screenshot({
          path: join(artefacts, `5-many-${colorScheme}-${width}.png`),
          fullPage: true,
        });
        expect(await page.evaluate<string>(visibleText)).toContain("2 watches cannot be read at the moment");
        await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Page 2 →" }).click();
        expect(await page.locator("h2").allInnerTexts()).toEqual(["Watches 101 to 120"]);
        await page.getByRole("link", { name: "far away", exact: true }).click();
        expect(new URL(page.url()).pathname).toBe("/crowd-119");
        await page.context().close();
      },
    );

    it("show on one screen what is watched, how fresh, what changed, the feeds and the channels", async () => {
      const page = await open("/spdk-lib", { viewport: { width: 1200, height: 900 } });
      const seen = await page.evaluate<string>(visibleText);
      expect(seen).toMatch(/Checked .*UTC, next .*; last change/);
      for (const { head } of pushes.slice(-10)) expect(seen).toContain(head.id.slice(0, 7));
      for (const format of ["rss", "atom", "json"]) expect(seen).toContain(`/spdk-lib/feed.${format}`);
      expect(seen).toContain("SLACK_TEAM");
      expect(seen).toContain("SLACK_MISSING");
      expect(await page.locator("h1 a").getAttribute("href")).toBe(forge.url);
      const feeds = page.locator('head link[rel="alternate"]');
      expect(await feeds.evaluateAll((links) => links.map((link) => link.getAttribute("type")))).toEqual([
        "application/rss+xml",
        "application/atom+xml",
        "application/feed+json",
      ]);
    });

    it.each(looks)(
      "fit in %s at %d px, and axe finds nothing serious in them",
      async (colorScheme, width) => {
        for (const path of [...paths, `${crowded.url}/`, `${crowded.url}/page/2`]) {
          const page = await open(path, { colorScheme, viewport: { width, height: 800 } });
          expect(await page.evaluate("document.documentElement.scrollWidth"), path).toBeLessThanOrEqual(
            width,
          );
          await page.evaluate(axe.source);
          expect(await page.evaluate(violations), path).toEqual([]);
          await page.context().close();
        }
      },
    );

    it("can be gone through with the keyboard alone, each stop seen", async () => {
      const page = await open("/spdk-lib", {
        viewport: { width: 1200, height: 900 },
        reducedMotion: "reduce",
      });
      const names: string[] = [];
      for (let stop = 0; stop < 9; stop++) {
        await page.keyboard.press("Tab");
        names.push(
          await page.evaluate<string>(
            `(({ outlineStyle }, { tagName, name }) => outlineStyle + " " + (name || tagName))(getComputedStyle(document.activeElement), document.activeElement)`,
          ),
        );
      }
      expect(names.map((name) => name.replace(/^(?:solid|auto) /, ""))).toEqual(
        expect.arrayContaining(["A", "entry", "kind", "author", "title", "since"]),
      );
      expect(names.filter((name) => name.startsWith("none"))).toEqual([]);
    });
  },
);
