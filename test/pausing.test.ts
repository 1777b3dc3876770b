/** A watch that its operator pauses and resumes, by the routes and over a restart. */
import { describe, expect, it } from "vitest";
import { json } from "./instance.ts";
import { stage } from "./restarting.ts";

describe("a watch that its operator pauses", () => {
  it("is not looked at until it is resumed, also after a restart, and its status and page say so", async () => {
    const { forge, watch, start, tick, ask, running, settled } = await stage();
    await start(watch({ id: "lib" }));
    await tick();
    await settled("lib");
    const paused = await (await ask("/lib/pause", "POST")).json();
    expect(paused).toMatchObject({
      state: "paused",
      reason: "paused-by-operator",
      message: expect.stringMatching(/^Paused by its operator since \d{4}-.*Z\.$/),
    });
    expect(paused).not.toHaveProperty("nextPoll");
    expect(await (await ask("/lib/pause", "POST")).json()).toEqual(paused);
    await start(watch({ id: "lib" }));
    forge.push();
    const asked = forge.requests();
    await tick();
    await tick();
    expect(forge.requests()).toBe(asked);
    expect(await json(running(), "/lib/status.json")).toEqual(paused);
    expect(await (await ask("/lib")).text()).toContain("Paused by its operator since");

    expect(await (await ask("/lib/resume", "POST")).json()).toMatchObject({
      state: "ok",
      latest: 1,
      lastPoll: { outcome: "changed" },
    });
    await settled("lib");
    await expect.poll(async () => (await ask("/lib")).text()).not.toContain("Paused by its operator");
    const polled = forge.requests();
    expect((await ask("/lib/resume", "POST")).status).toBe(200);
    expect(forge.requests()).toBe(polled);
    expect((await fetch(`${running().url}/lib/pause`, { method: "POST" })).status).toBe(401);
  }, 120_000);

  it("is not resumed where its configuration pauses it, and why is said", async () => {
    const { watch, start, tick, ask } = await stage();
    await start(watch({ id: "lib", paused: true }));
    await tick();
    const response = await ask("/lib/resume", "POST");
    expect(response.status).toBe(409);
    expect(await response.json()).toMatchObject({ detail: expect.stringContaining("`paused`") });
  }, 60_000);
});
