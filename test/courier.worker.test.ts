/** The object that sends to one address, in workerd. */
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { World } from "./world.ts";

const request = (to: string) => ({
  url: `http://slack.test/${to}/canary-secret`,
  method: "POST" as const,
  headers: {},
  body: '{"text":"told"}',
});

describe("a courier", () => {
  it("whose receiver refused for good asks it nothing more, whoever comes, until it is forgiven", async () => {
    const world = new World().install();
    const courier = env.COURIER.getByName("refused");
    expect(await courier.send("one", request("courier/A"))).toMatchObject({ is: "reply", status: 200 });
    await courier.refuse({ reason: "no_service", secrets: "" });
    expect(await courier.send("another", request("courier/A"))).toEqual({
      is: "known",
      reason: "no_service",
    });
    expect(world.received("courier/A")).toHaveLength(1);
    // A further secret, such as an access token, was replaced, and the address is what it was.
    expect((await courier.send("another", request("courier/A"), "others")).is).not.toBe("known");
    await courier.forgive();
    const next = await courier.send("another", request("courier/A"));
    expect(["busy", "reply"]).toContain(next.is);
  });

  it("gives everybody who comes meanwhile a second of their own", async () => {
    const world = new World().install();
    const courier = env.COURIER.getByName("turns");
    world.answer(
      "turns/A",
      () => new Promise((resolve) => setTimeout(() => resolve(new Response("ok")), 500)),
    );
    const sending = courier.send("first", request("turns/A"));
    const begun = Date.now();
    const turns = await Promise.all(
      ["second", "third", "fourth"].map((caller) => courier.send(caller, request("turns/A"))),
    );
    const times = turns.map((turn) => (turn.is === "busy" ? turn.notBefore - begun : 0));
    expect(times[0]).toBeGreaterThanOrEqual(900);
    expect(times[0]).toBeLessThan(5000);
    for (const i of [1, 2]) expect((times[i] ?? 0) - (times[i - 1] ?? 0)).toBeGreaterThanOrEqual(1000);
    expect(await sending).toMatchObject({ is: "reply" });
  });
});
