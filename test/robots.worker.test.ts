/** robots.txt, through the whole Worker in workerd. */
import { evictAllDurableObjects } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { settled, status, tick } from "./drive.ts";
import { listing, World } from "./world.ts";

const forbids = () => new Response("User-agent: *\nDisallow: /*/*/src/\n");

describe("robots.txt", () => {
  it("that forbids the page keeps it from being asked for, and is asked for once a day, restarts or not", async () => {
    const world = new World().install();
    world.show("forbidden", listing({ a: 1 }));
    world.answer("robots of forbidden.test", forbids);
    for (let minute = 0; minute < 5000; minute += 1000) {
      await tick("forbidden", minute);
      if (minute === 2000) await evictAllDurableObjects();
    }
    expect(world.asked.get("forbidden")).toBeUndefined();
    expect(world.asked.get("robots of forbidden.test")).toBe(1);
    expect(await status("forbidden")).toMatchObject({
      state: "failing",
      lastPoll: { reason: "robots", message: expect.stringContaining('robots: "ignore"') },
    });
  });

  it("is not asked for by a watch that ignores it", async () => {
    const world = new World().install();
    world.show("ignoring", listing({ a: 1 }));
    world.answer("robots of ignoring.test", forbids);
    await tick("ignoring", 0);
    expect(await settled("ignoring")).toMatchObject({ state: "ok" });
    expect(world.asked.get("robots of ignoring.test")).toBeUndefined();
  });

  it("that cannot be read forbids everything, and is not asked for again that day", async () => {
    const world = new World().install();
    world.show("mute", listing({ a: 1 }));
    world.answer("robots of mute.test", () => new Response("oops", { status: 503 }));
    await tick("mute", 0);
    await tick("mute", 1000);
    expect(await status("mute")).toMatchObject({
      lastPoll: { reason: "robots", message: expect.stringContaining("cannot be read") },
    });
    expect(world.asked.get("robots of mute.test")).toBe(1);
    expect(world.asked.get("mute")).toBeUndefined();
  });

  it("that is not there allows everything, and is asked for once for all watches of its host", async () => {
    const world = new World().install();
    for (const watch of ["basic", "twice"]) {
      world.show(watch, listing({ a: 1 }));
      await tick(watch, 0);
      expect(await settled(watch)).toMatchObject({ state: "ok" });
    }
    expect(world.asked.get("robots of forge.test")).toBe(1);
  });
});
