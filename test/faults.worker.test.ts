/** Upstreams that answer something else than the listing, in workerd through the whole Worker. */
import { exports } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { poll, settled } from "./drive.ts";
import { listing, page, World } from "./world.ts";

describe("an upstream that fails", () => {
  const whole = () => page("faults", listing({ a: 1, b: 1, c: 1 })).text();
  const html = (text: string, status = 200) =>
    new Response(text, { status, headers: { "content-type": "text/html; charset=utf-8" } });
  const faults: [name: string, reason: string, answer: () => Promise<Response>][] = [
    ["404", "not-found", async () => html("<html>no</html>", 404)],
    ["500", "server-error", async () => html("<html>oops</html>", 500)],
    ["a login page", "login-required", async () => html('<html><form action="/user/login"></form></html>')],
    [
      "a bot challenge with status 200",
      "bot-challenge",
      async () =>
        html(
          '<html><script id="anubis_challenge">{}</script><script src="/.within.website/x/cmd/anubis/static/js/main.mjs"></script></html>',
        ),
    ],
    ["an empty body", "not-a-listing", async () => html("")],
    ["a page cut short", "truncated", async () => html((await whole()).slice(0, -400))],
    [
      "a page cut in the middle of a row",
      "truncated",
      async () => html((await whole()).replace(/<td class="message[^]*$/, "")),
    ],
    [
      "a table without rows",
      "not-a-listing",
      async () => html((await whole()).replace(/<tr data-entryname[^]*<\/tbody>/, "</tbody>")),
    ],
    [
      "all rows not ready",
      "not-ready",
      async () =>
        page("faults", {
          ref: "main",
          entries: ["a", "b", "c"].map((name) => ({ name, kind: "directory" })),
        }),
    ],
    ["a body of 20 MiB", "too-large", async () => html("x".repeat(20 * 1024 * 1024))],
    [
      "a redirect to nowhere on the web",
      "redirect-refused",
      async () => new Response(null, { status: 302, headers: { location: "file:///etc/passwd" } }),
    ],
    [
      "a connection that breaks",
      "network",
      async () => Promise.reject(new TypeError("Network connection lost.")),
    ],
  ];

  it("leaves snapshot and feeds as they are, says why, and recovers without a word", async () => {
    const world = new World().install();
    world.show("faults", listing({ a: 1, b: 1, c: 1 }));
    await poll("faults");
    await settled("faults");
    const documents = async () =>
      Promise.all(
        ["feed.rss", "feed.atom", "feed.json", "snapshot.json", "updates.json"].map(async (name) =>
          (await exports.default.fetch(`http://treewatch.test/faults/${name}`)).text(),
        ),
      );
    const before = await documents();
    for (const [name, reason, answer] of faults) {
      world.answer("faults", answer);
      const failed = await poll("faults");
      expect(failed, name).toMatchObject({
        state: "failing",
        latest: 0,
        lastPoll: { outcome: "failed", reason },
      });
      expect(failed.lastPoll?.message, name).toMatch(/^[A-Z].*[.)]$/);
      expect(await documents(), name).toEqual(before);
    }
    world.answer("faults", undefined);
    expect(await poll("faults")).toMatchObject({
      state: "ok",
      latest: 0,
      lastPoll: { outcome: "unchanged" },
    });
    expect(world.messages).toHaveLength(0);
  });
});
