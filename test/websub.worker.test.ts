/** What a WebSub hub is told, and when, from a real store in workerd. The hub itself is a function. */
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";
import { parseConfig } from "../src/config.ts";
import type { Couriered } from "../src/courier.ts";
import type { DeliveryRequest } from "../src/notify/contract.ts";
import { PUBLICATION } from "../src/publish.ts";
import { newCursor } from "../src/store/cursor.ts";
import { WatchStore } from "../src/store/watch-store.ts";
import type { Subscriber } from "../src/subscribers.ts";
import { MINUTE, SECOND } from "../src/time.ts";
import { hubOf, hubSubscriber } from "../src/websub.ts";

const PUBLIC_URL = "https://watch.example";
const WEBSUB_HUB = "https://hub.example/publish";

function configure(vars: object, watch: object = {}) {
  const url = "https://git.example/mirror/spdk/src/branch/master/lib";
  const config = parseConfig({ READ_TOKEN: "x", ...vars }, { watches: [{ id: "lib", url, ...watch }] });
  return { watch: config.watches[0], settings: config.settings, problems: config.problems };
}

type TestedHub = {
  /** Milliseconds. */
  at: number;
  subscriber: Subscriber;
  sent: DeliveryRequest[];
  publish: (seq: number) => void;
  answer: (next: Couriered) => void;
};

/** Runs a test against the hub's subscriber, whose clock stands still until `at` is set. */
async function withHub(test: (hub: TestedHub) => Promise<void>): Promise<void> {
  const { watch, settings } = configure({ PUBLIC_URL, WEBSUB_HUB });
  const found = hubOf(watch, settings);
  if (watch === undefined || found === undefined) throw new Error("no hub");
  // An object of its own for each test: nobody polls it.
  await runInDurableObject(env.WATCHER.getByName(crypto.randomUUID()), async (_, { storage }) => {
    const store = new WatchStore(storage.sql);
    const sent: DeliveryRequest[] = [];
    let next: Couriered = { is: "reply", status: 202, headers: {}, body: "" };
    const hub: TestedHub = {
      at: 0,
      sent,
      publish: (seq: number) => store.writeCursor(PUBLICATION, { ...newCursor, position: seq }),
      answer: (answer: Couriered) => (next = answer),
      subscriber: hubSubscriber(watch, found, {
        store,
        now: () => hub.at,
        random: () => 0,
        send: async (address, caller, request) => {
          expect([address, caller]).toEqual([WEBSUB_HUB, "lib/websub"]);
          sent.push(request);
          return next;
        },
      }),
    };
    await test(hub);
  });
}

describe("a hub", () => {
  it("is told of the three feeds once readers see them everywhere, once for each publication", () =>
    withHub(async (hub) => {
      expect(hub.subscriber.dueAt()).toBeUndefined();
      hub.publish(3);
      expect(hub.subscriber.dueAt()).toBe(0);
      await hub.subscriber.step();
      expect(hub.sent).toHaveLength(0);
      const due = hub.subscriber.dueAt() ?? 0;
      expect(due).toBeGreaterThanOrEqual(2 * MINUTE);
      hub.at = due;
      await hub.subscriber.step();
      expect(hub.subscriber.dueAt()).toBeUndefined();
      const [request] = hub.sent;
      expect(request).toMatchObject({
        url: WEBSUB_HUB,
        method: "POST",
        headers: { "content-type": "application/x-www-form-urlencoded" },
      });
      expect([...new URLSearchParams(request?.body)]).toEqual([
        ["hub.mode", "publish"],
        ["hub.url", `${PUBLIC_URL}/lib/feed.rss`],
        ["hub.url", `${PUBLIC_URL}/lib/feed.atom`],
        ["hub.url", `${PUBLIC_URL}/lib/feed.json`],
      ]);
      hub.publish(4);
      expect(hub.subscriber.dueAt()).toBe(0);
    }));

  it("is told again of what was published while it was about to be told", () =>
    withHub(async (hub) => {
      hub.publish(3);
      await hub.subscriber.step();
      hub.publish(5);
      hub.at = hub.subscriber.dueAt() ?? 0;
      await hub.subscriber.step();
      expect(hub.sent).toHaveLength(1);
      expect(hub.subscriber.dueAt()).toBe(0);
    }));

  it.each<[string, Couriered, number]>([
    ["cannot be reached", { is: "failed", reason: "network" }, 5 * SECOND],
    ["fails", { is: "reply", status: 503, headers: { "retry-after": "60" }, body: "" }, MINUTE],
    ["asks for a pause", { is: "reply", status: 429, headers: {}, body: "" }, 5 * SECOND],
    ["is busy with another watch", { is: "busy", notBefore: 10 * MINUTE }, 10 * MINUTE - 1],
  ])("that %s is told later", (_, answer, wait) =>
    withHub(async (hub) => {
      hub.publish(1);
      await hub.subscriber.step();
      hub.answer(answer);
      hub.at = 1;
      await hub.subscriber.step();
      expect((hub.subscriber.dueAt() ?? 0) - hub.at).toBe(wait);
      hub.answer({ is: "reply", status: 204, headers: {}, body: "" });
      await hub.subscriber.step();
      expect(hub.subscriber.dueAt()).toBeUndefined();
    }),
  );

  it.each<[string, Couriered]>([
    ["an answer", { is: "reply", status: 403, headers: {}, body: "" }],
    ["its address", { is: "refused", reason: "private-address" }],
  ])(
    "that refuses by %s is not told again before the next publication, and the operator hears of it",
    (_, answer) =>
      withHub(async (hub) => {
        const logged = vi.spyOn(console, "error").mockImplementation(() => {});
        hub.publish(1);
        await hub.subscriber.step();
        hub.answer(answer);
        await hub.subscriber.step();
        expect(hub.subscriber.dueAt()).toBeUndefined();
        expect(String(logged.mock.calls)).toContain('"event":"websub-refused"');
        hub.publish(2);
        expect(hub.subscriber.dueAt()).toBe(0);
      }),
  );
});

describe("hubOf", () => {
  it("is the hub of a watch that anybody may read", () => {
    const { watch, settings } = configure({ PUBLIC_URL, WEBSUB_HUB });
    expect(hubOf(watch, settings)).toEqual({ hub: WEBSUB_HUB, base: PUBLIC_URL });
  });

  it("is none for a private watch, and where there is none", () => {
    const { watch, settings } = configure({ PUBLIC_URL, WEBSUB_HUB }, { private: true });
    expect(watch?.private).toBe(true);
    expect(hubOf(watch, settings)).toBeUndefined();
    expect(hubOf(undefined, settings)).toBeUndefined();
    const without = configure({ PUBLIC_URL });
    expect(hubOf(without.watch, without.settings)).toBeUndefined();
  });

  it.each([
    ["without PUBLIC_URL", { WEBSUB_HUB }, /set PUBLIC_URL/],
    ["that is no address", { PUBLIC_URL, WEBSUB_HUB: "hub.example" }, /address of a WebSub hub/],
    ["that no header can hold", { PUBLIC_URL, WEBSUB_HUB: "https://h\u00fcb.example/\u2026" }, /address/],
    ["that would end a header's link", { PUBLIC_URL, WEBSUB_HUB: "https://hub.example/>; rel=x" }, /address/],
  ])("is none %s, which is a problem in the configuration", (_, vars, words) => {
    const { watch, settings, problems } = configure(vars);
    expect(hubOf(watch, settings)).toBeUndefined();
    expect(problems).toEqual([{ field: "WEBSUB_HUB", problem: expect.stringMatching(words) }]);
  });
});
