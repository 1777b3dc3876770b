/** Who may keep what, through the whole app: Workers Cache stands in front of it, and does as the answers say. */
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { app } from "../../src/http/app.ts";
import { poll, settled, status } from "../drive.ts";
import { listing, World } from "../world.ts";

const documents = [
  "/http/feed.rss",
  "/http/feed.atom?entry=a",
  "/http/feed.json",
  "/feed.rss",
  "/feeds.opml",
  "/http/snapshot.json",
  "/http/snapshot.json?at=2999-01-01T00:00:00Z",
  "/http/snapshots.json",
  "/http/diff.json?from=2999-01-01T00:00:00Z",
  "/http/updates.json",
  "/openapi.json",
];
const fresh = ["/", "/http", "/http/status.json", "/healthz"];
const hosted = { ...env, PUBLIC_URL: "https://watch.example" };
const key = { authorization: "Bearer canary-read-token" };

async function ask(path: string, bindings: Env, headers = {}): Promise<Response> {
  const response = await app.fetch(new Request(`http://other.test${path}`, { headers }), bindings);
  await response.clone().text();
  return response;
}
const control = async (...asked: Parameters<typeof ask>) =>
  (await ask(...asked)).headers.get("cache-control");

beforeAll(async () => {
  const world = new World().install();
  for (const n of [1, 2]) {
    world.show("http", listing({ a: n }));
    world.show("hush", listing({ whispered: n }));
    for (const id of ["http", "hush"]) {
      await poll(id);
      await settled(id);
    }
  }
});

describe("a shared cache", () => {
  it.each(documents)("keeps %s for a minute where there is one public address", async (path) => {
    expect(await control(path, hosted)).toBe("public, max-age=60, stale-if-error=86400");
  });

  it("keeps a snapshot for a year", async () => {
    const { snapshot } = await status("http");
    expect(await control(`/http/snapshots/${snapshot}.json`, hosted)).toBe(
      "public, max-age=31536000, immutable",
    );
  });

  it.each(documents)("does not keep %s where the address is the one that was asked", async (path) => {
    expect(await control(path, env)).toBe("private, max-age=60, stale-if-error=86400");
  });

  it.each(documents)("does not keep %s for a reader who brings the key", async (path) => {
    expect(await control(path, hosted, key)).toMatch(/^private/);
    const inAddress = `${path}${path.includes("?") ? "&" : "?"}key=canary-read-token`;
    expect(await control(inAddress, hosted)).toMatch(/^private/);
  });

  it.each(documents)("is given the same %s whatever the host that was asked", async (path) => {
    const texts = ["http://a.test", "http://b.test"].map(async (origin) =>
      (await app.fetch(new Request(`${origin}${path}`), hosted)).text(),
    );
    expect(new Set(await Promise.all(texts)).size).toBe(1);
  });

  it.each(fresh)("never keeps %s", async (path) => {
    for (const bindings of [env, hosted]) {
      expect(await control(path, bindings)).toMatch(/^private, no-cache$|^no-store$/);
    }
  });

  it("never keeps what is private, nor that it is hidden", async () => {
    const { snapshot } = await status("hush");
    for (const path of ["/hush/feed.rss", "/hush/snapshot.json", `/hush/snapshots/${snapshot}.json`]) {
      expect(await control(path, hosted, key), path).toMatch(/^private/);
      expect(await control(path, hosted), path).toBe("no-store");
    }
  });

  it("never meets an answer to A-IM", async () => {
    const whole = await ask("/http/feed.rss", hosted, { "a-im": "feed" });
    const etag = whole.headers.get("etag") ?? "";
    expect(whole.headers.get("cache-control")).toMatch(/^private/);
    const again = await ask("/http/feed.rss", hosted, { "a-im": "feed", "if-none-match": etag });
    expect([again.status, again.headers.get("cache-control")]).toEqual([
      304,
      "private, max-age=60, stale-if-error=86400",
    ]);
    expect((await ask("/http/feed.rss", hosted)).headers.get("vary")).toBe("Accept-Encoding, A-IM");
  });

  it.each(["/nobody", "/http/updates.json?after=x", "/http/snapshots/20010101T000000Z-000000000000.json"])(
    "never keeps an error: %s",
    async (path) => {
      expect(await control(path, hosted)).toBe("no-store");
    },
  );
});
