/** Digests by day and week, through the whole Worker in workerd, from what KV holds. */
import { env } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";
import { DAY, HOUR } from "../../src/time.ts";
import { ask, readFeed } from "./asking.ts";
import { seed, type Seed } from "./seed.ts";

describe("a digest", () => {
  const monday = Date.UTC(2026, 9, 19);
  /** Ten updates a day, up to the Thursday after that Monday. */
  const daily: Seed = { latest: 1000, seenAt: (seq) => monday + 4 * DAY - (1000 - seq + 1) * (DAY / 10) };

  async function digest(query: string, now: number, more: Partial<Seed> = {}) {
    vi.setSystemTime(now);
    await seed("basic", { ...daily, ...more });
    return (await readFeed(`/basic/feed.json?${query}`)).ids.map((id) =>
      id.replace("tag:treewatch,2026:birth/", ""),
    );
  }

  it("has an item for each week that is over, an hour after its end", async () => {
    const weeks = await digest("per=week", monday + 4 * DAY);
    expect(weeks.slice(0, 2)).toEqual(["week/2026-10-12", "week/2026-10-05"]);
    expect(weeks.at(-1)).toBe("week/2026-07-13");
    expect((await digest("per=week", monday + 7 * DAY + HOUR - 1))[0]).toBe("week/2026-10-12");
    expect((await digest("per=week", monday + 7 * DAY + HOUR))[0]).toBe("week/2026-10-19");
  });

  it("goes back 31 days", async () => {
    const days = await digest("per=day", monday + 4 * DAY);
    expect(days).toHaveLength(31);
    expect([days[0], days.at(-1)]).toEqual(["day/2026-10-21", "day/2026-09-21"]);
  });

  it("leaves out a period of which some is kept no longer", async () => {
    // Update 101 is of a Monday, in a week whose first updates are gone.
    const weeks = await digest("per=week", monday + 4 * DAY, { oldest: 101 });
    expect(weeks.at(-1)).toBe("week/2026-07-27");
  });

  it("of a filter has ids of its own", async () => {
    const some = await digest("per=week&entry=b", monday + 4 * DAY, {
      entryOf: (seq) => (seq === 900 ? "b" : "a"),
    });
    expect(some).toEqual(["week/2026-10-12?entry=b"]);
  });

  it("stays as it is when more happens, and a reader that has it costs no read of the pages", async () => {
    vi.setSystemTime(monday + 4 * DAY);
    await seed("basic", daily);
    const first = await ask("/basic/feed.rss?per=week");
    const text = await first.text();
    await seed("basic", { ...daily, latest: 1010 });
    const reads = vi.spyOn(env.KV, "getWithMetadata");
    const condition = { "if-none-match": first.headers.get("etag") ?? "" };
    expect((await ask("/basic/feed.rss?per=week", condition)).status).toBe(304);
    expect(reads.mock.calls.length).toBeLessThanOrEqual(1);
    expect(await (await ask("/basic/feed.rss?per=week")).text()).toBe(text);
  });

  it("says that it cannot be seen yet where a page is missing, and is empty before the baseline", async () => {
    vi.setSystemTime(monday + 4 * DAY);
    await seed("basic", { ...daily, hidden: [5] });
    expect((await ask("/basic/feed.rss?per=week")).status).toBe(503);
    expect((await readFeed("/twice/feed.rss?per=week")).ids).toEqual([]);
  });
});
