import { describe, expect, it } from "vitest";
import { parseConfig } from "../../src/config.ts";
import type { FailingWatch } from "../../src/store/told-store.ts";
import { health } from "../../src/http/health.ts";
import { MINUTE, SECOND } from "../../src/time.ts";

const now = Date.UTC(2026, 10, 23, 6, 5);

function configOf(env: Record<string, unknown> = {}, ...ids: string[]) {
  const watches = ids.map((id) => ({ id, url: `https://git.example/own/repo/src/branch/main/${id}` }));
  return parseConfig(env, { watches });
}

function overview(ago: number | undefined, ...failing: FailingWatch[]) {
  const lastTick = ago === undefined ? {} : { lastTick: { scheduledTime: 0, finishedAt: now - ago } };
  return { ...lastTick, failing };
}

function failing(key: string, lastSuccess: string | null = null): FailingWatch {
  return { key, reason: "timeout", lastSuccess };
}

describe("health", () => {
  it.each([
    [0, 60, 200],
    [3 * MINUTE, 60, 200],
    [3 * MINUTE + 1, 60, 503],
    [6 * SECOND, 2, 200],
    [6 * SECOND + 1, 2, 503],
    [undefined, 60, 503],
  ])("of a last tick %s ms ago, where one comes every %i seconds, is %i", (ago, seconds, status) => {
    const config = configOf({ TICK_SECONDS: String(seconds) });
    expect(health(config, overview(ago), now).status).toBe(status);
  });

  it("says little where all is well", () => {
    expect(health(configOf({}, "a", "b"), overview(MINUTE), now).body).toEqual({
      state: "ok",
      lastTick: "2026-11-23T06:04:00Z",
      watches: 2,
      failing: [],
    });
  });

  it("says what to check where no tick finishes", () => {
    const { body } = health(configOf(), overview(undefined), now);
    expect(body).toMatchObject({ state: "late", message: expect.stringContaining("cron trigger") });
  });

  it("lists the watches that fail, and is well all the same", () => {
    const unread = [failing("a", "2026-11-23T05:00:00Z"), failing("b"), failing("gone")];
    const { status, body } = health(configOf({}, "a", "b", "c"), overview(0, ...unread), now);
    expect([status, body.failing]).toEqual([
      200,
      [
        { watch: "a", reason: "timeout", lastSuccess: "2026-11-23T05:00:00Z" },
        { watch: "b", reason: "timeout" },
      ],
    ]);
  });

  it("tells the problems of the configuration, and is well all the same", () => {
    const { status, body } = health(configOf({}, "a", "a"), overview(0), now);
    expect([status, body.watches]).toEqual([200, 0]);
    expect(body.problems).toContain('watch "a", id: ');
  });
});
