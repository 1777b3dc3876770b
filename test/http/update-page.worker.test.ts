/** The pages of updates and selections through the whole Worker in workerd: from KV, or from the Watcher. */
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { WatchStore } from "../../src/store/watch-store.ts";
import { DAY, parseTime } from "../../src/time.ts";
import { updated, updateOf } from "../feed/sample.ts";
import { ask } from "./asking.ts";
import { seed } from "./seed.ts";

const watches = ["kept", "hidden", "old", "new"].map((id) => ({
  id,
  url: `http://forge.test/a/b/src/branch/main/${id}`,
}));
const vars = { PUBLIC_URL: "https://watch.example", WATCHES: JSON.stringify(watches) };
const asked = async (path: string) => {
  const response = await ask(path, {}, vars);
  return {
    status: response.status,
    cached: response.headers.get("cache-control"),
    text: await response.text(),
  };
};
const start = parseTime("2026-11-01T00:00:00Z");

beforeAll(async () => {
  const entryOf = (seq: number) => (seq % 10 === 0 ? "nvmf" : "bdev");
  const seenAt = (seq: number) => start + (seq * DAY) / 10;
  await seed("kept", { latest: 250, entryOf, seenAt });
  await seed("hidden", { latest: 250, hidden: [0] });
  await seed("old", { latest: 250, oldest: 101 });
});

describe("the page of an update", () => {
  it.each([1, 100, 101, 250])("comes from KV: %d", async (seq) => {
    const { status, cached, text } = await asked(`/kept/updates/${seq}`);
    expect(status).toBe(200);
    expect(cached).toMatch(/^public, max-age=60/);
    expect(text).toContain(`Update ${seq}, seen `);
    expect(text.includes('rel="prev"')).toBe(seq > 1);
    expect(text.includes('rel="next"')).toBe(seq < 250);
  });

  it("comes from its Watcher where KV does not show it", async () => {
    const store = (act: (store: WatchStore) => void) =>
      runInDurableObject(env.WATCHER.getByName("hidden"), (_, { storage }) =>
        act(new WatchStore(storage.sql)),
      );
    await store((one) => {
      one.addUpdate(updateOf(7, [updated("nvmf")]));
      one.addUpdate(updateOf(251, [updated("nvmf")]));
    });
    for (const seq of [7, 251]) {
      const { status, text } = await asked(`/hidden/updates/${seq}`);
      expect(status).toBe(200);
      expect(text).toContain(`Update ${seq}, seen `);
      expect(text).not.toContain(`updates/252`);
    }
  });

  it.each([
    "/kept/updates/251",
    "/new/updates/1",
    "/hidden/updates/8",
    "/kept/updates/0",
    "/kept/updates/x",
    "/none/updates/1",
  ])("is missing, and no cache keeps that: %s", async (path) => {
    expect(await asked(path)).toMatchObject({ status: 404, cached: "no-store" });
  });

  it("is gone once it has expired, which names the oldest kept", async () => {
    const { status, cached, text } = await asked("/old/updates/100");
    expect([status, cached]).toEqual([410, "no-store"]);
    expect(text).toContain("The oldest update that is kept is 101.");
    expect((await asked("/old/updates/101")).text).not.toContain('rel="prev"');
  });
});

describe("a selection", () => {
  it("looks through all that is kept, and names the feed of just that", async () => {
    const { status, cached, text } = await asked("/kept?entry=nvmf&kind=&since=");
    expect(status).toBe(200);
    expect(cached).toMatch(/^public, max-age=60/);
    expect(text).toContain("25 of all 250 updates match.");
    expect(text).toContain("https://watch.example/kept/feed.atom?entry=nvmf");
  });

  it("goes back to a day", async () => {
    const { text } = await asked("/kept?entry=nvmf&since=2026-11-20");
    expect(text).toContain("7 of all 61 updates seen since 2026-11-20 00:00 UTC match.");
  });

  it("looks at what KV shows, and says that this is not all", async () => {
    const { text } = await asked("/hidden?entry=a");
    expect(text).toContain("100 of the newest 100 updates match; older ones were not looked at");
  });

  it.each(["entry=a%5C", "since=yesterday", "nonsense=1"])(
    "is refused where it is malformed: %s",
    async (query) => {
      expect(await asked(`/kept?${query}`)).toMatchObject({ status: 400, cached: "no-store" });
    },
  );

  it("is the whole page where nothing is asked for", async () => {
    const { text } = await asked("/kept?entry=&kind=&author=&title=&since=");
    expect(text).toContain(">Listing</h2>");
  });
});
