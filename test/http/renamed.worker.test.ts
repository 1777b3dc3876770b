/** The addresses of a watch under a former id, through the Worker in workerd. */
import { expect, it } from "vitest";
import { ownRoutes } from "../every-route.ts";
import { seed } from "./seed.ts";
import { ask, base, settings } from "./asking.ts";

const url = "http://forge.test/own/repo/src/branch/main/renamed";
const WATCHES = JSON.stringify([
  { id: "new", formerly: ["old"], url },
  { id: "quiet", formerly: ["hushed"], private: true, url },
]);
const get = (path: string, headers: Record<string, string> = {}) =>
  ask(path, headers, { ...settings, WATCHES });

it("lead to the same place under the present one, with what was asked for", async () => {
  const routes = [
    ["", ""],
    ["/", "/"],
    ["/feed.atom?entry=nvmf&kind=added", "/feed.atom?entry=nvmf&kind=added"],
  ];
  for (const [from = "", to = ""] of routes) {
    const { status, headers, body } = await get(`/old${from}`);
    expect([status, headers.get("location"), body]).toEqual([308, `${base}/new${to}`, null]);
    expect(headers.get("access-control-allow-origin")).toBe("*");
    expect(headers.get("cache-control")).toBe("no-store");
  }
});

it("of a private watch lead on only those who bring the key, and keep it", async () => {
  for (const path of ownRoutes("hushed", "20260101T000000Z-0123456789ab")) {
    const [hidden, unknown] = [await get(path), await get(path.replace("hushed", "nobody"))];
    expect([hidden.status, await hidden.text()], path).toEqual([unknown.status, await unknown.text()]);
  }
  const { status, headers } = await get("/hushed/feed.rss?key=canary-read-token");
  expect([status, headers.get("location")]).toEqual([308, `${base}/quiet/feed.rss?key=canary-read-token`]);
});

it("are where everything is kept that the present ones serve", async () => {
  await seed("old", { latest: 250 });
  const paths = [
    "/updates.json?after=5",
    "/snapshot.json",
    "/feed.json",
    "/feed.rss?archive=100",
    "/updates/3",
    "?since=2026-01-01",
  ];
  for (const path of [...paths, "/feed.atom?per=day"]) {
    const response = await get(`/new${path}`);
    expect(response.status, path).toBe(200);
    expect(await response.text(), path).not.toContain(`${base}/old`);
  }
  const atom = await (await get("/new/feed.atom")).text();
  expect(atom).toContain("<id>tag:treewatch,2026:watch/old</id>");
  expect(await (await get("/new/updates.json?after=0")).json()).toMatchObject({ watch: "new", next: 100 });
});
