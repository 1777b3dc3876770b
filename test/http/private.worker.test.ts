/** A private watch, through the whole Worker in workerd: to readers without the key it does not exist. */
import { exports } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { poll, settled, status } from "../drive.ts";
import { ownRoutes, sharedRoutes, strangers } from "../every-route.ts";
import { listing, World } from "../world.ts";

const base = "http://treewatch.test";
const key = "canary-read-token";
const ask = (path: string, headers: Record<string, string> = {}) =>
  exports.default.fetch(`${base}${path}`, { headers });

/** Routes of a watch, and routes over all of them. */
const own = ["", "/feed.rss", "/feed.atom", "/feed.json", "/snapshot.json", "/updates.json", "/status.json"];
const shared = ["/", "/feed.rss", "/feed.atom", "/feed.json", "/feeds.opml", "/healthz"];
/** What must not be seen: its id, its title, its entries. */
const telling = /hush|Hushed up|whispered/i;

beforeAll(async () => {
  const world = new World().install();
  world.show("hush", listing({ whispered: 1 }));
  await poll("hush");
  await settled("hush");
  world.show("hush", listing({ whispered: 2 }));
  await poll("hush");
  await settled("hush");
});

describe("a private watch", () => {
  it.each(own)("/hush%s answers as an unknown watch does", async (path) => {
    for (const headers of [{}, { authorization: "Bearer wrong" }, { authorization: "Basic d3Jvbmc6a2V5" }]) {
      const [hidden, unknown] = [await ask(`/hush${path}`, headers), await ask(`/nobody${path}`, headers)];
      expect(hidden.status).toBe(404);
      expect([...hidden.headers]).toEqual([...unknown.headers]);
      expect(await hidden.text()).toBe(await unknown.text());
    }
  });

  it.each(shared)("%s does not mention it", async (path) => {
    const text = await (await ask(path)).text();
    expect(text).not.toMatch(telling);
  });

  it("is to strangers what an unknown watch is, however they ask, and no answer of any kind tells of it", async () => {
    const snapshot = (await status("hush")).snapshot ?? "";
    const unknown = ownRoutes("nobody", snapshot);
    for (const stranger of strangers) {
      for (const [index, path] of ownRoutes("hush", snapshot).entries()) {
        const what = `${stranger.method} ${path} ${JSON.stringify(stranger.headers)}`;
        const hidden = await exports.default.fetch(`${base}${path}`, stranger);
        const other = await exports.default.fetch(`${base}${unknown[index]}`, stranger);
        const text = await hidden.text();
        expect([hidden.status, ...hidden.headers], what).toEqual([other.status, ...other.headers]);
        expect(text, what).toBe(await other.text());
        expect(text, what).not.toMatch(telling);
      }
      for (const path of sharedRoutes) {
        const response = await exports.default.fetch(`${base}${path}`, stranger);
        const text = await response.text();
        expect(JSON.stringify([text, ...response.headers]), path).not.toMatch(telling);
      }
    }
  });

  it.each([
    ["a bearer", (path: string) => ask(path, { authorization: `Bearer ${key}` })],
    ["a Basic password", (path: string) => ask(path, { authorization: `Basic ${btoa(`me:${key}`)}` })],
    ["the address", (path: string) => ask(`${path}?key=${key}`)],
  ])("is shown to a reader with the key as %s, and kept by nobody else", async (_, askWithKey) => {
    for (const path of own) {
      const response = await askWithKey(`/hush${path}`);
      expect(response.status, path).toBe(200);
      expect(response.headers.get("cache-control"), path).toMatch(/^private/);
      const text = await response.text();
      expect(text, path).toMatch(telling);
      expect(text, path).not.toContain(key);
    }
    for (const path of shared.filter((one) => one !== "/healthz")) {
      expect(await (await askWithKey(path)).text(), path).toMatch(telling);
    }
  });

  it("has the key in the addresses of the OPML that a reader with the key gets", async () => {
    const opml = await (await ask("/feeds.opml", { authorization: `Bearer ${key}` })).text();
    expect(opml).toContain(`xmlUrl="${base}/hush/feed.rss?key=${key}"`);
    expect(await (await ask("/feeds.opml")).text()).not.toContain("key=");
  });
});
