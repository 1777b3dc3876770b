/** What the operator hears and may ask of a channel, in workerd with real objects, alarms and KV. */
import { exports } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";
import { settled, status, tick } from "./drive.ts";
import { listing, World } from "./world.ts";

const operate = async (method: string, path: string) => {
  const response = await exports.default.fetch(`http://treewatch.test${path}`, {
    method,
    headers: { authorization: "Bearer canary-admin-token" },
  });
  const body: Record<string, unknown> = await response.json();
  return { status: response.status, body };
};

describe("the operator's channel", () => {
  it("hears once of an outage, whatever its reasons, and once of its end", async () => {
    const world = new World().install();
    world.show("outage", listing({ a: 1 }));
    await tick("outage", 0);
    for (const minute of [1, 2, 3, 5, 9, 17, 33, 65]) {
      const status = minute % 2 === 0 ? 500 : 404;
      world.answer("outage", () => new Response("", { status }));
      await tick("outage", minute);
    }
    await vi.waitFor(() => expect(world.received("ops/A")).toHaveLength(1), 5000);
    expect(world.received("ops/A")[0]?.text).toMatch(/^repo\/outage cannot be read since .* UTC$/);
    expect((await status("outage")).ops).toMatchObject([
      { name: "SLACK_OPS_A", state: "idle", delivered: 1 },
    ]);

    world.answer("outage", undefined);
    await tick("outage", 200);
    await vi.waitFor(() => expect(world.received("ops/A")).toHaveLength(2), 5000);
    expect(world.received("ops/A")[1]?.text).toContain("can be read again");
    expect(world.received("outage/A")).toEqual([]);
  });

  it("hears of a channel that was stopped", async () => {
    const trouble = vi.spyOn(console, "error").mockReturnValue();
    const world = new World().install();
    world.show("halted", listing({ a: 1 }));
    await tick("halted", 0);
    world.answer("halted/A", () => new Response("channel_is_archived", { status: 410 }));
    world.show("halted", listing({ a: 2 }));
    await tick("halted", 1);
    await vi.waitFor(() => expect(world.received("ops/A")).toHaveLength(1), 5000);
    expect(world.received("ops/A")[0]?.text).toContain("no longer reaches the channel SLACK_HALTED_A");
    expect(trouble.mock.calls.flat().join()).toMatch(/"event":"delivery".*"outcome":"refused"/);
  });
});

describe("a message that its receiver does not take", () => {
  it("goes out once more as plain text, under an id of its own", async () => {
    const world = new World().install();
    world.show("plain", listing({ a: 1 }));
    await tick("plain", 0);
    let refusals = 0;
    world.answer("plain/A", () =>
      refusals++ === 0 ? new Response("invalid_blocks", { status: 400 }) : new Response("ok"),
    );
    world.show("plain", listing({ a: 2 }));
    await tick("plain", 1);
    await settled("plain");
    await vi.waitFor(() => expect(world.received("plain/A")).toHaveLength(2), 5000);
    const [first, second] = world.received("plain/A");
    expect(second?.id).not.toBe(first?.id);
    expect(second?.text).toContain("change 2");
    expect((await settled("plain")).channels[0]).toMatchObject({ state: "idle", delivered: 1 });
  });

  it("is set aside where it is not taken as plain text either, and the next message says so", async () => {
    const trouble = vi.spyOn(console, "error").mockReturnValue();
    const world = new World().install();
    world.show("aside", listing({ a: 1 }));
    await tick("aside", 0);
    world.answer("aside/A", () => new Response("no_text", { status: 400 }));
    world.show("aside", listing({ a: 2 }));
    await tick("aside", 1);
    await vi.waitFor(() => expect(world.received("ops/A")).toHaveLength(1), 8000);
    expect(world.received("ops/A")[0]?.text).toContain("could not tell the channel SLACK_ASIDE_A everything");
    expect(world.received("aside/A")).toHaveLength(2);
    world.answer("aside/A", undefined);
    world.show("aside", listing({ a: 3 }));
    await tick("aside", 2);
    await vi.waitFor(() => expect(world.received("aside/A")).toHaveLength(3), 5000);
    expect(world.received("aside/A")[2]?.body).toContain("Update 1 is not told here");
    expect((await settled("aside")).channels[0]).toMatchObject({ state: "idle", delivered: 2 });
    expect(trouble).toHaveBeenCalledTimes(1);
  });
});

describe("an operator", () => {
  it("sees what a channel would be sent, without its secrets", async () => {
    const world = new World().install();
    world.show("shown", listing({ a: 1 }));
    await tick("shown", 0);
    world.show("shown", listing({ a: 2 }));
    await tick("shown", 1);
    await settled("shown");
    const { status: code, body } = await operate("GET", "/shown/channels/SLACK_SHOWN_A/preview");
    expect(code).toBe(200);
    const [message] = body["messages"] as { body: string; updates: number[] }[];
    expect(message).toMatchObject({ method: "POST", updates: [1] });
    expect(JSON.parse(message?.body ?? "")).toMatchObject({ text: world.received("shown/A")[0]?.text });
    expect(JSON.stringify(body)).not.toContain("canary");
  });

  it("sends a test to a channel, and reads what came of it", async () => {
    const world = new World().install();
    world.show("shown", listing({ a: 1 }));
    expect(await operate("POST", "/shown/channels/SLACK_SHOWN_B/test")).toEqual({
      status: 200,
      body: { delivered: true },
    });
    expect(world.received("shown/B")[0]?.text).toContain("a test from Treewatch");
    world.answer("shown/A", () => new Response("no_service", { status: 404 }));
    await vi.waitFor(
      async () =>
        expect(await operate("POST", "/shown/channels/SLACK_SHOWN_A/test")).toMatchObject({
          status: 502,
          body: {
            title: "Not delivered: no_service",
            detail: expect.stringContaining("Make a new incoming webhook"),
          },
        }),
      5000,
    );
  });

  it.each([
    ["GET", "/shown/channels/NOBODY/preview"],
    ["POST", "/shown/channels/NOBODY/test"],
    ["POST", "/shown/channels/NOBODY/resume"],
    ["GET", "/nowhere/channels/SLACK_SHOWN_A/preview"],
  ])("is told that there is no such channel: %s %s", async (method, path) => {
    new World().install();
    expect((await operate(method, path)).status).toBe(404);
  });

  it("is told that a channel has no secret", async () => {
    new World().install();
    for (const [method, what] of [
      ["GET", "preview"],
      ["POST", "test"],
    ] as const) {
      const { status: code, body } = await operate(method, `/bare/channels/SLACK_MISSING/${what}`);
      expect(code).toBe(409);
      expect(body["detail"]).toContain("npx wrangler secret put SLACK_MISSING");
    }
  });
});
