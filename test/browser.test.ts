/** The pages in a real browser, where Debian's Chromium is installed: what the first screen shows, and nothing amiss. */
import { existsSync } from "node:fs";
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createForge, type Forge } from "../demo/forge.ts";
import { spdkLib } from "../demo/spdk-lib.ts";
import { json, startInstance, type RunningInstance } from "./instance.ts";
import { createSink, type Sink } from "./sink.ts";

const executablePath = "/usr/bin/chromium";
const installed = existsSync(executablePath);
const quiet = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"];

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

describe.skipIf(!installed)(
  `the pages in a browser${installed ? "" : " (skipped: /usr/bin/chromium is not installed)"}`,
  () => {
    let browser: Browser;
    let forge: Forge;
    let sink: Sink;
    let instance: RunningInstance;

    beforeAll(async () => {
      [forge, sink] = [await createForge(spdkLib), await createSink()];
      const notify = [{ slack: "SLACK_TEAM" }, { slack: "SLACK_MISSING" }];
      const watches = [{ id: "spdk-lib", url: forge.url, every: "5m", notify }];
      instance = await startInstance({ watches, vars: { SLACK_TEAM: sink.url } });
      let time = Date.UTC(2026, 10, 24, 6);
      await instance.tick(time);
      while (forge.push() !== undefined) await instance.tick((time += 300_000));
      await sink.waitFor(1);
      await vi.waitFor(async () => {
        const { published } = await json<{ published: number }>(instance, "/spdk-lib/status.json");
        if (published < spdkLib.pushes.length) throw new Error("not published yet");
      }, 10_000);
      browser = await chromium.launch({ executablePath, args: quiet });
    });

    afterAll(async () => {
      await browser.close();
      await instance.stop();
      await Promise.all([forge.close(), sink.close()]);
    });

    /** Opens a page; what the console says is an error. */
    async function open(path: string, options: Parameters<Browser["newContext"]>[0]): Promise<Page> {
      const context = await browser.newContext(options);
      const page = await context.newPage();
      page.on("console", (message) => {
        throw new Error(message.text());
      });
      await page.goto(`${instance.url}${path}`);
      return page;
    }

    const firstScreen = (page: Page) => page.evaluate<string>(visibleText);

    it("show on one screen what is watched, how fresh, what changed, the feeds and the channels", async () => {
      const page = await open("/spdk-lib", { viewport: { width: 1200, height: 900 } });
      const seen = await firstScreen(page);
      expect(seen).toMatch(/Checked .*UTC, next .*; last change/);
      for (const { head } of spdkLib.pushes) expect(seen).toContain(head.id.slice(0, 7));
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

    it.each([
      ["light", 1200],
      ["dark", 1200],
      ["light", 360],
      ["dark", 360],
    ] as const)(
      "fit in %s at %d px without scrolling sideways, without JavaScript",
      async (colorScheme, width) => {
        for (const path of ["/", "/spdk-lib"]) {
          const page = await open(path, { colorScheme, viewport: { width, height: 800 } });
          expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);
          const off = await open(path, {
            colorScheme,
            viewport: { width, height: 800 },
            javaScriptEnabled: false,
          });
          expect(await off.locator("h1").innerText()).not.toBe("");
        }
      },
    );
  },
);
