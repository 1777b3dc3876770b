/** With whose means a host is asked what several watches ask: tokens and robots.txt, in workerd. */
import { describe, expect, it } from "vitest";
import { watch, withHost } from "./hosts.ts";

const asked = "/own/repo.git/git-upload-pack";

describe("a token", () => {
  it("is shown for the question of its own watches and of no other", async () => {
    const watches = [
      watch("a", { token: "ONE" }),
      watch("b", { token: "TWO" }),
      watch("c"),
      watch("d", { token: "ONE" }),
    ];
    await withHost(
      async (host) => {
        await host.round(0);
        host.steps();
        await host.round(1);
        expect(host.steps().toSorted()).toEqual([asked, `${asked} by one`, `${asked} by two`]);
      },
      { watches, vars: { ONE: "one", TWO: "two" } },
    );
  });

  it("whose secret is missing leaves its watches alone with it", async () => {
    const watches = [watch("a", { token: "MISSING" }), watch("b"), watch("c")];
    await withHost(
      async (host) => {
        await host.round(0);
        host.steps();
        await host.round(1);
        expect(host.steps()).toEqual(["tick a given refused", asked]);
      },
      { watches },
    );
  });
});

describe("robots.txt", () => {
  const shown = { url: "http://forge.test/own/repo/src/branch/main/lib" };
  const tick = () => ({ requests: 1, memory: { request: shown } });
  const robots = "User-agent: *\nDisallow: /";

  it("that forbids a page keeps it from being asked for on behalf of several", async () => {
    await withHost(
      async (host) => {
        await host.round(0);
        host.steps();
        await host.round(1);
        expect(host.steps()).toEqual(["a", "b", "c"].map((key) => `tick ${key} given refused`));
      },
      { tick, robots },
    );
  });

  it("does not keep it from a watch that ignores it, whoever stands before that", async () => {
    await withHost(
      async (host) => {
        await host.round(0);
        host.steps();
        await host.round(1);
        const [question, ...ticks] = host.steps();
        expect(question).toBe("/own/repo/src/branch/main/lib");
        expect(ticks.toSorted()).toEqual(["a", "b", "c"].map((key) => `tick ${key} given page`));
      },
      { tick, robots, watches: [watch("a"), watch("b", { robots: "ignore" }), watch("c")] },
    );
  });

  it("is not asked what a protocol for programs may do", async () => {
    await withHost(
      async (host) => {
        await host.round(0);
        host.steps();
        await host.round(1);
        expect(host.steps()).toEqual([asked]);
      },
      { robots },
    );
  });
});
